/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The log of a transaction: each path that it looked at or changed, once, shorter paths first.
 */
#ifndef CORE_STORE_TRANSACTION_LOG_H
#define CORE_STORE_TRANSACTION_LOG_H

#include "core/store/path.h"
#include "core/store/transaction.h"

/* Without LOG_LOOKED and LOG_CHANGED, only the permissions of the node were looked at. */
enum {
    LOG_CHANGED = 1,
    LOG_REMOVED = 2, /* at some time */
    LOG_BELOW = 4,   /* a node above it was removed at some time */
    LOG_LOOKED = 16, /* at the node: its value, its children, or whether it is there */
    LOG_NAMED = 8,   /* by a request: not a parent made on the way, of which nobody is told */
};

struct log_entry {
    uint32_t next;
    uint32_t path;   /* blob, with the NUL */
    uint32_t length; /* of it, with the NUL */
    uint32_t flags;  /* LOG_* */
};

/* Notes a path, or adds flags to its entry. ENOSPC where the actor has too many, ENOMEM. */
enum store_error log_note(struct transaction *t, const struct store_tree *tree,
                          const struct store_actor *actor, const char *path, uint32_t flags);

/* Reads an entry and its path. */
void log_read(const struct store_pool *pool, uint32_t at, struct log_entry *entry,
              char path[PATH_SIZE]);

void log_drop(struct transaction *t, struct store_pool *pool);

#endif
