/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Where things lie in a domain: the map of each size, what fits, what overlaps, what is refused.
 */
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/layout/layout.h"

#define KIB  UINT64_C(1024)
#define MIB  (UINT64_C(1024) * KIB)
#define GIB  (UINT64_C(1024) * MIB)
#define TIB  (UINT64_C(1024) * GIB)
#define PAGE UINT64_C(4096)

enum { RAM = 1, RESERVED = 2, ACPI = 3 };

/* A kernel as Linux is linked: from 16 MiB on. It leaves the ramdisk where it is. */
static const struct elf_kernel linux_kernel = {
    .paddr_start = 16 * MIB, .paddr_end = 60 * MIB, .linux_guest = true, .mod_start_pfn = true};
/* A tiny one, from 1 MiB on. */
static const struct elf_kernel tiny_kernel = {.paddr_start = MIB, .paddr_end = MIB + 300 * KIB + 5};

static struct layout layout;
static char why[256];

static int make_layout(uint64_t memory, const struct elf_kernel *kernel, uint64_t ramdisk)
{
    memset(&layout, 0xa5, sizeof(layout));
    memset(why, 0, sizeof(why));
    return layout_make(&layout, memory / KIB, kernel, NULL, ramdisk, why, sizeof(why));
}

static void assert_entry(uint32_t i, uint64_t start, uint64_t end, uint32_t type)
{
    assert_true(i < layout.map_count);
    assert_int_equal(layout.map[i].address, start);
    assert_int_equal(layout.map[i].address + layout.map[i].size, end);
    assert_int_equal(layout.map[i].type, type);
}

/* The map of a domain with RAM up to `low`, and from 4 GiB up to `high` (4 GiB: none there). */
static void assert_map(uint64_t low, uint64_t high)
{
    assert_int_equal(layout.low_end, low);
    assert_int_equal(layout.high_end, high);
    assert_int_equal(layout.map_count, high > 4 * GIB ? 4 : 3);
    assert_entry(0, 0, low, RAM);
    assert_entry(1, 0xfc000000, 0xfc001000, ACPI);
    assert_entry(2, 0xfeff8000, 0xff000000, RESERVED);
    if (high > 4 * GIB)
        assert_entry(3, 4 * GIB, high, RAM);
}

static void test_small_domains_have_all_memory_low(void **state)
{
    static const uint64_t sizes[] = {4 * MIB, 32 * MIB, 128 * MIB,         GIB,
                                     2 * GIB, 3 * GIB,  0xfc000000 - PAGE, 0xfc000000};

    (void)state;
    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        assert_int_equal(make_layout(sizes[i], &tiny_kernel, 0), 0);
        assert_map(sizes[i], 4 * GIB);
    }
}

static void test_large_domains_go_on_above_the_hole(void **state)
{
    static const uint64_t sizes[] = {0xfc000000 + PAGE, 4 * GIB, 6 * GIB, 128 * GIB, 16 * TIB};

    (void)state;
    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        assert_int_equal(make_layout(sizes[i], &tiny_kernel, 0), 0);
        assert_map(0xfc000000, sizes[i] + 0x4000000);
    }
}

static void test_memory_is_in_whole_pages(void **state)
{
    (void)state;
    assert_int_equal(layout_make(&layout, 32 * 1024 + 3, &tiny_kernel, NULL, 0, why, sizeof(why)),
                     0);
    assert_map(32 * MIB, 4 * GIB);
}

static void test_nothing_lies_below_the_kernel(void **state)
{
    static const uint64_t starts[] = {0, 0x1000, MIB, 16 * MIB};

    (void)state;
    for (size_t i = 0; i < sizeof(starts) / sizeof(starts[0]); i++) {
        struct elf_kernel kernel = {.paddr_start = starts[i], .paddr_end = starts[i] + 0x10001};

        for (unsigned int later = 0; later < 2; later++) {
            kernel.mod_start_pfn = later;
            assert_int_equal(make_layout(32 * MIB, &kernel, 5000), 0);
            assert_true(layout.info > starts[i] && layout.ramdisk > starts[i]);
        }
    }
}

static void test_ramdisk_then_start_info_follow_the_kernel(void **state)
{
    (void)state;
    assert_int_equal(make_layout(32 * MIB, &tiny_kernel, 0), 0);
    assert_int_equal(layout.info, MIB + 304 * KIB);
    assert_int_equal(layout.info_pages, 1);
    assert_int_equal(make_layout(32 * MIB, &tiny_kernel, 5000), 0);
    assert_int_equal(layout.ramdisk, MIB + 304 * KIB);
    assert_int_equal(layout.ramdisk_size, 5000);
    assert_int_equal(layout.info, MIB + 312 * KIB);
}

static void test_start_info_comes_first_where_the_ramdisk_need_not_be_mapped(void **state)
{
    (void)state;
    assert_int_equal(make_layout(128 * MIB, &linux_kernel, 10 * MIB + 1), 0);
    assert_int_equal(layout.info, 60 * MIB);
    assert_int_equal(layout.ramdisk, 60 * MIB + PAGE);
    assert_int_equal(layout.ramdisk_size, 10 * MIB + 1);
}

static void test_start_info_stays_below_1_gib(void **state)
{
    uint64_t last = GIB - PAGE - (MIB + 304 * KIB); /* the largest ramdisk before it */

    (void)state;
    assert_int_equal(make_layout(6 * GIB, &tiny_kernel, last), 0);
    assert_int_equal(layout.info, GIB - PAGE);
    assert_int_equal(make_layout(6 * GIB, &tiny_kernel, last + 1), 0);
    assert_int_equal(layout.info, MIB + 304 * KIB);
    assert_int_equal(layout.ramdisk, MIB + 308 * KIB);
}

static void test_long_command_line_takes_another_page(void **state)
{
    static char text[4096];

    (void)state;
    memset(text, 'x', sizeof(text) - 1);
    assert_int_equal(layout_make(&layout, 32 * 1024, &tiny_kernel, text, 5000, why, sizeof(why)),
                     0);
    assert_int_equal(layout.info_pages, LAYOUT_INFO_PAGES_MAX);
    text[100] = 0;
    assert_int_equal(layout_make(&layout, 32 * 1024, &tiny_kernel, text, 5000, why, sizeof(why)),
                     0);
    assert_int_equal(layout.info_pages, 1);
}

/* Linux before 5.0 looks for the tables where a BIOS has them, and nowhere else. */
static void test_rsdp_in_the_bios_for_older_linux(void **state)
{
    struct elf_kernel kernel = linux_kernel;

    (void)state;
    kernel.rsdp_low = true;
    assert_int_equal(make_layout(128 * MIB, &kernel, 0), 0);
    assert_int_equal(layout.rsdp, 0xfffc0);
    assert_int_equal(layout.map_count, 5);
    assert_entry(0, 0, 0xff000, RAM);
    assert_entry(1, 0xff000, 0x100000, ACPI);
    assert_entry(2, 0x100000, 128 * MIB, RAM);
    kernel.paddr_start = 0x1000; /* it would lie there itself */
    assert_int_equal(make_layout(128 * MIB, &kernel, 0), 0);
    assert_int_equal(layout.rsdp, 0xfc000000);
    assert_map(128 * MIB, 4 * GIB);
    assert_int_equal(make_layout(128 * MIB, &linux_kernel, 0), 0);
    assert_int_equal(layout.rsdp, 0xfc000000);
}

static void test_no_ramdisk_is_nowhere(void **state)
{
    (void)state;
    assert_int_equal(make_layout(128 * MIB, &linux_kernel, 0), 0);
    assert_int_equal(layout.ramdisk, 0);
    assert_int_equal(layout.ramdisk_size, 0);
}

static void test_ramdisk_that_just_fits(void **state)
{
    (void)state;
    assert_int_equal(make_layout(128 * MIB, &linux_kernel, 68 * MIB - PAGE), 0);
    assert_int_equal(make_layout(128 * MIB, &linux_kernel, 68 * MIB - 2 * PAGE + 1), 0);
    assert_int_equal(make_layout(128 * MIB, &linux_kernel, 68 * MIB - PAGE + 1), -1);
    assert_string_equal(why, "the kernel with the ramdisk after it needs memory up to 131076 KiB, "
                             "the domain has 131072 KiB; give it more memory");
}

static void test_kernel_that_does_not_fit(void **state)
{
    (void)state;
    assert_int_equal(make_layout(60 * MIB + PAGE, &linux_kernel, 0), 0);
    assert_int_equal(make_layout(32 * MIB, &linux_kernel, 0), -1);
    assert_string_equal(why, "the kernel needs memory up to 61440 KiB, the domain has 32768 KiB; "
                             "give it more memory");
}

static void test_start_info_that_does_not_fit(void **state)
{
    struct elf_kernel kernel = {.paddr_start = 0x1000, .paddr_end = 32 * MIB};

    (void)state;
    assert_int_equal(make_layout(32 * MIB, &kernel, 0), -1);
    assert_string_equal(why, "the kernel with its start info needs memory up to 32772 KiB, the "
                             "domain has 32768 KiB; give it more memory");
    kernel.paddr_end -= PAGE;
    assert_int_equal(make_layout(32 * MIB, &kernel, 0), 0);
    assert_int_equal(layout.info, 32 * MIB - PAGE);
    assert_int_equal(make_layout(32 * MIB, &kernel, 1), -1);
}

static void test_no_memory_is_too_little(void **state)
{
    (void)state;
    assert_int_equal(make_layout(0, &tiny_kernel, 0), -1);
    assert_string_equal(why, "the kernel needs memory up to 1328 KiB, the domain has 0 KiB; give "
                             "it more memory");
}

static void test_more_memory_is_no_remedy_at_the_hole(void **state)
{
    struct elf_kernel kernel = {.paddr_start = 16 * MIB, .paddr_end = 5 * GIB};

    (void)state;
    assert_int_equal(make_layout(6 * GIB, &kernel, 0), -1);
    assert_string_equal(why, "the kernel needs memory up to 5242880 KiB, no domain has more than "
                             "4128768 KiB below the hole under 4 GiB; use a smaller kernel or "
                             "ramdisk");
    assert_int_equal(make_layout(6 * GIB, &linux_kernel, 4 * GIB), -1);
    assert_string_equal(why, "the kernel with the ramdisk after it needs memory up to 4255748 KiB, "
                             "no domain has more than 4128768 KiB below the hole under 4 GiB; use "
                             "a smaller kernel or ramdisk");
}

static void test_sizes_of_hostile_images_do_not_wrap(void **state)
{
    struct elf_kernel kernel = {.paddr_start = MIB, .paddr_end = UINT64_MAX};

    (void)state;
    assert_int_equal(make_layout(6 * GIB, &kernel, 0), -1);
    assert_non_null(strstr(why, "the kernel needs memory up to 18014398509481984 KiB, no domain"));
    assert_int_equal(make_layout(6 * GIB, &linux_kernel, UINT64_MAX), -1);
    assert_non_null(strstr(why, "after it needs memory up to 18014398509481984 KiB, no domain"));
    for (uint64_t less = 0; less < 130 * MIB; less += MIB - 1) {
        assert_int_equal(make_layout(128 * MIB, &linux_kernel, UINT64_MAX - less), -1);
        kernel.paddr_end = UINT64_MAX - less;
        assert_int_equal(make_layout(128 * MIB, &kernel, 0), -1);
        kernel.paddr_start = UINT64_MAX - less - 1;
        assert_int_equal(make_layout(16 * TIB, &kernel, 1), -1);
        kernel.paddr_start = MIB;
    }
}

/* -- whatever the sizes are, nothing lies on anything else ------------------------------------- */

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
        {layout.info, layout.info_pages * PAGE},
        {layout.ramdisk, (layout.ramdisk_size + PAGE - 1) / PAGE * PAGE},
    };
    uint64_t ram = 0;

    for (size_t i = 0; i < 3; i++) {
        assert_true(extents[i].start + extents[i].size <= layout.low_end);
        for (size_t j = 0; j < i; j++)
            assert_apart(&extents[i], &extents[j]);
    }
    for (uint32_t i = 0; i < layout.map_count; i++) {
        const struct e820_entry *entry = &layout.map[i];

        assert_true(entry->size > 0 && entry->size % PAGE == 0 && entry->address % PAGE == 0);
        assert_true(i == 0 || entry->address >= entry[-1].address + entry[-1].size);
        ram += entry->type == RAM ? entry->size : 0;
    }
    assert_int_equal(ram, memory);
    assert_int_equal(layout.info % PAGE, 0);
    assert_true(layout.info >= kernel->paddr_end && layout.info_pages == 1);
    assert_int_equal(layout.ramdisk % PAGE, 0);
    assert_int_equal(layout.ramdisk_size, ramdisk);
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
        if (make_layout(memory, &kernel, ramdisk) == 0) {
            assert_sound(memory, &kernel, ramdisk);
            assert_int_equal(why[0], 0);
            fitting++;
        } else {
            uint64_t needed = kernel.paddr_end + ramdisk + (LAYOUT_INFO_PAGES_MAX + 1) * PAGE;
            uint64_t low = memory < LAYOUT_HOLE_START ? memory : LAYOUT_HOLE_START;

            assert_true(needed > low);
            assert_non_null(strstr(why, "; "));
            refused++;
        }
    }
    assert_true(fitting > 10000 && refused > 10000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_small_domains_have_all_memory_low),
        cmocka_unit_test(test_large_domains_go_on_above_the_hole),
        cmocka_unit_test(test_memory_is_in_whole_pages),
        cmocka_unit_test(test_nothing_lies_below_the_kernel),
        cmocka_unit_test(test_ramdisk_then_start_info_follow_the_kernel),
        cmocka_unit_test(test_start_info_comes_first_where_the_ramdisk_need_not_be_mapped),
        cmocka_unit_test(test_start_info_stays_below_1_gib),
        cmocka_unit_test(test_long_command_line_takes_another_page),
        cmocka_unit_test(test_rsdp_in_the_bios_for_older_linux),
        cmocka_unit_test(test_no_ramdisk_is_nowhere),
        cmocka_unit_test(test_ramdisk_that_just_fits),
        cmocka_unit_test(test_kernel_that_does_not_fit),
        cmocka_unit_test(test_start_info_that_does_not_fit),
        cmocka_unit_test(test_no_memory_is_too_little),
        cmocka_unit_test(test_more_memory_is_no_remedy_at_the_hole),
        cmocka_unit_test(test_sizes_of_hostile_images_do_not_wrap),
        cmocka_unit_test(test_nothing_overlaps_in_any_layout),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
