/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Keeping the log of a transaction.
 */
#include "core/store/transaction_log.h"

#include <string.h>

_Static_assert(sizeof(struct log_entry) <= STORE_CELL_SIZE, "an entry is one cell");

static struct log_entry *entry_at(const struct store_pool *pool, uint32_t at)
{
    return pool_cell(pool, at);
}

void log_read(const struct store_pool *pool, uint32_t at, struct log_entry *entry,
              char path[PATH_SIZE])
{
    *entry = *entry_at(pool, at);
    blob_read(pool, entry->path, 0, path, entry->length);
}

enum store_error log_note(struct transaction *t, const struct store_tree *tree, const char *path,
                          uint32_t flags)
{
    struct store_pool *pool = tree->pool;
    uint32_t length = (uint32_t)strlen(path) + 1, before = 0, at = t->log, cell;

    for (; at && entry_at(pool, at)->length <= length; before = at, at = entry_at(pool, at)->next) {
        if (blob_equals(pool, entry_at(pool, at)->path, path, length)) {
            entry_at(pool, at)->flags |= flags;
            return STORE_OK;
        }
    }
    if (t->count >= tree->entries_max)
        return STORE_ENOSPC;
    cell = pool_take(pool);
    if (!cell)
        return STORE_ENOMEM;
    *entry_at(pool, cell) = (struct log_entry){.next = at, .length = length, .flags = flags};
    if (!blob_make(pool, path, length, &entry_at(pool, cell)->path)) {
        pool_give(pool, cell);
        return STORE_ENOMEM;
    }
    if (before)
        entry_at(pool, before)->next = cell;
    else
        t->log = cell;
    t->count++;
    return STORE_OK;
}

void log_drop(struct transaction *t, struct store_pool *pool)
{
    for (uint32_t at = t->log, next; at; at = next) {
        next = entry_at(pool, at)->next;
        blob_drop(pool, entry_at(pool, at)->path);
        pool_give(pool, at);
    }
    t->log = t->count = 0;
}
