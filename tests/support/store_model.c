/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The model of a store's tree: each rule as the protocol has it, without any cleverness.
 */
#include "tests/support/store_model.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/require.h"

void model_path_set(char to[MODEL_PATH], const char *from)
{
    size_t size = strlen(from) + 1;

    REQUIRE(size <= MODEL_PATH);
    memcpy(to, from, size);
}

void model_init(struct model_tree *tree)
{
    memset(tree, 0, sizeof(*tree));
    tree->nodes[0] =
        (struct model_node){.is_there = true, .length = 1, .path = "/", .entry_count = 1};
    tree->end = 1;
}

struct model_node *model_find(struct model_tree *tree, const char *path)
{
    uint32_t length = (uint32_t)strlen(path);

    for (uint32_t i = 0; i < tree->end; i++)
        if (tree->nodes[i].is_there && tree->nodes[i].length == length &&
            memcmp(tree->nodes[i].path, path, length) == 0)
            return &tree->nodes[i];
    return NULL;
}

bool model_is_within(const char *path, const char *above)
{
    size_t length = strlen(above);

    return strcmp(above, "/") == 0 ||
           (strncmp(path, above, length) == 0 && (path[length] == '\0' || path[length] == '/'));
}

uint32_t model_owned(const struct model_tree *tree, const char *above, uint32_t domid)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < tree->end; i++)
        count += tree->nodes[i].is_there && tree->nodes[i].entries[0].domid == domid &&
                 model_is_within(tree->nodes[i].path, above);
    return count;
}

uint32_t model_access(const struct model_node *node, uint32_t domid, bool is_privileged)
{
    if (is_privileged || node->entries[0].domid == domid)
        return PERMISSION_READ | PERMISSION_WRITE | PERMISSION_OWN;
    for (uint32_t i = 1; i < node->entry_count; i++)
        if (node->entries[i].domid == domid && !node->entries[i].is_ignored)
            return node->entries[i].access;
    return node->entries[0].access;
}

void model_parent(const char *path, char parent[MODEL_PATH])
{
    size_t length = (size_t)(strrchr(path, '/') - path);

    length = length > 0 ? length : 1;
    memmove(parent, path, length);
    parent[length] = '\0';
}

static struct model_node *nearest(struct model_tree *tree, const char *path)
{
    char above[MODEL_PATH];

    model_path_set(above, path);
    while (!model_find(tree, above))
        model_parent(above, above);
    return model_find(tree, above);
}

/* Notes a path that a transaction looks at; false where those are too many. */
static bool note(struct model_count *count, const struct store_limits *limits,
                 const struct model_ask *ask, const char *path)
{
    for (uint32_t i = 0; i < count->logged_count; i++)
        if (strcmp(count->logged[i], path) == 0)
            return true;
    if (!ask->is_privileged && count->logged_count >= limits->transaction_entries)
        return false;
    REQUIRE(count->logged_count < MODEL_NODES);
    model_path_set(count->logged[count->logged_count++], path);
    return true;
}

/* Makes a node and those above it that are not there; false where a limit is met. */
static bool make(struct model_tree *tree, const struct model_tree *present,
                 const struct store_limits *limits, struct model_count *count,
                 const struct model_ask *ask, const char *path)
{
    uint32_t owned = model_owned(present, "/", ask->domid);
    int64_t left = owned < limits->nodes ? limits->nodes - owned : 0;
    char above[MODEL_PATH];
    struct model_node *node, *parent;

    if (model_find(tree, path))
        return true;
    model_parent(path, above);
    if (!make(tree, present, limits, count, ask, above))
        return false;
    if ((!ask->is_privileged && count->made >= left) || !note(count, limits, ask, path))
        return false;
    count->made++;
    parent = model_find(tree, above);
    node = tree->nodes;
    while (node < tree->nodes + tree->end && node->is_there)
        node++;
    if (node == tree->nodes + tree->end)
        tree->end++;
    REQUIRE(tree->end <= MODEL_NODES);
    *node = *parent;
    model_path_set(node->path, path);
    node->length = (uint32_t)strlen(path);
    node->size = 0;
    if (!ask->is_privileged)
        node->entries[0].domid = ask->domid;
    return true;
}

void model_remove(struct model_tree *tree, const char *path)
{
    for (uint32_t i = 0; i < tree->end; i++)
        if (tree->nodes[i].is_there && model_is_within(tree->nodes[i].path, path))
            tree->nodes[i].is_there = false;
}

static enum store_error look(struct model_tree *tree, const struct model_ask *ask,
                             const struct model_node *node)
{
    uint32_t access = model_access(nearest(tree, ask->path), ask->domid, ask->is_privileged);

    if (!(access & PERMISSION_READ))
        return STORE_EACCES;
    return node ? STORE_OK : STORE_ENOENT;
}

static enum store_error remove_asked(struct model_tree *tree, struct model_count *count,
                                     const struct model_ask *ask, bool is_there)
{
    char above[MODEL_PATH];

    if (!is_there) {
        model_parent(ask->path, above);
        return model_find(tree, above) ? STORE_OK : STORE_ENOENT;
    }
    if (!ask->is_privileged)
        count->made -= model_owned(tree, ask->path, ask->domid);
    model_remove(tree, ask->path);
    return STORE_OK;
}

/* Those that change something; the client has permission to write. */
static enum store_error change(struct model_tree *tree, const struct model_tree *present,
                               const struct store_limits *limits, struct model_count *count,
                               const struct model_ask *ask)
{
    struct model_node *node = model_find(tree, ask->path);

    if (ask->type == XS_RM)
        return remove_asked(tree, count, ask, node);
    if (ask->type == XS_WRITE && !ask->is_privileged && ask->size > limits->value_bytes)
        return STORE_ENOSPC;
    if (!make(tree, present, limits, count, ask, ask->path))
        return STORE_ENOSPC;
    if (ask->type == XS_WRITE) {
        node = model_find(tree, ask->path);
        memcpy(node->value, ask->value, ask->size);
        node->size = ask->size;
    }
    return STORE_OK;
}

static enum store_error permissions_set(const struct model_ask *ask, struct model_node *node,
                                        uint32_t access)
{
    if (!node)
        return access & (PERMISSION_WRITE | PERMISSION_OWN) ? STORE_ENOENT : STORE_EACCES;
    if (!(access & PERMISSION_OWN))
        return STORE_EACCES;
    if (!ask->is_privileged && ask->entries[0].domid != node->entries[0].domid)
        return STORE_EPERM;
    memcpy(node->entries, ask->entries, sizeof(node->entries));
    node->entry_count = ask->entry_count;
    return STORE_OK;
}

enum store_error model_serve(struct model_tree *tree, const struct model_tree *present,
                             const struct store_limits *limits, struct model_count *count,
                             const struct model_ask *ask)
{
    static struct model_tree before;
    uint32_t access = model_access(nearest(tree, ask->path), ask->domid, ask->is_privileged);
    struct model_node *node = model_find(tree, ask->path);
    int64_t made = count->made;
    enum store_error error;

    if (ask->type == XS_SET_PERMS && !ask->is_privileged && ask->entry_count > limits->permissions)
        return STORE_ENOSPC;
    if (ask->type == XS_SET_PERMS && ask->entries[0].is_ignored)
        return STORE_ENOENT;
    if (!note(count, limits, ask, ask->path))
        return STORE_ENOSPC;
    if (ask->type == XS_SET_PERMS)
        return permissions_set(ask, node, access);
    if (ask->type != XS_WRITE && ask->type != XS_MKDIR && ask->type != XS_RM)
        return look(tree, ask, node);
    if (!(access & PERMISSION_WRITE))
        return STORE_EACCES;
    if (ask->type == XS_RM && strcmp(ask->path, "/") == 0)
        return STORE_EINVAL;
    before = *tree;
    error = change(tree, present, limits, count, ask);
    if (error) {
        *tree = before;
        count->made = made;
    }
    return error;
}

/* The names of the children, in any order. */
static bool names_match(struct model_tree *tree, const char *path, const uint8_t *payload,
                        uint32_t size)
{
    char parent[MODEL_PATH], child[MODEL_PATH + STORE_PAYLOAD_MAX];
    uint32_t children = 0, names = 0;

    for (uint32_t i = 0; i < tree->end; i++) {
        if (!tree->nodes[i].is_there || strcmp(tree->nodes[i].path, "/") == 0)
            continue;
        model_parent(tree->nodes[i].path, parent);
        children += strcmp(parent, path) == 0;
    }
    for (uint32_t at = 0; at < size; at += (uint32_t)strlen((const char *)payload + at) + 1) {
        snprintf(child, sizeof(child), "%s/%s", strcmp(path, "/") == 0 ? "" : path,
                 (const char *)payload + at);
        if (!model_find(tree, child))
            return false;
        names++;
    }
    return names == children && (size == 0 || payload[size - 1] == '\0');
}

static bool entries_match(const struct model_node *node, const uint8_t *payload, uint32_t size)
{
    char text[MODEL_ENTRIES * 16];
    uint32_t length = 0;

    for (uint32_t i = 0; i < node->entry_count; i++)
        length += (uint32_t)sprintf(text + length, "%c%u", "nrwb"[node->entries[i].access],
                                    node -> entries[i].domid) +
                  1;
    return length == size && memcmp(text, payload, size) == 0;
}

bool model_answers(struct model_tree *tree, const struct model_ask *ask, const uint8_t *payload,
                   uint32_t size)
{
    const struct model_node *node = model_find(tree, ask->path);
    uint32_t start;

    switch (ask->type) {
    case XS_READ:
        return size == node->size && memcmp(payload, node->value, size) == 0;
    case XS_GET_PERMS:
        return entries_match(node, payload, size);
    case XS_DIRECTORY:
        return names_match(tree, ask->path, payload, size);
    case XS_DIRECTORY_PART:
        /* A generation, the names, and an empty name for the end. */
        start = (uint32_t)strlen((const char *)payload) + 1;
        return start > 1 && size > start && payload[size - 1] == '\0' &&
               names_match(tree, ask->path, payload + start, size - 1 - start);
    default:
        return size == 3 && memcmp(payload, "OK", 3) == 0;
    }
}
