/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Lines of what was found, and what CPUID says.
 */
#include "tests/guest/found.h"

#include "tests/guest/cpu.h"
#include "tests/guest/lib.h"
#include "tests/guest/report.h"

enum {
    LINE_SIZE = 192,
    NUMBERS_MAX = 7,
    SUBLEAVES_MAX = 8,
    LEAVES_MAX = 0x40, /* of a range that is still believed */
};

void found_numbers(const char *what, const uint64_t *numbers, unsigned int count)
{
    char line[LINE_SIZE];
    unsigned int used = 0, i;

    for (; *what && used < LINE_SIZE - NUMBERS_MAX * NUMBER_SIZE; what++)
        line[used++] = *what;
    line[used] = '\0';
    for (i = 0; i < count && i < NUMBERS_MAX; i++) {
        line[used++] = ' ';
        number_hex(line + used, numbers[i], 1);
        while (line[used])
            used++;
    }
    report_text("found", line);
}

static void found_leaf(uint32_t leaf, uint32_t subleaf, uint32_t registers[4])
{
    uint64_t numbers[6] = {leaf, subleaf};
    unsigned int i;

    cpu_id_at(leaf, subleaf, registers);
    for (i = 0; i < 4; i++)
        numbers[2 + i] = registers[i];
    found_numbers("cpuid", numbers, 6);
}

/* Leaf 4 ends with a cache of no kind, leaf 7 says how many it has; of the others two will do. */
static void found_basic(uint32_t leaf)
{
    uint32_t registers[4], subleaf, last;

    found_leaf(leaf, 0, registers);
    if (leaf != 4 && leaf != 7 && leaf != 11 && leaf != 13)
        return;
    last = leaf == 7 ? registers[0] : leaf == 4 ? SUBLEAVES_MAX : 1;
    for (subleaf = 1; subleaf <= last && subleaf <= SUBLEAVES_MAX; subleaf++) {
        if (leaf == 4 && !(registers[0] & 0x1f))
            return;
        found_leaf(leaf, subleaf, registers);
    }
}

static void found_range(uint32_t first)
{
    uint32_t registers[4], last, leaf;

    cpu_id_at(first, 0, registers);
    last = registers[0] - first < LEAVES_MAX ? registers[0] : first;
    for (leaf = first; leaf <= last; leaf++) {
        /* Xen's leaves 3 and 4 tell of time and of this vCPU. */
        if (leaf != 0x40000003 && leaf != 0x40000004)
            found_basic(leaf);
    }
}

void found_cpuid(void)
{
    found_range(0);
    found_range(0x40000000);
    found_range(0x80000000);
}
