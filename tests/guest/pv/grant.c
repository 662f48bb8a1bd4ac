/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Grants pages to other domains, and shows memory of devices.
 *
 * Facts: xen/include/public/grant_table.h (entries of version 1; the first ones are reserved for
 * the toolstack).
 */
#include "tests/guest/pv/device.h"

#include <xen/xen.h>
#include <xen/grant_table.h>

#include "tests/guest/cpu.h"
#include "tests/guest/hypercall.h"
#include "tests/guest/memory.h"
#include "tests/guest/pv/pv.h"
#include "tests/guest/report.h"

enum { ENTRY_RW = 0x63, ENTRY_UNCACHED = 0x73, ENTRIES = MEMORY_PAGE / sizeof(grant_entry_v1_t) };

static uint8_t table_window[MEMORY_PAGE] __attribute__((aligned(MEMORY_PAGE)));
static uint8_t device_window[MEMORY_PAGE] __attribute__((aligned(MEMORY_PAGE)));

static volatile grant_entry_v1_t *table_open(void)
{
    static bool is_open;
    xen_pfn_t frame = 0;
    struct gnttab_setup_table setup = {.dom = DOMID_SELF, .nr_frames = 1};

    if (!is_open) {
        set_xen_guest_handle(setup.frame_list, &frame);
        if (hypercall(__HYPERVISOR_grant_table_op, GNTTABOP_setup_table, (uintptr_t)&setup, 1) ||
            setup.status || !pv_map(table_window, frame * MEMORY_PAGE | ENTRY_RW)) {
            report_error("the grant table cannot be had; status", (uint64_t)-setup.status);
            return NULL;
        }
        is_open = true;
    }
    return (volatile void *)table_window;
}

uint32_t grant_page(const void *page, uint16_t domid)
{
    static uint32_t next = GNTTAB_NR_RESERVED_ENTRIES;
    volatile grant_entry_v1_t *table = table_open();

    if (!table || next == ENTRIES)
        return GRANT_NONE;
    table[next].domid = domid;
    table[next].frame = (uint32_t)pv_self.list[pv_page(&pv_self, (uintptr_t)page)];
    cpu_barrier();
    table[next].flags = GTF_permit_access;
    return next++;
}

volatile uint32_t *device_memory(uint64_t address)
{
    return pv_map(device_window, (address & ~(uint64_t)(MEMORY_PAGE - 1)) | ENTRY_UNCACHED)
               ? (volatile uint32_t *)(void *)device_window
               : NULL;
}
