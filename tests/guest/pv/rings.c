/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Checks what the domain shares with others: Xen's page, the rings' pages and ports, and the memory
 * that Xen accounts to it.
 *
 * Facts: xen/include/public/xen.h (shared_info), io/console.h, io/xs_wire.h, memory.h.
 */
#include "tests/guest/pv/pv.h"

#include <xen/memory.h>
#include <xen/io/console.h>
#include <xen/io/xs_wire.h>

#include "tests/guest/report.h"
#include "tests/guest/xen.h"

enum {
    WORDS = 64,
    MAP_MAX = 8,
    /* A daemon may say there what it can do before the domain runs. */
    STORE_FEATURES = offsetof(struct xenstore_domain_interface, server_features),
    STORE_FEATURES_END = STORE_FEATURES + 16,
    CONSOLE_INPUT_END = offsetof(struct xencons_interface, out),
    CONSOLE_OUTPUT_INDEX = offsetof(struct xencons_interface, out_cons),
    CONSOLE_INPUT_INDEX = offsetof(struct xencons_interface, in_cons),
    CONSOLE_CONNECTION = offsetof(struct xencons_interface, out_prod) + 4,
    CONSOLE_CONNECTION_END = CONSOLE_CONNECTION + 4,
};

void pv_check_shared_info(const struct pv *pv)
{
    const struct start_info *info = pv->info;
    volatile struct shared_info *shared = pv->shared;
    unsigned int i;

    if (!shared) {
        report_error("the page shared with Xen cannot be mapped", info->shared_info);
        return;
    }
    for (i = 0; i < XEN_LEGACY_MAX_VCPUS; i++)
        if (shared->vcpu_info[i].evtchn_upcall_mask != 1)
            report_error_once("events were not masked at entry; vCPU", i);
    for (i = 0; i < WORDS; i++) {
        uint64_t pending = shared->evtchn_pending[i];

        /* Whoever serves a ring may have rung already. */
        if (!pv->dom0 && i == info->store_evtchn / WORDS)
            pending &= ~(1ull << info->store_evtchn % WORDS);
        if (!pv->dom0 && i == info->console.domU.evtchn / WORDS)
            pending &= ~(1ull << info->console.domU.evtchn % WORDS);
        if (pending)
            report_error_once("events were pending at entry; their word", i);
        if (shared->evtchn_mask[i])
            report_error_once("event channels were masked at entry; their word", i);
    }
    if (shared->arch.max_pfn || shared->arch.pfn_to_mfn_frame_list_list)
        report_error("another kernel's frame list is left in the page shared with Xen",
                     shared->arch.max_pfn);
}

/* The page of a ring, which follows start_info as the `place`th; NULL where it is another. */
static void *find_ring(const struct pv *pv, uint64_t mfn, unsigned int place)
{
    uint64_t pfn = pv_page(pv, pv->entry->start_info) + place;

    return pv_pfn(pv, mfn) == pfn ? pv_address(pv, pfn) : NULL;
}

void *pv_check_rings(const struct pv *pv)
{
    const struct start_info *info = pv->info;
    const volatile uint8_t *store = find_ring(pv, info->store_mfn, 1);
    volatile uint8_t *console = find_ring(pv, info->console.domU.mfn, 2);

    /* A domain need not be told of a store, or may have its page alone. */
    if (!info->store_evtchn && !info->store_mfn)
        store = pv_address(pv, pv_page(pv, pv->entry->start_info) + 1);
    else if (!store)
        report_error("store_mfn is not the page after start_info, but", info->store_mfn);
    else if (info->store_evtchn && !pv_port_to_dom0(info->store_evtchn))
        report_error("store_evtchn is no port to domain 0", info->store_evtchn);
    if (store) {
        pv_check_zero(store, 0, STORE_FEATURES, "the store's page was not empty at");
        pv_check_zero(store, STORE_FEATURES_END, 4096, "the store's page was not empty at");
    }
    if (!console) {
        report_error("the console's page is not the second after start_info, but",
                     info->console.domU.mfn);
        return NULL;
    }
    if (!pv_port_to_dom0(info->console.domU.evtchn))
        report_error("the console's port is no port to domain 0", info->console.domU.evtchn);
    if (info->console.domU.evtchn == info->store_evtchn)
        report_error("console and store share a port", info->store_evtchn);
    /* Somebody may have typed already. */
    pv_check_zero(console, CONSOLE_INPUT_END, CONSOLE_INPUT_INDEX,
                  "the console's page was not empty at");
    pv_check_zero(console, CONSOLE_OUTPUT_INDEX, CONSOLE_CONNECTION,
                  "the console's page was not empty at");
    pv_check_zero(console, CONSOLE_CONNECTION_END, 4096, "the console's page was not empty at");
    return (void *)(uintptr_t)console;
}

void pv_check_memory(const struct pv *pv)
{
    static struct e820_entry map[MAP_MAX];
    uint64_t pages = pv->info->nr_pages, limit = pv_memory_number(XENMEM_maximum_reservation);

    if (pv_memory_number(XENMEM_current_reservation) != pages)
        report_error("nr_pages is not what Xen counts",
                     pv_memory_number(XENMEM_current_reservation));
    if (limit < pages || (pv->dom0 && pv->record_found && limit != pages))
        report_error("the memory limit does not suit nr_pages", limit);
    /* Domain 0 asks for the host's map instead. */
    if (!pv->dom0 && (xen_memory_map(map, MAP_MAX) != 1 || map[0].address ||
                      map[0].type != E820_RAM || map[0].size != pages * 4096))
        report_error("Xen's memory map is not one piece of RAM of nr_pages; its size", map[0].size);
}
