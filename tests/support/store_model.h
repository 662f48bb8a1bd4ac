/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * A slow, obvious model of a store's tree: a table of whole paths. What a store answers is compared
 * with it.
 */
#ifndef TESTS_SUPPORT_STORE_MODEL_H
#define TESTS_SUPPORT_STORE_MODEL_H

#include "core/store/store.h"

#include <xen/io/xs_wire.h>

enum { MODEL_NODES = 128, MODEL_PATH = 160, MODEL_VALUE = 136, MODEL_ENTRIES = 8 };

struct model_node {
    bool is_there;
    uint32_t length; /* of the path */
    char path[MODEL_PATH];
    uint8_t value[MODEL_VALUE];
    uint32_t size;
    struct model_entry {
        uint32_t domid;
        uint32_t access;
        bool is_ignored; /* its domain was not there when it was set */
    } entries[MODEL_ENTRIES];
    uint32_t entry_count;
};

struct model_tree {
    uint32_t end; /* places behind this were never used */
    struct model_node nodes[MODEL_NODES];
};

/* One request about the tree; the path is absolute. */
struct model_ask {
    uint32_t domid;
    bool is_privileged;
    uint32_t type;
    char path[MODEL_PATH];
    uint8_t value[MODEL_VALUE];
    uint32_t size;
    struct model_entry entries[MODEL_ENTRIES];
    uint32_t entry_count;
};

/* What a transaction counts; a request without one has its own. */
struct model_count {
    int64_t made; /* nodes that the client owns more by it */
    char logged[MODEL_NODES][MODEL_PATH];
    uint32_t logged_count;
};

/* Copies a path. */
void model_path_set(char to[MODEL_PATH], const char *from);

void model_init(struct model_tree *tree);

struct model_node *model_find(struct model_tree *tree, const char *path);

/* Whether `path` is `above` or lies below it. */
bool model_is_within(const char *path, const char *above);

/* How many nodes a domain owns, of those at `above` and below. */
uint32_t model_owned(const struct model_tree *tree, const char *above, uint32_t domid);

/* What a domain may do with a node: PERMISSION_*. */
uint32_t model_access(const struct model_node *node, uint32_t domid, bool is_privileged);

/* The path of the parent; that of the root is the root's. */
void model_parent(const char *path, char parent[MODEL_PATH]);

/* Removes a node and all below it. */
void model_remove(struct model_tree *tree, const char *path);

/*
 * Does what a request does; `present` is the tree that limits are counted in. The tree is unchanged
 * where that is an error.
 */
enum store_error model_serve(struct model_tree *tree, const struct model_tree *present,
                             const struct store_limits *limits, struct model_count *count,
                             const struct model_ask *ask);

/* Whether a reply's payload is what a request that is served in this tree has to get. */
bool model_answers(struct model_tree *tree, const struct model_ask *ask, const uint8_t *payload,
                   uint32_t size);

#endif
