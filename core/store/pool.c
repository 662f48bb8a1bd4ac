/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Taking cells of a store's pool and giving them back, each on somebody's account.
 */
#include "core/store/pool.h"

#include <string.h>

enum { CELL_COST = STORE_CELL_SIZE + sizeof(uint16_t) };

size_t pool_memory_size(uint32_t cells)
{
    return (size_t)cells * CELL_COST;
}

void pool_init(struct store_pool *pool, void *memory, size_t size)
{
    size_t count = size / CELL_COST;

    memset(pool, 0, sizeof(*pool));
    pool->count = count < UINT32_MAX ? (uint32_t)count : UINT32_MAX - 1;
    pool->cells = memory;
    pool->payers = (uint16_t *)(void *)(pool->cells + (size_t)pool->count * STORE_CELL_SIZE);
    pool->common = pool->count;
}

void pool_account_set(struct store_pool *pool, uint32_t account, uint32_t share, uint32_t reserve,
                      uint32_t most)
{
    share = share < pool->common ? share : pool->common;
    pool->common -= share;
    pool->accounts[account] = (struct store_account){
        .share = share,
        .reserve = reserve < share ? reserve : share,
        .most = most,
    };
}

/* Whether an account can have one more cell of its share; `*is_common`: or of what is nobody's. */
static bool has_credit(const struct store_pool *pool, const struct store_account *account,
                       bool *is_common)
{
    uint32_t own = account->share - (pool->may_use_reserve ? 0 : account->reserve);

    *is_common = account->used - account->common >= own;
    return !*is_common || (account->used < account->most && pool->common_used < pool->common);
}

bool pool_has_room(const struct store_pool *pool, uint32_t account, uint32_t cells)
{
    const struct store_account *a = &pool->accounts[account];
    uint32_t own = a->share - a->reserve, used = a->used - a->common;
    uint32_t left = own > used ? own - used : 0, common = pool->common - pool->common_used;

    return a->used + cells <= a->most && left + common >= cells;
}

uint32_t pool_take(struct store_pool *pool)
{
    struct store_account *account = &pool->accounts[pool->payer];
    uint32_t cell = pool->free;
    bool is_common;

    if (!has_credit(pool, account, &is_common))
        return 0;
    if (cell)
        memcpy(&pool->free, pool_cell(pool, cell), sizeof(pool->free));
    else if (pool->fresh < pool->count)
        cell = ++pool->fresh;
    else
        return 0;
    account->common += is_common;
    pool->common_used += is_common;
    account->used++;
    pool->used++;
    pool->payers[cell - 1] = (uint16_t)pool->payer;
    return cell;
}

void pool_give(struct store_pool *pool, uint32_t cell)
{
    struct store_account *account = &pool->accounts[pool->payers[cell - 1]];

    memcpy(pool_cell(pool, cell), &pool->free, sizeof(pool->free));
    pool->free = cell;
    pool->used--;
    account->used--;
    if (account->common > 0) {
        account->common--;
        pool->common_used--;
    }
}
