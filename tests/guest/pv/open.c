/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The PV environment: the order in which a domain looks at what it was handed over.
 */
#include "tests/guest/environment.h"

#include <xen/memory.h>
#include <xen/io/xs_wire.h>

#include "tests/guest/console.h"
#include "tests/guest/memory.h"
#include "tests/guest/pv/pv.h"
#include "tests/guest/report.h"
#include "tests/guest/xen.h"

extern const uint8_t image_start[], image_end[], note_is_plain;
extern const struct pv_entry pv_entry;

const char environment_mode[] = "pv";

struct pv pv_self;

/* The host's table of frames: read-only, in Xen's own part of every address space. */
#define M2P_ADDRESS 0xffff800000000000

static void place_pages(const struct pv *pv, const void *start, uint64_t count)
{
    memory_place(pv_page(pv, (uintptr_t)start) * MEMORY_PAGE, count * MEMORY_PAGE);
}

/* The boot stack and the room behind it hold nothing yet. */
static void place_all(const struct pv *pv, const struct boot *boot)
{
    const struct start_info *info = pv->info;
    uint64_t start_info = pv_page(pv, pv->entry->start_info) * MEMORY_PAGE;

    place_pages(pv, image_start, pv->image_end - pv_page(pv, (uintptr_t)image_start));
    memory_place(boot->ramdisk, boot->ramdisk_size);
    memory_place(start_info, sizeof(*info) + (pv->dom0 ? info->console.dom0.info_size : 0));
    if (!pv->dom0)
        memory_place(start_info + MEMORY_PAGE, 2 * MEMORY_PAGE);
    place_pages(pv, (const void *)(uintptr_t)info->pt_base, info->nr_pt_frames);
    if (info->mfn_list >= pv->base)
        place_pages(pv, pv->list, (info->nr_pages + 511) / 512);
    else
        memory_place(info->first_p2m_pfn * MEMORY_PAGE, info->nr_p2m_frames * MEMORY_PAGE);
}

void environment_open(struct boot *boot)
{
    struct pv *pv = &pv_self;
    void *ring;

    pv->entry = &pv_entry;
    pv->info = (const struct start_info *)(uintptr_t)pv_entry.start_info;
    pv->plain = note_is_plain;
    pv->dom0 = pv->info->flags & SIF_INITDOMAIN;
    pv->list_wanted = PV_LIST;
    pv->base = PV_BASE;
    pv->image_end = pv_page(pv, (uintptr_t)image_end);
    pv->m2p = (const volatile uint64_t *)M2P_ADDRESS;

    pv_open_hypercalls(pv);
    xen_use(NULL);
    pv->m2p_count = pv_memory_number(XENMEM_maximum_ram_page);
    pv_check_tables(pv, pv_root());
    pv_check_symbols(pv);
    pv_check_start_info(pv);
    pv_check_frames(pv);
    pv_read_boot(pv, boot);
    pv_find_record(pv, boot);
    pv_check_list_end(pv);
    pv->shared = pv_show_shared_info(pv);
    pv_check_shared_info(pv);
    /* Whatever the builder did: nothing here takes an event, and one would end the domain. */
    if (pv->shared)
        pv->shared->vcpu_info[0].evtchn_upcall_mask = 1;
    xen_use(pv->shared);
    if (pv->dom0) {
        pv_check_dom0(pv);
    } else {
        ring = pv_check_rings(pv);
        if (ring)
            console_use(ring, pv->info->console.domU.evtchn);
    }
    pv_check_memory(pv);
    place_all(pv, boot);
    boot->used_here = pv->dom0;
}

uint32_t environment_start_cpus(const struct boot *boot)
{
    (void)boot;
    return pv_start_cpus(&pv_self);
}

void environment_report(const struct boot *boot)
{
    (void)boot;
    report_number("symbols", pv_self.symbol_count);
    if (pv_self.dom0)
        pv_report_dom0(&pv_self);
}

void environment_report_store(void)
{
    const struct pv *pv = &pv_self;
    uint64_t pfn = pv_pfn(pv, pv->info->store_mfn);

    report_hex("store_mfn", pv->info->store_mfn, 1);
    report_number("store_evtchn", pv->info->store_evtchn);
    if (!pv->dom0 && pv->info->store_mfn && pfn < pv->mapped) {
        const volatile struct xenstore_domain_interface *page = pv_address(pv, pfn);

        report_number("store_connection", page->connection);
    }
}

volatile void *environment_store(uint32_t *port)
{
    const struct pv *pv = &pv_self;
    uint64_t pfn = pv_pfn(pv, pv->info->store_mfn);

    *port = pv->info->store_evtchn;
    return !pv->dom0 && pv->info->store_mfn && pfn < pv->mapped ? pv_address(pv, pfn) : NULL;
}
