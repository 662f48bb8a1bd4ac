/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Taking cells of a store's pool and giving them back.
 */
#include "core/store/pool.h"

#include <string.h>

void pool_init(struct store_pool *pool, void *memory, size_t size)
{
    size_t count = size / STORE_CELL_SIZE;

    *pool = (struct store_pool){
        .cells = memory,
        .count = count < UINT32_MAX ? (uint32_t)count : UINT32_MAX - 1,
    };
}

uint32_t pool_take(struct store_pool *pool)
{
    uint32_t cell = pool->free;

    if (cell)
        memcpy(&pool->free, pool_cell(pool, cell), sizeof(pool->free));
    else if (pool->fresh < pool->count)
        cell = ++pool->fresh;
    else
        return 0;
    pool->used++;
    return cell;
}

void pool_give(struct store_pool *pool, uint32_t cell)
{
    memcpy(pool_cell(pool, cell), &pool->free, sizeof(pool->free));
    pool->free = cell;
    pool->used--;
}
