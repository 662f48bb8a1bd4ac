/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Writing the PVH start info.
 */
#include <string.h>

#include "launcher/build/start_info.h"

#include <xen/arch-x86/hvm/start_info.h>

struct start_page {
    struct hvm_start_info info;
    struct hvm_modlist_entry ramdisk;
    struct hvm_memmap_table_entry map[LAYOUT_MAP_MAX];
};

void start_info_write(uint8_t page[XEN_PAGE_SIZE], const struct layout *layout,
                      bool has_command_line)
{
    struct start_page start = {
        .info =
            {
                .magic = XEN_HVM_START_MAGIC_VALUE,
                .version = 1,
                .rsdp_paddr = LAYOUT_ACPI,
                .memmap_paddr = layout->info + offsetof(struct start_page, map),
                .memmap_entries = layout->map_count,
            },
    };

    _Static_assert(sizeof(struct start_page) <= XEN_PAGE_SIZE, "the lists fit");
    if (has_command_line) {
        start.info.cmdline_paddr = layout->info + XEN_PAGE_SIZE;
    }
    if (layout->ramdisk_size > 0) {
        start.info.nr_modules = 1;
        start.info.modlist_paddr = layout->info + offsetof(struct start_page, ramdisk);
        start.ramdisk.paddr = layout->ramdisk;
        start.ramdisk.size = layout->ramdisk_size;
    }
    for (uint32_t i = 0; i < layout->map_count; i++) {
        start.map[i].addr = layout->map[i].address;
        start.map[i].size = layout->map[i].size;
        start.map[i].type = layout->map[i].type;
    }
    memset(page, 0, XEN_PAGE_SIZE);
    memcpy(page, &start, sizeof(start));
}
