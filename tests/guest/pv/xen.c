/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The hypercalls that only a PV domain makes, and the page through which it makes all.
 *
 * Facts: xen/include/public/xen.h (update_va_mapping), memory.h, event_channel.h, vcpu.h,
 * arch-x86/xen-x86_64.h (registers).
 */
#include "tests/guest/pv/pv.h"

#include <xen/xen.h>
#include <xen/event_channel.h>
#include <xen/memory.h>
#include <xen/vcpu.h>

#include "tests/guest/hypercall.h"
#include "tests/guest/report.h"

enum { STUB_SIZE = 32, STUBS = 4096 / STUB_SIZE };

/* mov $number, %eax; syscall; ret. Xen's own entries do the same. */
static void fill_page(void)
{
    unsigned int number;

    for (number = 0; number < STUBS; number++) {
        uint8_t *stub = (uint8_t *)hypercall_page + number * STUB_SIZE;

        stub[0] = 0xb8;
        stub[1] = (uint8_t)number;
        stub[5] = 0x0f;
        stub[6] = 0x05;
        stub[7] = 0xc3;
    }
}

void pv_open_hypercalls(const struct pv *pv)
{
    bool filled = hypercall_page[0] != 0;

    if (pv->plain && !filled)
        report_error("the hypercall page was not filled", (uintptr_t)hypercall_page);
    if (!pv->plain && filled)
        report_error("a page that is no hypercall page was filled", (uintptr_t)hypercall_page);
    if (!pv->plain || !filled)
        fill_page();
}

bool pv_map(void *page, uint64_t entry)
{
    return !hypercall(__HYPERVISOR_update_va_mapping, (uintptr_t)page, entry, UVMF_INVLPG);
}

uint64_t pv_memory_number(unsigned int operation)
{
    domid_t self = DOMID_SELF;
    long result = hypercall(__HYPERVISOR_memory_op, operation, (uintptr_t)&self, 0);

    return result < 0 ? UINT64_MAX : (uint64_t)result;
}

static bool read_port(uint32_t port, struct evtchn_status *status)
{
    *status = (struct evtchn_status){.dom = DOMID_SELF, .port = port};
    return !hypercall(__HYPERVISOR_event_channel_op, EVTCHNOP_status, (uintptr_t)status, 0);
}

bool pv_port_closed(uint32_t port)
{
    struct evtchn_status status;

    return read_port(port, &status) && status.status == EVTCHNSTAT_closed;
}

bool pv_port_to_dom0(uint32_t port)
{
    struct evtchn_status status;

    if (!port || !read_port(port, &status))
        return false;
    if (status.status == EVTCHNSTAT_unbound)
        return status.u.unbound.dom == 0;
    return status.status == EVTCHNSTAT_interdomain && status.u.interdomain.dom == 0;
}

long pv_vcpu_op(unsigned int operation, uint32_t cpu, void *argument)
{
    return hypercall(__HYPERVISOR_vcpu_op, operation, cpu, (uintptr_t)argument);
}

uint64_t pv_root(void)
{
    uint64_t root;

    /* Xen answers for the processor. */
    __asm__ volatile("mov %%cr3, %0" : "=r"(root));
    return root / 4096;
}
