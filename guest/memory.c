/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Looks at physical memory through the identity map or, beyond it, through a window that moves.
 */
#include "guest/memory.h"

#include "guest/cpu.h"
#include "guest/layout.h"
#include "guest/lib.h"
#include "guest/report.h"

enum { PLACED_MAX = 64 };

/* An entry of a page directory, and the one that maps a large page at a physical address. */
#ifdef __x86_64__
typedef uint64_t page_entry;
#define PAGE_ENTRY(start) (((start) & ~(uint64_t)(PAGE_LARGE_SIZE - 1)) | PAGE_LARGE_FLAGS)
#else
typedef uint32_t page_entry;
/* PSE-36: address bits 32 to 39 stand in bits 13 to 20. */
#define PAGE_ENTRY(start)                                                                          \
    (((uint32_t)(start) & ~(uint32_t)(PAGE_LARGE_SIZE - 1)) |                                      \
     ((uint32_t)((start) >> 32) & 0xff) << 13 | PAGE_LARGE_FLAGS)
#endif

extern volatile page_entry page_directory[];

/* In the order of their starts; they may overlap. */
static struct memory_range placed[PLACED_MAX];
static unsigned int placed_count;

bool memory_sound(uint64_t start, uint64_t size)
{
    return start < MEMORY_LIMIT && size <= MEMORY_LIMIT - start;
}

uint8_t *memory_at(uint64_t start)
{
    uint8_t *window = (uint8_t *)(uintptr_t)WINDOW_ADDRESS;

    if (start >> 30 < IDENTITY_GIB)
        return (uint8_t *)(uintptr_t)start;
    page_directory[WINDOW_ADDRESS / PAGE_LARGE_SIZE] = PAGE_ENTRY(start);
    cpu_forget_page(window);
    return window + (start & (PAGE_LARGE_SIZE - 1));
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

    for (i = 0; i < placed_count && placed[i].start <= start; i++) {
        if (placed[i].end > start)
            start = placed[i].end;
    }
    if (start >= end)
        return false;
    gap->start = start;
    gap->end = i < placed_count && placed[i].start < end ? placed[i].start : end;
    return true;
}
