/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Writing the PVH start info.
 */
#include <string.h>

#include "core/layout/start_info.h"
#include "core/lcm/lcm.h"

#include <xen/arch-x86/hvm/start_info.h>

/* What follows the command line. */
struct lists {
    struct hvm_modlist_entry ramdisk;
    struct hvm_memmap_table_entry map[LAYOUT_MAP_MAX];
};

/* Where the lists begin: numbers of 64 bits are in them. */
#define LISTS_AT(length) (sizeof(struct hvm_start_info) + (((length) + 7) & ~(size_t)7))

_Static_assert(LISTS_AT(LCM_BOOTARGS_SIZE) + sizeof(struct lists) <=
                   (size_t)LAYOUT_INFO_PAGES_MAX * XEN_PAGE_SIZE,
               "the longest command line fits");

static size_t lists_at(const char *bootargs)
{
    return LISTS_AT(bootargs ? strlen(bootargs) + 1 : 0);
}

size_t start_info_size(const char *bootargs)
{
    return lists_at(bootargs) + sizeof(struct lists);
}

void start_info_write(uint8_t *pages, const struct layout *layout, const char *bootargs)
{
    uint64_t lists_address = layout->info + lists_at(bootargs);
    struct hvm_start_info info = {
        .magic = XEN_HVM_START_MAGIC_VALUE,
        .version = 1,
        .rsdp_paddr = layout->rsdp,
        .memmap_paddr = lists_address + offsetof(struct lists, map),
        .memmap_entries = layout->map_count,
    };
    struct lists lists = {0};

    if (layout->ramdisk_size > 0) {
        info.nr_modules = 1;
        info.modlist_paddr = lists_address + offsetof(struct lists, ramdisk);
        lists.ramdisk.paddr = layout->ramdisk;
        lists.ramdisk.size = layout->ramdisk_size;
    }
    for (uint32_t i = 0; i < layout->map_count; i++) {
        lists.map[i].addr = layout->map[i].address;
        lists.map[i].size = layout->map[i].size;
        lists.map[i].type = layout->map[i].type;
    }
    memset(pages, 0, layout->info_pages * XEN_PAGE_SIZE);
    if (bootargs) {
        info.cmdline_paddr = layout->info + sizeof(info);
        memcpy(pages + sizeof(info), bootargs, strlen(bootargs) + 1);
    }
    memcpy(pages, &info, sizeof(info));
    memcpy(pages + lists_at(bootargs), &lists, sizeof(lists));
}
