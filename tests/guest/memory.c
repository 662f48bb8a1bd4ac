/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Reads physical memory in bounds and keeps the list of what the builder placed.
 */
#include "tests/guest/memory.h"

#include "tests/guest/lib.h"
#include "tests/guest/report.h"

enum { PLACED_MAX = 64 };

/* In the order of their starts; they may overlap. */
static struct memory_range placed[PLACED_MAX];
static unsigned int placed_count;

bool memory_sound(uint64_t start, uint64_t size)
{
    return start < MEMORY_LIMIT && size <= MEMORY_LIMIT - start;
}

/* How many of `size` bytes at `start` one call of memory_at serves. */
static size_t span_size(uint64_t start, uint64_t size)
{
    uint64_t span = MEMORY_SPAN - (start & (MEMORY_SPAN - 1));

    return (size_t)(span < size ? span : size);
}

bool memory_read(void *target, uint64_t start, size_t size)
{
    uint8_t *to = target;

    if (!memory_sound(start, size))
        return false;
    while (size) {
        size_t span = span_size(start, size);

        memcpy(to, memory_at(start), span);
        to += span;
        start += span;
        size -= span;
    }
    return true;
}

uint32_t memory_crc32(uint64_t start, uint64_t size)
{
    uint32_t crc = 0;

    while (size) {
        size_t span = span_size(start, size);

        crc = crc32_update(crc, memory_at(start), span);
        start += span;
        size -= span;
    }
    return crc;
}

uint8_t memory_sum(uint64_t start, uint64_t size)
{
    uint8_t sum = 0;

    for (; size; start++, size--)
        sum = (uint8_t)(sum + *memory_at(start));
    return sum;
}

void memory_place(uint64_t start, uint64_t size)
{
    unsigned int i;

    if (!size || !memory_sound(start, size))
        return;
    if (placed_count == PLACED_MAX) {
        report_error("more placed ranges than the guest can list; raise PLACED_MAX", start);
        return;
    }
    for (i = placed_count++; i > 0 && placed[i - 1].start > start; i--)
        placed[i] = placed[i - 1];
    placed[i].start = start;
    placed[i].end = start + size;
}

bool memory_gap(uint64_t start, uint64_t end, struct memory_range *gap)
{
    unsigned int i;

    for (i = 0; i < placed_count && placed[i].start <= start; i++)
        if (placed[i].end > start)
            start = placed[i].end;
    if (start >= end)
        return false;
    gap->start = start;
    gap->end = i < placed_count && placed[i].start < end ? placed[i].start : end;
    return true;
}
