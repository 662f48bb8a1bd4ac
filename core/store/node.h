/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * A tree of nodes that several may hold: the present one, and each transaction's view of it.
 *
 * A node is one cell with references. Who holds a root sees a tree that nobody else changes: a
 * change first makes the nodes from the root to its place the holder's own, which copies those that
 * others see, too. So a transaction starts in constant time.
 */
#ifndef CORE_STORE_NODE_H
#define CORE_STORE_NODE_H

#include "core/store/blob.h"
#include "core/store/path.h"

struct node {
    uint32_t refs;
    uint32_t name;        /* blob, without a NUL; none for the root */
    uint32_t value;       /* blob */
    uint32_t permissions; /* blob of struct permission, at least one: see permission.h */
    uint32_t children;    /* blob of their numbers, in the order in which they were made */
    uint32_t next;        /* while it is being dropped */
    uint32_t above;       /* its parent, while a walk is below it ... */
    uint32_t place;       /* ... and its place among the children there */
    uint64_t generation;  /* of the last change to it: a number that the store counts up */
    uint32_t found;       /* the place of the child that was found last */
};

static inline struct node *node_at(const struct store_pool *pool, uint32_t node)
{
    return pool_cell(pool, node);
}

/* How many children a node has, and one of them. */
uint32_t node_child_count(const struct store_pool *pool, uint32_t node);
uint32_t node_child_at(const struct store_pool *pool, uint32_t node, uint32_t i);

/* Makes a root without name, value and children, and with the permissions of a blob. 0: no memory.
 */
uint32_t node_root_make(struct store_pool *pool, uint32_t permissions);

/*
 * A walk of a tree from `root`, which no change may interrupt: the node after `node`, each parent
 * before its children; 0 at the end. Without `enter`, what is below `node` is left out.
 */
uint32_t node_walk(const struct store_pool *pool, uint32_t root, uint32_t node, bool enter);

/*
 * Goes on with a walk after a change: with the child at `place` of the node `above`, which is
 * there, or with what comes behind that node's children.
 */
uint32_t node_walk_behind(const struct store_pool *pool, uint32_t root, const char *above,
                          uint32_t place);

/* How many nodes of a tree a domain owns. */
uint32_t node_count_owned(const struct store_pool *pool, uint32_t root, uint32_t domid);

/* Writes the path, below the root of the walk, of a node that a walk has come to. */
void node_walk_path(const struct store_pool *pool, uint32_t root, uint32_t node,
                    char path[PATH_SIZE]);

/* Takes or drops a reference; with the last one, the node and all below it go that nobody holds. */
uint32_t node_hold(const struct store_pool *pool, uint32_t node);
void node_drop(struct store_pool *pool, uint32_t node);

/*
 * The deepest node on the way to an absolute path that is there, come to as by a walk; `*covered`:
 * the characters of the path that name it, 0 for the root.
 */
uint32_t node_nearest(const struct store_pool *pool, uint32_t root, const char *path,
                      uint32_t *covered);

/* The node of an absolute path ("/", "/a/b") below a root; 0 where there is none. */
uint32_t node_find(const struct store_pool *pool, uint32_t root, const char *path);

/*
 * Makes the nodes from `*root` to that of the path, which exists, the holder's own, and returns it.
 * 0 where memory is short; the tree then has the same contents as before.
 */
uint32_t node_own(struct store_pool *pool, uint32_t *root, const char *path);

/*
 * Adds a child to a node that is the caller's own, with `permissions` (of which it takes a
 * reference) and no value. 0 where memory is short.
 */
uint32_t node_child_add(struct store_pool *pool, uint32_t node, const char *name, uint32_t length,
                        uint32_t permissions);

/* Gives a node that is the caller's own the value and the permissions of another. */
void node_copy_contents(struct store_pool *pool, uint32_t node, uint32_t from);

/* Removes a child, which is there, and all below it, from a node that is the caller's own. */
bool node_child_remove(struct store_pool *pool, uint32_t node, uint32_t child);

#endif
