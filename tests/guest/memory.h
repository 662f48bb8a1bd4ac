/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Physical memory of the test guest: bounded reading, and the list of what the builder placed
 * there.
 */
#ifndef TESTS_GUEST_MEMORY_H
#define TESTS_GUEST_MEMORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Addresses from here on are refused: a processor may reserve their bits in page tables. */
#define MEMORY_LIMIT (1ull << 40)

/* A PV domain maps memory that it wants to see page by page. */
#ifdef GUEST_PV
enum { MEMORY_PAGE = 4096, MEMORY_SPAN = MEMORY_PAGE };
#else
enum { MEMORY_PAGE = 4096, MEMORY_SPAN = 2 * 1024 * 1024 };
#endif

struct memory_range {
    uint64_t start;
    uint64_t end; /* one past the last byte */
};

/* Tells whether `size` bytes from `start` are physical addresses that can be looked at. */
bool memory_sound(uint64_t start, uint64_t size);

/*
 * Gives the place of a sound physical address; it and what follows up to the next multiple of
 * MEMORY_SPAN can be used until the next call.
 */
uint8_t *memory_at(uint64_t start);

/* Copies from physical memory; returns false, having copied nothing, outside of the bounds. */
bool memory_read(void *target, uint64_t start, size_t size);

/* Checksums of sound physical memory: CRC-32, and the byte sum that ACPI wants to be zero. */
uint32_t memory_crc32(uint64_t start, uint64_t size);
uint8_t memory_sum(uint64_t start, uint64_t size);

/* Notes that the builder placed `size` bytes at `start`. Too many ranges is an error in the report.
 */
void memory_place(uint64_t start, uint64_t size);

/*
 * Finds the first gap between placed ranges at or above `start` and below `end`: false when there
 * is none.
 */
bool memory_gap(uint64_t start, uint64_t end, struct memory_range *gap);

#endif
