/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Any kernel that the ELF reader takes, in any memory and with any ramdisk: a layout is refused
 * with cause and remedy, or its parts lie in the memory and apart from each other.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/layout/layout.h"
#include "core/layout/pv_layout.h"
#include "core/lcm/lcm.h"
#include "tests/support/require.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { HEAD_SIZE = 16, RANGES_MAX = ELF_SEGMENTS_MAX + 8, WHY_SIZE = 256, BOOTARGS_STEP = 16 };

/* As the LCM's checks bound a domain's memory: 2 MiB to 16 TiB, whole pages. */
#define MEMORY_MIN_KIB UINT64_C(2048)
#define MEMORY_MAX_KIB (UINT64_C(16) << 30)

struct file {
    const uint8_t *bytes;
    size_t size;
};

struct range {
    uint64_t start, end;
};

struct ranges {
    size_t count;
    struct range list[RANGES_MAX];
};

static bool file_read(void *context, uint64_t offset, void *target, size_t count)
{
    const struct file *file = context;

    REQUIRE(offset <= file->size && count <= file->size - offset);
    memcpy(target, file->bytes + offset, count);
    return true;
}

static void range_add(struct ranges *ranges, uint64_t start, uint64_t size)
{
    struct range range = {start, start + size};

    if (size == 0)
        return;
    REQUIRE(range.end > range.start);
    for (size_t i = 0; i < ranges->count; i++)
        REQUIRE(range.end <= ranges->list[i].start || ranges->list[i].end <= range.start);
    REQUIRE(ranges->count < RANGES_MAX);
    ranges->list[ranges->count++] = range;
}

static void refusal_require(const char *why)
{
    REQUIRE(strstr(why, "; "));
}

static void pvh_try(const struct elf_kernel *kernel, uint64_t memory_kib, const char *bootargs,
                    uint64_t ramdisk_size)
{
    struct ranges ranges = {.count = 0};
    char why[WHY_SIZE] = "";
    struct layout layout;

    if (elf_check_pvh(kernel) != ELF_OK)
        return;
    if (layout_make(&layout, memory_kib, kernel, bootargs, ramdisk_size, why, sizeof(why)) != 0) {
        refusal_require(why);
        return;
    }
    for (uint32_t i = 0; i < kernel->segment_count; i++)
        range_add(&ranges, kernel->segments[i].paddr, kernel->segments[i].mem_size);
    range_add(&ranges, layout.info, layout.info_pages * UINT64_C(4096));
    REQUIRE(layout.info_pages >= 1 && layout.info_pages <= LAYOUT_INFO_PAGES_MAX);
    if (ramdisk_size)
        range_add(&ranges, layout.ramdisk, ramdisk_size);
    for (size_t i = 0; i < ranges.count; i++)
        REQUIRE(ranges.list[i].end <= layout.low_end);
    REQUIRE(layout.low_end <= LAYOUT_HOLE_START);
    REQUIRE(layout.map_count >= 1 && layout.map_count <= LAYOUT_MAP_MAX);
}

static void pv_try(const struct elf_kernel *kernel, uint64_t memory_kib, uint64_t ramdisk_size,
                   bool dom0)
{
    uint64_t pages = memory_kib / 4;
    struct ranges ranges = {.count = 0};
    char why[WHY_SIZE] = "";
    struct pv_layout layout;

    if (elf_check_pv(kernel, dom0) != ELF_OK)
        return;
    if (pv_layout_make(&layout, pages, kernel, ramdisk_size, dom0, why, sizeof(why)) != 0) {
        refusal_require(why);
        return;
    }
    REQUIRE(layout.pages == pages && layout.needed <= pages);
    range_add(&ranges, (kernel->paddr_start - layout.paddr_offset) / 4096,
              (kernel->paddr_end - layout.paddr_offset + 4095) / 4096 -
                  (kernel->paddr_start - layout.paddr_offset) / 4096);
    range_add(&ranges, layout.start_info, 1);
    if (!dom0) {
        range_add(&ranges, layout.store, 1);
        range_add(&ranges, layout.console, 1);
    }
    range_add(&ranges, layout.top_table, layout.top_tables);
    range_add(&ranges, layout.stack, 1);
    if (ramdisk_size)
        range_add(&ranges, layout.ramdisk, (ramdisk_size + 4095) / 4096);
    range_add(&ranges, layout.p2m, layout.p2m_pages);
    for (size_t i = 0; i < ranges.count; i++)
        REQUIRE(ranges.list[i].end <= layout.needed);
    for (uint64_t pfn = layout.map.pfn; pfn < layout.map.pfn + layout.map.pages;
         pfn += layout.map.pages / 7 + 1)
        REQUIRE(pv_address(&layout, pfn) >= layout.map.address);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct elf_kernel kernel;
    struct file file = {data + HEAD_SIZE, size - HEAD_SIZE};
    char bootargs[LCM_BOOTARGS_SIZE] = "";
    uint64_t memory_kib, ramdisk_size;

    if (size < HEAD_SIZE)
        return 0;
    memcpy(&memory_kib, data, sizeof(memory_kib));
    memcpy(&ramdisk_size, data + sizeof(memory_kib), sizeof(ramdisk_size));
    memory_kib = MEMORY_MIN_KIB + memory_kib % (MEMORY_MAX_KIB - MEMORY_MIN_KIB) / 4 * 4;
    if (elf_read(file_read, &file, file.size, &kernel) != ELF_OK)
        return 0;
    memset(bootargs, 'a', data[7] * BOOTARGS_STEP);
    pvh_try(&kernel, memory_kib, data[7] ? bootargs : NULL, ramdisk_size);
    pv_try(&kernel, memory_kib, ramdisk_size, false);
    pv_try(&kernel, memory_kib, ramdisk_size, true);
    return 0;
}
