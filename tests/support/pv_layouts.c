/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Lays out PV domains for tests, and checks that a layout is sound.
 */
#include "tests/support/pv_layouts.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

enum { PIECES_MAX = 16 };

/* Page frames that belong to one thing. */
struct piece {
    uint64_t first;
    uint64_t count;
};

struct pieces {
    struct piece all[PIECES_MAX];
    unsigned int count;
};

const struct elf_kernel pv_linux_kernel = {
    .bits = 64,
    .paddr_start = 16 * MIB,
    .paddr_end = 60 * MIB + 5,
    .pv = {.present = true, .virt_base = LINUX_BASE, .has_init_p2m = true, .init_p2m = LINUX_LIST},
    .mod_start_pfn = true,
};
const struct elf_kernel plain_kernel = {
    .bits = 64,
    .paddr_start = MIB,
    .paddr_end = MIB + 300 * KIB + 5,
    .pv = {.present = true, .virt_base = LINUX_BASE},
};
struct pv_layout pv_layout_made;
char pv_why[256];

int pv_make(uint64_t memory, const struct elf_kernel *kernel, uint64_t ramdisk, bool dom0)
{
    memset(&pv_layout_made, 0xa5, sizeof(pv_layout_made));
    memset(pv_why, 0, sizeof(pv_why));
    return pv_layout_make(&pv_layout_made, memory / PAGE, kernel, ramdisk, dom0, pv_why,
                          sizeof(pv_why));
}

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
    const struct pv_range *list = &pv_layout_made.list;
    uint64_t last = list->address + (list->pages - 1) * PAGE;

    piece_add(pieces, pv_layout_made.p2m, pv_layout_made.p2m_pages);
    assert_int_equal(pv_layout_made.p2m_pages, pages_of(pv_layout_made.pages * 8));
    if (!kernel->pv.has_init_p2m) {
        assert_int_equal(list->pages, 0);
        assert_int_equal(pv_layout_made.p2m_address,
                         pv_address(&pv_layout_made, pv_layout_made.p2m));
        assert_true(pv_layout_made.p2m + pv_layout_made.p2m_pages <= pv_layout_made.map.pages);
        return;
    }
    assert_int_equal(pv_layout_made.p2m_address, kernel->pv.init_p2m);
    assert_int_equal(list->address, kernel->pv.init_p2m);
    assert_int_equal(list->pages, pv_layout_made.p2m_pages);
    assert_int_equal(list->pfn, pv_layout_made.p2m);
    assert_true(pv_layout_made.p2m >= pv_layout_made.map.pages);
    assert_true(last >= list->address && is_usable(list->address) && is_usable(last));
    assert_int_equal(list->address / SLOT, last / SLOT);
    assert_int_not_equal(list->address / SLOT % 512, pv_layout_made.map.address / SLOT % 512);
    /* Start info names the list and its tables as one run of page frames, to the last in use. */
    assert_int_equal(list->tables, pv_layout_made.p2m + pv_layout_made.p2m_pages);
    assert_int_equal(list->tables + sum_of(list), pv_layout_made.needed);
    piece_add(pieces, list->tables, sum_of(list));
    range_walk(list);
}

static void assert_ramdisk(const struct elf_kernel *kernel, uint64_t size, struct pieces *pieces)
{
    uint64_t end = pv_layout_made.ramdisk + pages_of(size);

    assert_int_equal(pv_layout_made.ramdisk_size, size);
    assert_int_equal(pv_layout_made.ramdisk_mapped, !kernel->mod_start_pfn);
    piece_add(pieces, pv_layout_made.ramdisk, pages_of(size));
    if (size == 0)
        assert_int_equal(pv_layout_made.ramdisk, 0);
    else if (pv_layout_made.ramdisk_mapped)
        assert_true(end <= pv_layout_made.map.pages);
    else
        assert_true(pv_layout_made.ramdisk >= pv_layout_made.map.pages);
}

/* No two pieces share a page frame, and all lie within what is in use. */
static void assert_apart(const struct pieces *pieces)
{
    for (unsigned int i = 0; i < pieces->count; i++) {
        const struct piece *a = &pieces->all[i];

        assert_true(a->first + a->count <= pv_layout_made.needed);
        for (unsigned int j = 0; j < i; j++) {
            const struct piece *b = &pieces->all[j];

            assert_true(a->first + a->count <= b->first || b->first + b->count <= a->first);
        }
    }
}

void pv_assert_sound(const struct elf_kernel *kernel, uint64_t memory, uint64_t ramdisk, bool dom0)
{
    uint64_t end = pv_layout_made.map.address + pv_layout_made.map.pages * PAGE;
    uint64_t kernel_end = pages_of(kernel->paddr_end - kernel->pv.paddr_offset);
    struct pieces pieces = {.count = 0};

    assert_int_equal(pv_layout_made.pages, memory / PAGE);
    assert_int_equal(pv_layout_made.paddr_offset, kernel->pv.paddr_offset);
    assert_int_equal(pv_layout_made.map.address, kernel->pv.virt_base);
    assert_int_equal(pv_layout_made.map.pfn, 0);
    assert_true(pv_layout_made.needed <= pv_layout_made.pages &&
                pv_layout_made.map.pages <= pv_layout_made.needed);

    piece_add(&pieces, 0, kernel_end);
    assert_ramdisk(kernel, ramdisk, &pieces);
    assert_list(kernel, &pieces);
    piece_add(&pieces, pv_layout_made.start_info, 1);
    if (dom0) {
        assert_int_equal(pv_layout_made.store, 0);
        assert_int_equal(pv_layout_made.console, 0);
    } else {
        piece_add(&pieces, pv_layout_made.store, 1);
        piece_add(&pieces, pv_layout_made.console, 1);
    }
    piece_add(&pieces, pv_layout_made.top_table, pv_layout_made.top_tables);
    piece_add(&pieces, pv_layout_made.stack, 1);
    assert_apart(&pieces);

    /* The kernel's first words are looked for where they are mapped: all up to the stack is. */
    assert_true(kernel_end <= pv_layout_made.start_info &&
                pv_layout_made.start_info < pv_layout_made.top_table);
    assert_true(pv_layout_made.store < pv_layout_made.top_table &&
                pv_layout_made.console < pv_layout_made.top_table);
    assert_int_equal(pv_layout_made.stack, pv_layout_made.top_table + pv_layout_made.top_tables);
    assert_true(pv_layout_made.stack < pv_layout_made.map.pages);
    assert_int_equal(pv_address(&pv_layout_made, pv_layout_made.stack),
                     pv_layout_made.map.address + pv_layout_made.stack * PAGE);

    assert_int_equal(end % (4 * MIB), 0);
    assert_true((pv_layout_made.map.pages - pv_layout_made.stack - 1) * PAGE >= 512 * KIB);
    assert_true((pv_layout_made.map.pages - pv_layout_made.stack - 1) * PAGE < 512 * KIB + 4 * MIB);
    assert_true(is_usable(pv_layout_made.map.address) && is_usable(end - 1));
    assert_int_equal(pv_layout_made.map.address / SLOT, (end - 1) / SLOT);

    assert_int_equal(pv_layout_made.map.tables, pv_layout_made.top_table + 1);
    assert_int_equal(pv_layout_made.top_tables, 1 + sum_of(&pv_layout_made.map));
    range_walk(&pv_layout_made.map);
}

struct elf_kernel kernel_variant(const struct elf_kernel *from, bool list, bool ramdisk)
{
    struct elf_kernel kernel = *from;

    kernel.pv.has_init_p2m = list;
    kernel.pv.init_p2m = list ? LINUX_LIST : 0;
    kernel.mod_start_pfn = ramdisk;
    return kernel;
}
