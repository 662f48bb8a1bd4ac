/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Shows physical memory through the identity map or, beyond it, through a window that moves.
 */
#include "tests/guest/pvh/window.h"

#include "tests/guest/cpu.h"
#include "tests/guest/layout.h"
#include "tests/guest/memory.h"

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
extern const uint8_t image_start[];

void window_low_map(bool mapped)
{
    uintptr_t start;

    for (start = 0; start + PAGE_LARGE_SIZE <= (uintptr_t)image_start; start += PAGE_LARGE_SIZE) {
        page_directory[start / PAGE_LARGE_SIZE] = mapped ? PAGE_ENTRY((uint64_t)start) : 0;
        cpu_forget_page((const void *)start);
    }
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
