/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * All that a PV domain found: registers, start info, CPUID. Machine frames differ from boot to
 * boot, so the page frames that they are stand for them.
 */
#include "tests/guest/found.h"

#include <xen/xen.h>

#include "tests/guest/environment.h"
#include "tests/guest/pv/pv.h"
#include "tests/guest/xen.h"

void environment_report_found(void)
{
    static struct e820_entry map[16];
    const struct pv *pv = &pv_self;
    const struct start_info *info = pv->info;
    uint32_t count = xen_memory_map(map, 16), i;

    found_number("start_info", pv->entry->start_info);
    found_number("stack", pv->entry->stack);
    found_number("rflags", pv->entry->flags);
    found_number("nr_pages", info->nr_pages);
    found_number("flags", info->flags);
    found_number("store", info->store_mfn ? pv_pfn(pv, info->store_mfn) : 0);
    found_number("store_evtchn", info->store_evtchn);
    found_number("console", pv_pfn(pv, info->console.domU.mfn));
    found_number("console_evtchn", info->console.domU.evtchn);
    found_numbers("pt_base", (const uint64_t[]){info->pt_base, info->nr_pt_frames}, 2);
    found_numbers("mfn_list",
                  (const uint64_t[]){info->mfn_list, info->first_p2m_pfn, info->nr_p2m_frames}, 3);
    found_numbers("module", (const uint64_t[]){info->mod_start, info->mod_len}, 2);
    for (i = 0; i < count; i++)
        found_numbers("memmap", (const uint64_t[]){map[i].address, map[i].size, map[i].type}, 3);
    found_cpuid();
}
