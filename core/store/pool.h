/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The memory of a store: cells of one size from a pool that the caller gives.
 *
 * All that a store keeps is made of cells, so nothing is ever fragmented. A cell is named by its
 * number; 0 is none. Each cell is charged to an account, until it is given back, whoever gives it
 * back. An account can always have its own share; beyond that it takes from what is left for all,
 * up to a limit. So nobody can take what another was promised. A part of the share is kept for
 * requests that give memory back in the end, but need some before.
 */
#ifndef CORE_STORE_POOL_H
#define CORE_STORE_POOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    STORE_CELL_SIZE = 64,
    STORE_ACCOUNTS_MAX = 257, /* the store's own, 0, and one for each client */
};

struct store_account {
    uint32_t used;
    uint32_t common;  /* of those, cells that are nobody's share */
    uint32_t share;   /* cells that it can always have ... */
    uint32_t reserve; /* ... and how many of them only while `may_use_reserve` */
    uint32_t most;    /* cells that it can have at most */
};

struct store_pool {
    uint8_t *cells;
    uint16_t *payers; /* the account of each cell */
    uint32_t count;   /* of cells; valid numbers are 1 to count */
    uint32_t fresh;   /* how many were ever taken: those after it were not written yet */
    uint32_t free;    /* the first that was given back; each holds the number of the next */
    uint32_t used;
    uint32_t common;      /* cells that are nobody's share ... */
    uint32_t common_used; /* ... and how many of them are taken */
    uint32_t payer;       /* the account that cells are charged to now */
    bool may_use_reserve; /* the account's reserve, too */
    struct store_account accounts[STORE_ACCOUNTS_MAX];
};

/* The bytes of memory that so many cells need. */
size_t pool_memory_size(uint32_t cells);

/*
 * Cuts `size` bytes at `memory`, aligned to 8, into cells; nothing is written before it is taken.
 * Nobody has a share of them yet.
 */
void pool_init(struct store_pool *pool, void *memory, size_t size);

/*
 * Sets the share, the reserve and the limit of an account that has no cells yet. A share is smaller
 * where there are not so many cells.
 */
void pool_account_set(struct store_pool *pool, uint32_t account, uint32_t share, uint32_t reserve,
                      uint32_t most);

/* Charges what follows to an account; returns the one before. */
static inline uint32_t pool_pay(struct store_pool *pool, uint32_t account)
{
    uint32_t before = pool->payer;

    pool->payer = account;
    return before;
}

/* Whether an account can have so many cells more. */
bool pool_has_room(const struct store_pool *pool, uint32_t account, uint32_t cells);

/* Takes a cell, whose bytes are undefined. 0 where the account cannot have one more. */
uint32_t pool_take(struct store_pool *pool);

/* Gives a cell back. */
void pool_give(struct store_pool *pool, uint32_t cell);

/* The bytes of a cell. */
static inline void *pool_cell(const struct store_pool *pool, uint32_t cell)
{
    return pool->cells + (size_t)(cell - 1) * STORE_CELL_SIZE;
}

#endif
