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

/* Whether one path is strictly below another. */
static bool is_below(const char *path, const char *above)
{
    return path_is_within(path, above) && strcmp(path, above) != 0;
}

/* Marks what is below a path that is being removed. */
static void below_mark(const struct transaction *t, const struct store_pool *pool, const char *path)
{
    struct log_entry entry;
    char noted[PATH_SIZE];

    for (uint32_t at = t->log; at; at = entry.next) {
        log_read(pool, at, &entry, noted);
        if (is_below(noted, path))
            entry_at(pool, at)->flags |= LOG_BELOW;
    }
}

/* Whether a path that is noted only now is below one that was removed. */
static bool is_removed_above(const struct transaction *t, const struct store_pool *pool,
                             const char *path)
{
    struct log_entry entry;
    char noted[PATH_SIZE];

    for (uint32_t at = t->log; at; at = entry.next) {
        entry = *entry_at(pool, at);
        if (!(entry.flags & LOG_REMOVED))
            continue;
        log_read(pool, at, &entry, noted);
        if (is_below(path, noted))
            return true;
    }
    return false;
}

/*
 * Whether an entry counts against the limit: one that is there for permissions alone does not, as
 * its request has one that does.
 */
static bool is_counted(uint32_t flags)
{
    return flags & (LOG_LOOKED | LOG_CHANGED);
}

/* Adds flags to an entry. */
static enum store_error entry_mark(struct transaction *t, const struct store_actor *actor,
                                   struct log_entry *entry, uint32_t flags)
{
    bool is_more = is_counted(flags) && !is_counted(entry->flags);

    if (is_more && t->count >= actor->entries_max)
        return STORE_ENOSPC;
    t->count += is_more;
    entry->flags |= flags;
    return STORE_OK;
}

enum store_error log_note(struct transaction *t, const struct store_tree *tree,
                          const struct store_actor *actor, const char *path, uint32_t flags)
{
    struct store_pool *pool = tree->pool;
    uint32_t length = (uint32_t)strlen(path) + 1, before = 0, at = t->log, cell;

    if (flags & LOG_REMOVED)
        below_mark(t, pool, path);
    for (; at && entry_at(pool, at)->length <= length; before = at, at = entry_at(pool, at)->next)
        if (blob_equals(pool, entry_at(pool, at)->path, path, length))
            return entry_mark(t, actor, entry_at(pool, at), flags);
    if (is_counted(flags) && t->count >= actor->entries_max)
        return STORE_ENOSPC;
    if (is_removed_above(t, pool, path))
        flags |= LOG_BELOW;
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
    t->count += is_counted(flags);
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
