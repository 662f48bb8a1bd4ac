/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Tries what only domain 0 may do: create, start and destroy domains, give them memory, map theirs.
 *
 * Facts: xen/include/public/domctl.h, sysctl.h, memory.h, event_channel.h.
 */
#define __XEN_TOOLS__ 1

#include "tests/guest/trespass.h"

#include <stddef.h>

#include <xen/xen.h>
#include <xen/domctl.h>
#include <xen/errno.h>
#include <xen/event_channel.h>
#include <xen/memory.h>
#include <xen/sysctl.h>

#include "tests/guest/hypercall.h"
#include "tests/guest/report.h"

/* Versions of these interfaces, of Xen 4.14 to 4.22 and some beyond. */
enum { VERSION_FIRST = 0x0d, VERSION_LAST = 0x20 };

static void answer_report(const char *key, long result)
{
    report_number(key, result < 0 ? (uint64_t)-result : 0);
}

/* Xen says EACCES to all versions but its own, whoever asks. */
static long domctl_try(uint32_t command, uint16_t domid)
{
    static struct xen_domctl op;
    long result = -XEN_EACCES;

    for (uint32_t version = VERSION_FIRST; version <= VERSION_LAST && result == -XEN_EACCES;
         version++) {
        op.cmd = command;
        op.interface_version = version;
        op.domain = domid;
        result = hypercall(__HYPERVISOR_domctl, (uintptr_t)&op, 0, 0);
    }
    return result;
}

static long sysctl_try(void)
{
    static struct xen_sysctl op;
    long result = -XEN_EACCES;

    for (uint32_t version = VERSION_FIRST; version <= VERSION_LAST && result == -XEN_EACCES;
         version++) {
        op.cmd = XEN_SYSCTL_physinfo;
        op.interface_version = version;
        result = hypercall(__HYPERVISOR_sysctl, (uintptr_t)&op, 0, 0);
    }
    return result;
}

/* Puts the domain's first page over one of its own others. */
static long move_try(uint16_t domid)
{
    struct xen_add_to_physmap request = {
        .domid = domid, .space = XENMAPSPACE_gmfn, .idx = 0, .gpfn = 1};

    return hypercall(__HYPERVISOR_memory_op, XENMEM_add_to_physmap, (uintptr_t)&request, 0);
}

/* Maps the domain's first page over an own one, which nothing is in. */
static long map_try(uint16_t domid)
{
    xen_ulong_t index = 0;
    xen_pfn_t pfn = 1;
    int error = 0;
    struct xen_add_to_physmap_batch request = {.domid = DOMID_SELF,
                                               .space = XENMAPSPACE_gmfn_foreign,
                                               .size = 1,
                                               .u.foreign_domid = domid};
    long result;

    set_xen_guest_handle(request.idxs, &index);
    set_xen_guest_handle(request.gpfns, &pfn);
    set_xen_guest_handle(request.errs, &error);
    result = hypercall(__HYPERVISOR_memory_op, XENMEM_add_to_physmap_batch, (uintptr_t)&request, 0);
    return result ? result : error;
}

/* Maps a frame of the domain by an entry of a page table, as PV domains do. */
static long entry_try(uint16_t domid)
{
    enum { PRESENT_WRITABLE = 3 };
    struct mmu_update request = {.ptr = MMU_NORMAL_PT_UPDATE, .val = PRESENT_WRITABLE};

    return hypercall_of_four(__HYPERVISOR_mmu_update, (uintptr_t)&request, 1, 0, domid);
}

static long port_try(uint16_t domid)
{
    struct evtchn_alloc_unbound request = {.dom = domid, .remote_dom = DOMID_SELF};

    return hypercall(__HYPERVISOR_event_channel_op, EVTCHNOP_alloc_unbound, (uintptr_t)&request, 0);
}

void trespass(uint16_t domid)
{
    answer_report("trespass_create", domctl_try(XEN_DOMCTL_createdomain, domid));
    answer_report("trespass_start", domctl_try(XEN_DOMCTL_unpausedomain, domid));
    answer_report("trespass_destroy", domctl_try(XEN_DOMCTL_destroydomain, domid));
    answer_report("trespass_limit", domctl_try(XEN_DOMCTL_max_mem, domid));
    answer_report("trespass_host", sysctl_try());
    answer_report("trespass_move", move_try(domid));
    answer_report("trespass_map", map_try(domid));
    answer_report("trespass_entry", entry_try(domid));
    answer_report("trespass_port", port_try(domid));
}
