/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The memory of a store: cells of one size from a pool that the caller gives.
 *
 * All that a store keeps is made of cells, so nothing is ever fragmented, and what a domain may
 * take can be counted. A cell is named by its number; 0 is none.
 */
#ifndef CORE_STORE_POOL_H
#define CORE_STORE_POOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { STORE_CELL_SIZE = 64 };

struct store_pool {
    uint8_t *cells;
    uint32_t count; /* of cells; valid numbers are 1 to count */
    uint32_t fresh; /* how many were ever taken: those after it were not written yet */
    uint32_t free;  /* the first that was given back; each holds the number of the next */
    uint32_t used;
};

/* Cuts `size` bytes at `memory`, aligned to 8, into cells; nothing is written before it is taken.
 */
void pool_init(struct store_pool *pool, void *memory, size_t size);

/* Takes a cell, whose bytes are undefined. 0 where none is left. */
uint32_t pool_take(struct store_pool *pool);

/* Gives a cell back. */
void pool_give(struct store_pool *pool, uint32_t cell);

/* The bytes of a cell. */
static inline void *pool_cell(const struct store_pool *pool, uint32_t cell)
{
    return pool->cells + (size_t)(cell - 1) * STORE_CELL_SIZE;
}

/* How many cells can still be taken. */
static inline uint32_t pool_left(const struct store_pool *pool)
{
    return pool->count - pool->used;
}

#endif
