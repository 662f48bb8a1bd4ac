/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Changes of the tree: each belongs to a transaction, which has a tree of its own until it ends.
 *
 * A transaction begins with a reference on the present root: constant time. It keeps a log of the
 * paths that it looked at and of those that it changed. At its end, if the present tree is the one
 * that it began with, its tree becomes the present one. Else every path of the log must be as it
 * was
 * - the same generation, or absent in both -, and what it changed is then done to the present tree;
 * what it made or removed beside what others made in the same place meets nobody, unless it read
 * the place itself; otherwise it fails with EAGAIN and nothing is changed. So others' writes
 * elsewhere in the tree make nobody start again. A request without a transaction is one of its own,
 * which meets no other change.
 */
#ifndef CORE_STORE_TRANSACTION_H
#define CORE_STORE_TRANSACTION_H

#include "core/store/error.h"
#include "core/store/node.h"
#include "core/store/permission.h"

struct store_tree {
    struct store_pool *pool;
    uint32_t root;
    uint64_t generation; /* of the latest change */
};

/* Who asks. */
struct store_actor {
    uint32_t domid;
    bool is_privileged;
    uint32_t nodes_left;      /* that it may still come to own */
    uint32_t value_max;       /* bytes of a value, at most */
    uint32_t permissions_max; /* entries of a node's permissions, at most */
    uint32_t entries_max;     /* paths in one transaction's log, at most */
};

struct transaction {
    uint32_t base; /* the root that it began with; it holds both */
    uint32_t root; /* its own */
    uint32_t log;  /* the first entry, shorter paths first; 0: none */
    uint32_t count;
    int64_t made; /* nodes that its actor owns more by it; of a privileged one, undefined */
};

/* What the end of a transaction did to one path, told in order: parents before their children. */
struct transaction_effect {
    const char *path;
    uint32_t before;  /* the node, 0 where there was none ... */
    uint32_t after;   /* ... and as it is now; both are held while this is told */
    bool was_removed; /* at some time: what was below it is gone, too */
    bool is_named;    /* by a request: not a parent that was made on the way */
    bool is_below;    /* so was a node above it, of which an effect told before */
};
typedef void transaction_effect_fn(void *context, const struct transaction_effect *effect);

void transaction_begin(struct transaction *t, const struct store_tree *tree);

/* Forgets it and all that it did. */
void transaction_abandon(struct transaction *t, const struct store_tree *tree);

/*
 * Makes what it did the present tree, and tells `effect` of each path that changed, with memory for
 * nothing more. ENOMEM and EAGAIN leave the tree as it was. The transaction is over either way.
 */
enum store_error transaction_end(struct transaction *t, struct store_tree *tree,
                                 transaction_effect_fn *effect, void *context);

/* -- what a request does in a transaction; paths are absolute and valid ------------------------ */

/* Finds a node that the actor may read; ENOENT only where it may know that there is none. */
enum store_error transaction_read(struct transaction *t, const struct store_tree *tree,
                                  const struct store_actor *actor, const char *path,
                                  uint32_t *node);
/* Sets the value, and makes the node, and those above it that are not there. */
enum store_error transaction_write(struct transaction *t, struct store_tree *tree,
                                   const struct store_actor *actor, const char *path,
                                   const void *value, uint32_t size);
/* Makes the node, with an empty value; one that is there stays as it is. */
enum store_error transaction_make(struct transaction *t, struct store_tree *tree,
                                  const struct store_actor *actor, const char *path);
/* Removes the node and all below it; ENOENT where its parent is not there either. */
enum store_error transaction_remove(struct transaction *t, struct store_tree *tree,
                                    const struct store_actor *actor, const char *path);
/* Sets the permissions: `count` of struct permission. */
enum store_error transaction_set_permissions(struct transaction *t, struct store_tree *tree,
                                             const struct store_actor *actor, const char *path,
                                             const struct permission *permissions, uint32_t count);

#endif
