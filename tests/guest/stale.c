/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Scans RAM for stale bytes: a hypervisor or launcher that hands out memory must have cleared it.
 */
#include "tests/guest/stale.h"

#include "tests/guest/memory.h"
#include "tests/guest/report.h"

enum { SAMPLE_SIZE = 64 };

typedef uintptr_t __attribute__((may_alias)) word;

extern uint32_t bss_dirty;

static bool stale;
static uint64_t stale_first;

static void note_stale(uint64_t address)
{
    if (!stale || address < stale_first)
        stale_first = address;
    stale = true;
}

/* Returns the first byte in [at, end) that is not zero, or `end`. */
static const uint8_t *scan(const uint8_t *at, const uint8_t *end)
{
    while (at < end && (uintptr_t)at % (8 * sizeof(word))) {
        if (*at)
            return at;
        at++;
    }
    /* The loop that counts: gigabytes pass here, under emulation too. */
    while ((uintptr_t)(end - at) >= 8 * sizeof(word)) {
        const word *words = (const word *)(const void *)at;

        if (words[0] | words[1] | words[2] | words[3] | words[4] | words[5] | words[6] | words[7])
            break;
        at += 8 * sizeof(word);
    }
    while (at < end && !*at)
        at++;
    return at;
}

void stale_check_range(uint64_t start, uint64_t end)
{
    while (start < end) {
        uint64_t stop = (start & ~(uint64_t)(MEMORY_SPAN - 1)) + MEMORY_SPAN;
        const uint8_t *at = memory_at(start), *limit, *dirty;

        if (stop > end)
            stop = end;
        limit = at + (uintptr_t)(stop - start);
        dirty = scan(at, limit);
        if (dirty != limit) {
            note_stale(start + (uintptr_t)(dirty - at));
            return;
        }
        start = stop;
    }
}

/* The ends of each page of a range. */
static void check_sample(uint64_t start, uint64_t end)
{
    while (start < end && !stale) {
        uint64_t stop = (start & ~(uint64_t)(MEMORY_PAGE - 1)) + MEMORY_PAGE;

        if (stop > end)
            stop = end;
        if (stop - start <= 2 * SAMPLE_SIZE) {
            stale_check_range(start, stop);
        } else {
            stale_check_range(start, start + SAMPLE_SIZE);
            stale_check_range(stop - SAMPLE_SIZE, stop);
        }
        start = stop;
    }
}

/* Writes both patterns to a byte that nothing uses, and puts back what was there. */
static void check_writable(uint64_t address)
{
    struct memory_range gap;
    volatile uint8_t *byte;
    uint8_t before;
    bool writable;

    if (!memory_gap(address, address + 1, &gap))
        return;
    byte = memory_at(address);
    before = *byte;
    *byte = 0x55;
    writable = *byte == 0x55;
    *byte = 0xaa;
    writable = writable && *byte == 0xaa;
    *byte = before;
    if (!writable)
        report_error("RAM that cannot be written", address);
}

void stale_check(const struct boot *boot, bool full)
{
    uint32_t i;

    if (bss_dirty)
        note_stale(bss_dirty);
    for (i = 0; i < boot->memmap_count; i++) {
        const struct boot_memory *entry = &boot->memmap[i];
        uint64_t at = entry->start, end = entry->start + entry->size;
        struct memory_range gap;

        if (!entry->ram || !entry->size)
            continue;
        while (!stale && memory_gap(at, end, &gap)) {
            if (full)
                stale_check_range(gap.start, gap.end);
            else
                check_sample(gap.start, gap.end);
            at = gap.end;
        }
        check_writable(entry->start);
        check_writable(end - 1);
    }
}

void stale_report(const struct boot *boot)
{
    if (stale) {
        report_hex("stale", stale_first, 1);
        if (!boot->used_here)
            report_error("memory was handed over with bytes in it", stale_first);
    } else {
        report_text("stale", "none");
    }
}
