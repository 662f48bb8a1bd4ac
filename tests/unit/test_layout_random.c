/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Random PVH domains: nothing overlaps in any layout.
 */
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/layout/layout.h"
#include "tests/support/pvh_layouts.h"

static uint64_t seed;

/* A fixed sequence (xorshift): the same cases in every run. */
static uint64_t draw(void)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return seed;
}

/* Small and large ones are equally likely. */
static uint64_t draw_below(uint64_t limit)
{
    uint64_t shift = draw() % 64;

    return (draw() >> shift) % limit;
}

struct extent {
    uint64_t start;
    uint64_t size;
};

static void assert_apart(const struct extent *a, const struct extent *b)
{
    if (a->size > 0 && b->size > 0 && a->start < b->start + b->size &&
        b->start < a->start + a->size) {
        fail_msg("0x%" PRIx64 "+0x%" PRIx64 " lies on 0x%" PRIx64 "+0x%" PRIx64, a->start, a->size,
                 b->start, b->size);
    }
}

static void assert_sound(uint64_t memory, const struct elf_kernel *kernel, uint64_t ramdisk)
{
    const struct extent extents[] = {
        {kernel->paddr_start, kernel->paddr_end - kernel->paddr_start},
        {pvh_layout_made.info, pvh_layout_made.info_pages * PAGE},
        {pvh_layout_made.ramdisk, (pvh_layout_made.ramdisk_size + PAGE - 1) / PAGE * PAGE},
    };
    uint64_t ram = 0;

    for (size_t i = 0; i < 3; i++) {
        assert_true(extents[i].start + extents[i].size <= pvh_layout_made.low_end);
        for (size_t j = 0; j < i; j++)
            assert_apart(&extents[i], &extents[j]);
    }
    for (uint32_t i = 0; i < pvh_layout_made.map_count; i++) {
        const struct e820_entry *entry = &pvh_layout_made.map[i];

        assert_true(entry->size > 0 && entry->size % PAGE == 0 && entry->address % PAGE == 0);
        assert_true(i == 0 || entry->address >= entry[-1].address + entry[-1].size);
        ram += entry->type == RAM ? entry->size : 0;
    }
    assert_int_equal(ram, memory);
    assert_int_equal(pvh_layout_made.info % PAGE, 0);
    assert_true(pvh_layout_made.info >= kernel->paddr_end && pvh_layout_made.info_pages == 1);
    assert_int_equal(pvh_layout_made.ramdisk % PAGE, 0);
    assert_int_equal(pvh_layout_made.ramdisk_size, ramdisk);
}

static void test_nothing_overlaps_in_any_layout(void **state)
{
    unsigned int fitting = 0, refused = 0;

    (void)state;
    seed = 20210512;
    for (int i = 0; i < 200000; i++) {
        uint64_t memory = draw_below(16 * TIB) / PAGE * PAGE;
        struct elf_kernel kernel = {.paddr_start = draw_below(5 * GIB),
                                    .mod_start_pfn = draw() % 2};
        uint64_t ramdisk = draw() % 4 ? draw_below(5 * GIB) : 0;

        kernel.paddr_end = kernel.paddr_start + 1 + draw_below(GIB);
        if (pvh_make(memory, &kernel, ramdisk) == 0) {
            assert_sound(memory, &kernel, ramdisk);
            assert_int_equal(pvh_why[0], 0);
            fitting++;
        } else {
            uint64_t needed = kernel.paddr_end + ramdisk + (LAYOUT_INFO_PAGES_MAX + 1) * PAGE;
            uint64_t low = memory < LAYOUT_HOLE_START ? memory : LAYOUT_HOLE_START;

            assert_true(needed > low);
            assert_non_null(strstr(pvh_why, "; "));
            refused++;
        }
    }
    assert_true(fitting > 10000 && refused > 10000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nothing_overlaps_in_any_layout),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
