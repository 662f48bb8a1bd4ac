/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * PV address spaces: an independent walk of what is mapped, who has which page frame, what is
 * refused.
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

#include "core/layout/pv_layout.h"

#define KIB  UINT64_C(1024)
#define MIB  (UINT64_C(1024) * KIB)
#define GIB  (UINT64_C(1024) * MIB)
#define TIB  (UINT64_C(1024) * GIB)
#define PAGE UINT64_C(4096)

/* Where Linux's kernel wants to be, and its list: the start of a slot of the top table. */
#define LINUX_BASE UINT64_C(0xffffffff80000000)
#define LINUX_LIST UINT64_C(0x0000008000000000)
/* What one entry of the top table shows. */
#define SLOT (512 * GIB)

enum { PIECES_MAX = 16 };

/* As Linux 6.1 is linked for x86-64: physical 16 MiB on. */
static const struct elf_kernel linux_kernel = {
    .bits = 64,
    .paddr_start = 16 * MIB,
    .paddr_end = 60 * MIB + 5,
    .pv = {.present = true, .virt_base = LINUX_BASE, .has_init_p2m = true, .init_p2m = LINUX_LIST},
    .mod_start_pfn = true,
};
/* A kernel that asks for nothing special. */
static const struct elf_kernel plain_kernel = {
    .bits = 64,
    .paddr_start = MIB,
    .paddr_end = MIB + 300 * KIB + 5,
    .pv = {.present = true, .virt_base = LINUX_BASE},
};

static struct pv_layout layout;
static char why[256];

static int make_layout(uint64_t memory, const struct elf_kernel *kernel, uint64_t ramdisk,
                       bool dom0)
{
    memset(&layout, 0xa5, sizeof(layout));
    memset(why, 0, sizeof(why));
    return pv_layout_make(&layout, memory / PAGE, kernel, ramdisk, dom0, why, sizeof(why));
}

/* -- the independent walk -------------------------------------------------------------------- */

/* Page frames that belong to one thing. */
struct piece {
    uint64_t first;
    uint64_t count;
};

struct pieces {
    struct piece all[PIECES_MAX];
    unsigned int count;
};

static void piece_add(struct pieces *pieces, uint64_t first, uint64_t count)
{
    if (count > 0) {
        assert_true(pieces->count < PIECES_MAX);
        pieces->all[pieces->count++] = (struct piece){first, count};
    }
}

/*
 * Visits every page of a range as a processor would, and counts the tables of each level as they
 * are met: as many as there are frames for, so that every page has its entry in one of them.
 */
static void range_walk(const struct pv_range *range)
{
    uint64_t tables[4] = {0}, last[4] = {0};

    for (uint64_t i = 0; i < range->pages; i++) {
        uint64_t page = (range->address >> 12) + i;

        for (unsigned int level = 1; level <= 3; level++) {
            uint64_t table = page >> (9 * level);

            if (tables[level] == 0 || table != last[level]) {
                assert_true(tables[level] == 0 || table == last[level] + 1);
                last[level] = table;
                tables[level]++;
            }
        }
    }
    for (unsigned int level = 1; level <= 3; level++)
        assert_int_equal(tables[level], range->counts[level]);
}

static uint64_t sum_of(const struct pv_range *range)
{
    return range->counts[1] + range->counts[2] + range->counts[3];
}

static uint64_t pages_of(uint64_t bytes)
{
    return bytes / PAGE + (bytes % PAGE != 0);
}

/* An address that a processor has, and that is not Xen's own. */
static bool is_usable(uint64_t address)
{
    return address < UINT64_C(0x0000800000000000) || address >= UINT64_C(0xffff880000000000);
}

/* The list of frames: with the initial mapping, or in a slot of the top table of its own. */
static void assert_list(const struct elf_kernel *kernel, struct pieces *pieces)
{
    const struct pv_range *list = &layout.list;
    uint64_t last = list->address + (list->pages - 1) * PAGE;

    piece_add(pieces, layout.p2m, layout.p2m_pages);
    assert_int_equal(layout.p2m_pages, pages_of(layout.pages * 8));
    if (!kernel->pv.has_init_p2m) {
        assert_int_equal(list->pages, 0);
        assert_int_equal(layout.p2m_address, pv_address(&layout, layout.p2m));
        assert_true(layout.p2m + layout.p2m_pages <= layout.map.pages);
        return;
    }
    assert_int_equal(layout.p2m_address, kernel->pv.init_p2m);
    assert_int_equal(list->address, kernel->pv.init_p2m);
    assert_int_equal(list->pages, layout.p2m_pages);
    assert_int_equal(list->pfn, layout.p2m);
    assert_true(layout.p2m >= layout.map.pages);
    assert_true(last >= list->address && is_usable(list->address) && is_usable(last));
    assert_int_equal(list->address / SLOT, last / SLOT);
    assert_int_not_equal(list->address / SLOT % 512, layout.map.address / SLOT % 512);
    /* Start info names the list and its tables as one run of page frames, to the last in use. */
    assert_int_equal(list->tables, layout.p2m + layout.p2m_pages);
    assert_int_equal(list->tables + sum_of(list), layout.needed);
    piece_add(pieces, list->tables, sum_of(list));
    range_walk(list);
}

static void assert_ramdisk(const struct elf_kernel *kernel, uint64_t size, struct pieces *pieces)
{
    uint64_t end = layout.ramdisk + pages_of(size);

    assert_int_equal(layout.ramdisk_size, size);
    assert_int_equal(layout.ramdisk_mapped, !kernel->mod_start_pfn);
    piece_add(pieces, layout.ramdisk, pages_of(size));
    if (size == 0)
        assert_int_equal(layout.ramdisk, 0);
    else if (layout.ramdisk_mapped)
        assert_true(end <= layout.map.pages);
    else
        assert_true(layout.ramdisk >= layout.map.pages);
}

/* No two pieces share a page frame, and all lie within what is in use. */
static void assert_apart(const struct pieces *pieces)
{
    for (unsigned int i = 0; i < pieces->count; i++) {
        const struct piece *a = &pieces->all[i];

        assert_true(a->first + a->count <= layout.needed);
        for (unsigned int j = 0; j < i; j++) {
            const struct piece *b = &pieces->all[j];

            assert_true(a->first + a->count <= b->first || b->first + b->count <= a->first);
        }
    }
}

/* Everything that must hold of a layout that was not refused. */
static void assert_sound(const struct elf_kernel *kernel, uint64_t memory, uint64_t ramdisk,
                         bool dom0)
{
    uint64_t end = layout.map.address + layout.map.pages * PAGE;
    uint64_t kernel_end = pages_of(kernel->paddr_end - kernel->pv.paddr_offset);
    struct pieces pieces = {.count = 0};

    assert_int_equal(layout.pages, memory / PAGE);
    assert_int_equal(layout.paddr_offset, kernel->pv.paddr_offset);
    assert_int_equal(layout.map.address, kernel->pv.virt_base);
    assert_int_equal(layout.map.pfn, 0);
    assert_true(layout.needed <= layout.pages && layout.map.pages <= layout.needed);

    piece_add(&pieces, 0, kernel_end);
    assert_ramdisk(kernel, ramdisk, &pieces);
    assert_list(kernel, &pieces);
    piece_add(&pieces, layout.start_info, 1);
    if (dom0) {
        assert_int_equal(layout.store, 0);
        assert_int_equal(layout.console, 0);
    } else {
        piece_add(&pieces, layout.store, 1);
        piece_add(&pieces, layout.console, 1);
    }
    piece_add(&pieces, layout.top_table, layout.top_tables);
    piece_add(&pieces, layout.stack, 1);
    assert_apart(&pieces);

    /* The kernel's first words are looked for where they are mapped: all up to the stack is. */
    assert_true(kernel_end <= layout.start_info && layout.start_info < layout.top_table);
    assert_true(layout.store < layout.top_table && layout.console < layout.top_table);
    assert_int_equal(layout.stack, layout.top_table + layout.top_tables);
    assert_true(layout.stack < layout.map.pages);
    assert_int_equal(pv_address(&layout, layout.stack), layout.map.address + layout.stack * PAGE);

    assert_int_equal(end % (4 * MIB), 0);
    assert_true((layout.map.pages - layout.stack - 1) * PAGE >= 512 * KIB);
    assert_true((layout.map.pages - layout.stack - 1) * PAGE < 512 * KIB + 4 * MIB);
    assert_true(is_usable(layout.map.address) && is_usable(end - 1));
    assert_int_equal(layout.map.address / SLOT, (end - 1) / SLOT);

    assert_int_equal(layout.map.tables, layout.top_table + 1);
    assert_int_equal(layout.top_tables, 1 + sum_of(&layout.map));
    range_walk(&layout.map);
}

/* -- the layouts ----------------------------------------------------------------------------- */

static struct elf_kernel kernel_variant(const struct elf_kernel *from, bool list, bool ramdisk)
{
    struct elf_kernel kernel = *from;

    kernel.pv.has_init_p2m = list;
    kernel.pv.init_p2m = list ? LINUX_LIST : 0;
    kernel.mod_start_pfn = ramdisk;
    return kernel;
}

/* What a layout takes for certain, whatever its tables are. */
static uint64_t payload_of(const struct elf_kernel *kernel, uint64_t memory, uint64_t ramdisk)
{
    return kernel->paddr_end + ramdisk + memory / PAGE * 8;
}

static void test_every_size_and_every_wish_is_sound_or_too_small(void **state)
{
    static const uint64_t sizes[] = {
        2 * MIB,  4 * MIB,  4 * MIB + PAGE, 6 * MIB, 8 * MIB, 8 * MIB - PAGE, 24 * MIB,
        32 * MIB, 64 * MIB, 128 * MIB,      GIB,     6 * GIB, 32 * GIB,       128 * GIB};
    static const uint64_t ramdisks[] = {0, 1, PAGE, 1234567, 40 * MIB};
    static const struct elf_kernel *const kernels[] = {&plain_kernel, &linux_kernel};
    unsigned int fitting = 0, refused = 0;

    (void)state;
    for (unsigned int i = 0; i < sizeof(sizes) / sizeof(sizes[0]) * 5 * 2 * 8; i++) {
        uint64_t memory = sizes[i / 80], ramdisk = ramdisks[i / 16 % 5];
        struct elf_kernel kernel = kernel_variant(kernels[i / 8 % 2], i & 1, i & 2);
        bool dom0 = i & 4;

        if (make_layout(memory, &kernel, ramdisk, dom0) == 0) {
            assert_sound(&kernel, memory, ramdisk, dom0);
            fitting++;
            continue;
        }
        /* Nothing is refused that has room: 8 MiB for tables, rings, stack and alignment. */
        assert_true(payload_of(&kernel, memory, ramdisk) + 9 * MIB > memory);
        assert_non_null(strstr(why, "give "));
        refused++;
    }
    assert_true(fitting > 500 && refused > 200);
}

static void test_order_is_that_of_xens_tools(void **state)
{
    (void)state;
    /* 32 MiB: a list of 16 pages, 8 MiB mapped by one table each of level 3 and 2, four of 1. */
    assert_int_equal(make_layout(32 * MIB, &plain_kernel, 3 * MIB + 1, false), 0);
    assert_int_equal(layout.ramdisk, 256 + 76);
    assert_int_equal(layout.p2m, layout.ramdisk + 769);
    assert_int_equal(layout.start_info, layout.p2m + 16);
    assert_int_equal(layout.store, layout.start_info + 1);
    assert_int_equal(layout.console, layout.start_info + 2);
    assert_int_equal(layout.top_table, layout.start_info + 3);
    assert_int_equal(layout.top_tables, 1 + 1 + 1 + 4);
    assert_int_equal(layout.map.pages, 2048);
    assert_int_equal(layout.needed, 2048);

    assert_int_equal(make_layout(512 * MIB, &linux_kernel, 3 * MIB + 1, true), 0);
    assert_int_equal(layout.start_info, 60 * 256 + 1);
    assert_int_equal(layout.top_table, layout.start_info + 1);
    assert_int_equal(layout.map.pages, 64 * 256);
    assert_int_equal(layout.top_tables, 1 + 1 + 1 + 32);
    assert_int_equal(layout.ramdisk, 64 * 256);
    assert_int_equal(layout.p2m, layout.ramdisk + 769);
    assert_int_equal(layout.list.tables, layout.p2m + 256);
    assert_int_equal(layout.needed, layout.list.tables + 3);
}

static void test_offset_of_physical_addresses_counts_off(void **state)
{
    struct elf_kernel kernel = plain_kernel;
    uint64_t start_info;

    (void)state;
    assert_int_equal(make_layout(32 * MIB, &kernel, 0, false), 0);
    start_info = layout.start_info;
    kernel.paddr_start += 3 * GIB;
    kernel.paddr_end += 3 * GIB;
    kernel.pv.paddr_offset = 3 * GIB;
    assert_int_equal(make_layout(32 * MIB, &kernel, 0, false), 0);
    assert_int_equal(layout.start_info, start_info);
    assert_sound(&kernel, 32 * MIB, 0, false);
}

/* Around the place where the spare room no longer fits below a multiple of 4 MiB, page by page. */
static void test_mapping_grows_by_4_mib_where_the_spare_room_ends(void **state)
{
    struct elf_kernel kernel = plain_kernel;
    unsigned int grown = 0;

    (void)state;
    for (uint64_t end = 3 * MIB; end < 8 * MIB; end += PAGE) {
        uint64_t before = layout.map.pages;

        kernel.paddr_end = end;
        assert_int_equal(make_layout(64 * MIB, &kernel, 0, false), 0);
        assert_sound(&kernel, 64 * MIB, 0, false);
        if (end > 3 * MIB && layout.map.pages != before) {
            assert_int_equal(layout.map.pages, before + 1024);
            grown++;
        }
    }
    assert_int_equal(grown, 2);
}

static void test_addresses_at_the_edges_of_what_may_be(void **state)
{
    static const uint64_t bases[] = {
        LINUX_BASE,
        UINT64_C(0xffffffffff800000),           /* the last 8 MiB */
        UINT64_C(0xffff880000000000),           /* right behind Xen's */
        UINT64_C(0x00007fffff800000),           /* the last 8 MiB of the lower half */
        UINT64_C(0x0000400000000000) - 8 * MIB, /* ends with its slot */
        4 * MIB,
    };
    static const uint64_t lists[] = {
        LINUX_LIST,
        LINUX_LIST + SLOT - 64 * KIB, /* the 16 pages end with the slot */
        LINUX_LIST + GIB - 4 * PAGE,  /* over two tables of every level */
        UINT64_C(0x0000800000000000) - 64 * KIB,
        UINT64_C(0xffff880000000000),
        0,
    };

    (void)state;
    for (unsigned int i = 0; i < 36; i++) {
        uint64_t base = bases[i / 6], list = lists[i % 6];
        struct elf_kernel kernel = kernel_variant(&plain_kernel, true, true);

        if (list >= base || list / SLOT == base / SLOT)
            continue;
        kernel.pv.virt_base = base;
        kernel.pv.init_p2m = list;
        if (make_layout(32 * MIB, &kernel, 5, false))
            fail_msg("base 0x%" PRIx64 ", list 0x%" PRIx64 ": %s", base, list, why);
        assert_sound(&kernel, 32 * MIB, 5, false);
    }
}

/* -- refusals -------------------------------------------------------------------------------- */

static void test_memory_that_cannot_hold_the_kernel(void **state)
{
    (void)state;
    assert_int_equal(make_layout(2 * MIB - PAGE, &plain_kernel, 0, false), -1);
    assert_string_equal(why, "2044 KiB of memory cannot hold a kernel that ends at 1324 KiB and "
                             "the ramdisk; give the domain more memory");
    assert_int_equal(make_layout(0, &plain_kernel, 0, true), -1);
    assert_string_equal(why, "0 KiB of memory cannot hold a kernel that ends at 1324 KiB and the "
                             "ramdisk; give the domain more memory");
    assert_int_equal(make_layout(32 * MIB, &linux_kernel, 0, true), -1);
    assert_string_equal(why, "32768 KiB of memory cannot hold a kernel that ends at 61440 KiB and "
                             "the ramdisk; give the domain more memory");
    assert_int_equal(make_layout(32 * MIB, &plain_kernel, 32 * MIB + 1, false), -1);
    assert_string_equal(why, "32768 KiB of memory cannot hold a kernel that ends at 1324 KiB and "
                             "the ramdisk; give the domain more memory");
}

static void test_memory_without_room_for_what_belongs_to_it(void **state)
{
    (void)state;
    assert_int_equal(make_layout(2 * MIB, &plain_kernel, 0, false), -1);
    assert_string_equal(why, "kernel, ramdisk and page tables take 4096 KiB, the domain has 2048 "
                             "KiB; give it more memory");
    assert_int_equal(make_layout(4 * MIB, &plain_kernel, 0, false), 0);
    assert_int_equal(make_layout(64 * MIB, &linux_kernel, 0, true), -1);
    /* 64 MiB mapped, 32 pages of list, 3 tables for them */
    assert_string_equal(why, "kernel, ramdisk and page tables take 65676 KiB, the domain has "
                             "65536 KiB; give it more memory");
    assert_int_equal(make_layout(65676 * KIB - PAGE, &linux_kernel, 0, true), -1);
    assert_int_equal(make_layout(65676 * KIB, &linux_kernel, 0, true), -1);
    assert_string_equal(why, "kernel, ramdisk and page tables take 65680 KiB, the domain has "
                             "65676 KiB; give it more memory");
    assert_int_equal(make_layout(65680 * KIB, &linux_kernel, 0, true), 0);
    assert_sound(&linux_kernel, 65680 * KIB, 0, true);
}

static void assert_address_refused(uint64_t base, uint64_t list)
{
    struct elf_kernel kernel = kernel_variant(&plain_kernel, true, true);
    char expected[256];

    kernel.pv.virt_base = base;
    kernel.pv.init_p2m = list;
    (void)snprintf(expected, sizeof(expected),
                   "the kernel asks for addresses that a PV domain cannot have (its own at "
                   "0x%" PRIx64 ", the frame list's at 0x%" PRIx64 "); use another kernel",
                   base, list);
    assert_int_equal(make_layout(32 * MIB, &kernel, 0, false), -1);
    assert_string_equal(why, expected);
}

static void test_addresses_of_the_kernel_that_cannot_be(void **state)
{
    static const uint64_t bases[] = {
        LINUX_BASE + PAGE,                      /* not on 4 MiB */
        LINUX_BASE + 2 * MIB,                   /* neither */
        UINT64_C(0xffffffffffc00000) + PAGE,    /* wraps */
        UINT64_C(0xfffffffffffff000),           /* wraps at once */
        UINT64_C(0xffff800000000000),           /* Xen's */
        UINT64_C(0xffff880000000000) - 4 * MIB, /* ends in it, or behind it */
        UINT64_C(0x0000800000000000),           /* no processor's: bits 63 to 47 differ */
        UINT64_C(0x0000800000000000) - 4 * MIB, /* grows beyond */
        UINT64_C(0x0000400000000000) - 4 * MIB, /* over the end of its slot */
        UINT64_C(0x0100ff8000000000),           /* no processor's */
    };

    (void)state;
    /* The kernel and its tables take more than 4 MiB here. */
    for (size_t i = 0; i < sizeof(bases) / sizeof(bases[0]); i++) {
        struct elf_kernel kernel = kernel_variant(&plain_kernel, true, true);
        char expected[256];

        kernel.paddr_end = 4 * MIB;
        kernel.pv.virt_base = bases[i];
        (void)snprintf(expected, sizeof(expected),
                       "the kernel asks for addresses that a PV domain cannot have (its own at "
                       "0x%" PRIx64 ", the frame list's at 0x8000000000); use another kernel",
                       bases[i]);
        assert_int_equal(make_layout(32 * MIB, &kernel, 0, false), -1);
        assert_string_equal(why, expected);
    }
}

static void test_addresses_of_the_list_that_cannot_be(void **state)
{
    (void)state;
    assert_address_refused(LINUX_BASE, LINUX_LIST + 8);               /* within a page */
    assert_address_refused(LINUX_BASE, LINUX_LIST - 4 * PAGE);        /* two slots */
    assert_address_refused(LINUX_BASE, LINUX_BASE - 64 * KIB);        /* the kernel's */
    assert_address_refused(LINUX_BASE, UINT64_C(0xffff800000000000)); /* Xen's */
    assert_address_refused(LINUX_BASE, UINT64_C(0xffff87fffffff000)); /* Xen's last page */
    assert_address_refused(LINUX_BASE, UINT64_C(0x0000800000000000)); /* nobody's */
    assert_address_refused(LINUX_BASE, UINT64_C(0x0000ff8000000000)); /* the kernel's slot */
    assert_address_refused(LINUX_BASE, UINT64_C(0xfeffff8000000000)); /* its slot again */
    assert_address_refused(UINT64_MAX - 4 * MIB + 1, UINT64_C(0x8000000008)); /* within a page */
    assert_address_refused(8 * MIB, 4 * MIB);                                 /* the kernel's */
}

/* Claims of hostile files are any number: no sum may wrap into something that seems to fit. */
static void test_claims_of_hostile_files_do_not_wrap(void **state)
{
    static const uint64_t edges[] = {0,
                                     PAGE,
                                     MIB,
                                     32 * MIB,
                                     LINUX_LIST,
                                     UINT64_C(0x0000800000000000),
                                     UINT64_C(0xffff800000000000),
                                     UINT64_C(0xffff880000000000),
                                     LINUX_BASE,
                                     UINT64_C(1) << 63,
                                     0};
    enum { EDGES = sizeof(edges) / sizeof(edges[0]) };
    unsigned int fitting = 0, seed = 1;

    (void)state;
    for (unsigned int i = 0; i < 500000; i++) {
        struct elf_kernel kernel = {.bits = 64, .pv = {.present = true}};
        uint64_t values[5];

        for (unsigned int v = 0; v < 5; v++) {
            seed = seed * 1664525u + 1013904223u;
            /* One of the edges, a few pages or bytes off it. */
            values[v] =
                edges[(seed >> 8) % EDGES] +
                ((int64_t)(seed >> 16 & 7) - 3) * (int64_t)((seed >> 19 & 1) ? PAGE : 4 * MIB) +
                (seed >> 24 & 3) / 3;
        }
        kernel.pv.virt_base = values[0] & ~(PAGE - 1);
        kernel.pv.init_p2m = values[1] & ~(PAGE - 1);
        kernel.pv.has_init_p2m = kernel.pv.init_p2m < kernel.pv.virt_base && seed >> 30;
        kernel.mod_start_pfn = seed >> 29 & 1;
        kernel.pv.paddr_offset = values[2] & ~(PAGE - 1);
        kernel.paddr_start = kernel.pv.paddr_offset + (i % 2 ? PAGE : 0);
        kernel.paddr_end = values[3];
        /* What elf_check_pv sees to. */
        if (kernel.paddr_start < kernel.pv.paddr_offset || kernel.paddr_end <= kernel.paddr_start ||
            kernel.paddr_end - kernel.pv.paddr_offset > UINT64_MAX - kernel.pv.virt_base)
            continue;
        if (make_layout(64 * MIB, &kernel, values[4], i % 3 == 0) == 0) {
            assert_sound(&kernel, 64 * MIB, values[4], i % 3 == 0);
            fitting++;
        } else {
            assert_non_null(strstr(why, "; "));
        }
    }
    assert_true(fitting > 100);
}

static void test_ramdisk_near_the_end_of_numbers(void **state)
{
    static const uint64_t sizes[] = {UINT64_MAX, UINT64_MAX - PAGE + 2, UINT64_C(1) << 63,
                                     33 * MIB};

    (void)state;
    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        assert_int_equal(make_layout(32 * MIB, &plain_kernel, sizes[i], false), -1);
        assert_non_null(strstr(why, "cannot hold a kernel that ends at 1324 KiB and the ramdisk"));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_size_and_every_wish_is_sound_or_too_small),
        cmocka_unit_test(test_order_is_that_of_xens_tools),
        cmocka_unit_test(test_offset_of_physical_addresses_counts_off),
        cmocka_unit_test(test_mapping_grows_by_4_mib_where_the_spare_room_ends),
        cmocka_unit_test(test_addresses_at_the_edges_of_what_may_be),
        cmocka_unit_test(test_memory_that_cannot_hold_the_kernel),
        cmocka_unit_test(test_memory_without_room_for_what_belongs_to_it),
        cmocka_unit_test(test_addresses_of_the_kernel_that_cannot_be),
        cmocka_unit_test(test_addresses_of_the_list_that_cannot_be),
        cmocka_unit_test(test_claims_of_hostile_files_do_not_wrap),
        cmocka_unit_test(test_ramdisk_near_the_end_of_numbers),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
