/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Beginning and ending transactions: what of one's own tree becomes the present tree.
 */
#include "core/store/transaction.h"

#include <string.h>

#include "core/store/path.h"
#include "core/store/transaction_log.h"

void transaction_begin(struct transaction *t, const struct store_tree *tree)
{
    *t = (struct transaction){
        .base = node_hold(tree->pool, tree->root),
        .root = node_hold(tree->pool, tree->root),
    };
}

void transaction_abandon(struct transaction *t, const struct store_tree *tree)
{
    log_drop(t, tree->pool);
    node_drop(tree->pool, t->base);
    node_drop(tree->pool, t->root);
    *t = (struct transaction){0};
}

/* Whether the path is in the present tree as it was in the one that the transaction began with. */
static bool is_unchanged(const struct transaction *t, const struct store_tree *tree,
                         const struct log_entry *entry, const char *path)
{
    uint32_t before = node_find(tree->pool, t->base, path);
    uint32_t now = node_find(tree->pool, tree->root, path);

    if (!before || !now)
        return before == now;
    if (!(entry->flags & (LOG_LOOKED | LOG_CHANGED)))
        return node_at(tree->pool, before)->permissions == node_at(tree->pool, now)->permissions;
    /* A node that is held is never changed in place: the same number is the same tree below it. */
    return before == now ||
           (!(entry->flags & LOG_REMOVED) &&
            node_at(tree->pool, before)->generation == node_at(tree->pool, now)->generation);
}

/* Does to `root` what the transaction did to one path. */
static enum store_error entry_apply(const struct transaction *t, struct store_tree *tree,
                                    uint32_t *root, const struct log_entry *entry, const char *path)
{
    struct store_pool *pool = tree->pool;
    uint32_t after = node_find(pool, t->root, path), now = node_find(pool, *root, path), parent;
    char above[PATH_SIZE];

    path_parent(path, above);
    if (now && (!after || entry->flags & LOG_REMOVED)) {
        parent = node_own(pool, root, above);
        if (!parent || !node_child_remove(pool, parent, node_find(pool, *root, path)))
            return STORE_ENOMEM;
        node_at(pool, parent)->generation = ++tree->generation;
        now = 0;
    }
    if (!after)
        return STORE_OK;
    /* Where its parent went meanwhile there is no place for it. */
    if (!now && !node_find(pool, *root, above))
        return STORE_EAGAIN;
    if (now) {
        now = node_own(pool, root, path);
    } else {
        const char *name = strrchr(path, '/') + 1;

        parent = node_own(pool, root, above);
        now = parent ? node_child_add(pool, parent, name, (uint32_t)strlen(name),
                                      node_at(pool, after)->permissions)
                     : 0;
        /* Its list of children is another, which whoever read it must meet. */
        if (now)
            node_at(pool, parent)->generation = ++tree->generation;
    }
    if (!now)
        return STORE_ENOMEM;
    node_copy_contents(pool, now, after);
    node_at(pool, now)->generation = ++tree->generation;
    return STORE_OK;
}

/* Makes the present tree with all that the transaction did. */
static enum store_error changes_apply(const struct transaction *t, struct store_tree *tree,
                                      uint32_t *root)
{
    enum store_error error = STORE_OK;
    struct log_entry entry;
    char path[PATH_SIZE];

    *root = node_hold(tree->pool, tree->root);
    for (uint32_t at = t->log; at && !error; at = entry.next) {
        log_read(tree->pool, at, &entry, path);
        if (entry.flags & LOG_CHANGED)
            error = entry_apply(t, tree, root, &entry, path);
    }
    if (error)
        node_drop(tree->pool, *root);
    return error;
}

static enum store_error root_find(struct transaction *t, struct store_tree *tree, uint32_t *root)
{
    struct log_entry entry;
    char path[PATH_SIZE];

    if (tree->root == t->base) {
        *root = node_hold(tree->pool, t->root);
        return STORE_OK;
    }
    for (uint32_t at = t->log; at; at = entry.next) {
        log_read(tree->pool, at, &entry, path);
        if (!is_unchanged(t, tree, &entry, path))
            return STORE_EAGAIN;
    }
    return changes_apply(t, tree, root);
}

enum store_error transaction_end(struct transaction *t, struct store_tree *tree,
                                 transaction_effect_fn *effect, void *context)
{
    uint32_t old = tree->root, root;
    enum store_error error = root_find(t, tree, &root);
    struct log_entry entry;
    char path[PATH_SIZE];

    if (!error) {
        tree->root = root;
        for (uint32_t at = t->log; at; at = entry.next) {
            log_read(tree->pool, at, &entry, path);
            /* A change that was refused left the node alone. */
            uint32_t before = node_find(tree->pool, old, path);
            uint32_t after = node_find(tree->pool, root, path);

            if (entry.flags & LOG_CHANGED && before != after)
                effect(context, &(struct transaction_effect){
                                    .path = path,
                                    .before = before,
                                    .after = after,
                                    .was_removed = (entry.flags & LOG_REMOVED) != 0,
                                    .is_below = (entry.flags & LOG_BELOW) != 0,
                                    .is_named = (entry.flags & LOG_NAMED) != 0,
                                });
        }
        node_drop(tree->pool, old);
    }
    transaction_abandon(t, tree);
    return error;
}
