/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Finding nodes, making them one's own, adding and removing them.
 */
#include "core/store/node.h"

#include <string.h>

#include "core/store/permission.h"

_Static_assert(sizeof(struct node) <= STORE_CELL_SIZE, "a node is one cell");

uint32_t node_child_count(const struct store_pool *pool, uint32_t node)
{
    return blob_size(pool, node_at(pool, node)->children) / sizeof(uint32_t);
}

uint32_t node_child_at(const struct store_pool *pool, uint32_t node, uint32_t i)
{
    uint32_t child;

    blob_read(pool, node_at(pool, node)->children, i * (uint32_t)sizeof(child), &child,
              sizeof(child));
    return child;
}

uint32_t node_root_make(struct store_pool *pool, uint32_t permissions)
{
    uint32_t root = pool_take(pool);

    if (root)
        *node_at(pool, root) =
            (struct node){.refs = 1, .permissions = blob_hold(pool, permissions)};
    return root;
}

uint32_t node_hold(const struct store_pool *pool, uint32_t node)
{
    node_at(pool, node)->refs++;
    return node;
}

void node_drop(struct store_pool *pool, uint32_t node)
{
    uint32_t going = 0;

    if (node && --node_at(pool, node)->refs == 0) {
        node_at(pool, node)->next = 0;
        going = node;
    }
    /* A list instead of a recursion: a tree may be as deep as a path is long. */
    while (going) {
        uint32_t one = going, count = node_child_count(pool, one);
        struct node *at = node_at(pool, one);
        struct blob_reader children = blob_reader(pool, at->children);

        going = at->next;
        for (uint32_t i = 0; i < count; i++) {
            uint32_t child;

            blob_reader_next(pool, &children, &child, sizeof(child));
            if (--node_at(pool, child)->refs == 0) {
                node_at(pool, child)->next = going;
                going = child;
            }
        }
        blob_drop(pool, at->name);
        blob_drop(pool, at->value);
        blob_drop(pool, at->permissions);
        blob_drop(pool, at->children);
        pool_give(pool, one);
    }
}

/* The child at a place, come to by a walk. */
static uint32_t walk_enter(const struct store_pool *pool, uint32_t node, uint32_t place)
{
    uint32_t child = node_child_at(pool, node, place);

    node_at(pool, child)->above = node;
    node_at(pool, child)->place = place;
    return child;
}

uint32_t node_walk(const struct store_pool *pool, uint32_t root, uint32_t node, bool enter)
{
    if (enter && node_child_count(pool, node) > 0)
        return walk_enter(pool, node, 0);
    for (; node != root; node = node_at(pool, node)->above) {
        uint32_t above = node_at(pool, node)->above, place = node_at(pool, node)->place + 1;

        if (place < node_child_count(pool, above))
            return walk_enter(pool, above, place);
    }
    return 0;
}

uint32_t node_count_owned(const struct store_pool *pool, uint32_t root, uint32_t domid)
{
    uint32_t count = 0;

    for (uint32_t node = root; node; node = node_walk(pool, root, node, true))
        count += permission_owner(pool, node_at(pool, node)->permissions) == domid;
    return count;
}

void node_walk_path(const struct store_pool *pool, uint32_t root, uint32_t node,
                    char path[PATH_SIZE])
{
    uint32_t at = 0, end;

    for (uint32_t n = node; n != root; n = node_at(pool, n)->above)
        at += 1 + blob_size(pool, node_at(pool, n)->name);
    end = at > 0 ? at : 1;
    path[0] = '/';
    path[end] = '\0';
    for (; node != root; node = node_at(pool, node)->above) {
        uint32_t length = blob_size(pool, node_at(pool, node)->name);

        at -= length;
        blob_read(pool, node_at(pool, node)->name, 0, path + at, length);
        path[--at] = '/';
    }
}

/* The next component of a path: its first character and its length; false at the end. */
static bool component_next(const char **path, uint32_t *length)
{
    while (**path == '/')
        (*path)++;
    *length = 0;
    while ((*path)[*length] != '\0' && (*path)[*length] != '/')
        (*length)++;
    return *length > 0;
}

/*
 * The place of a child among the others; their number where there is none of that name. First where
 * one was found last: whoever asks for a node often asks for others beside it.
 */
static uint32_t child_find(const struct store_pool *pool, uint32_t node, const char *name,
                           uint32_t length)
{
    struct node *at = node_at(pool, node);
    struct blob_reader children = blob_reader(pool, at->children);
    uint32_t count = node_child_count(pool, node), i = 0;

    if (at->found < count &&
        blob_equals(pool, node_at(pool, node_child_at(pool, node, at->found))->name, name, length))
        return at->found;
    for (; i < count; i++) {
        uint32_t child;

        blob_reader_next(pool, &children, &child, sizeof(child));
        if (blob_equals(pool, node_at(pool, child)->name, name, length))
            break;
    }
    if (i < count)
        at->found = i;
    return i;
}

uint32_t node_nearest(const struct store_pool *pool, uint32_t root, const char *path,
                      uint32_t *covered)
{
    const char *start = path;
    uint32_t node = root, length;

    for (*covered = 0; component_next(&path, &length); *covered = (uint32_t)(path - start)) {
        uint32_t i = child_find(pool, node, path, length);

        if (i == node_child_count(pool, node))
            break;
        node = walk_enter(pool, node, i);
        path += length;
    }
    return node;
}

uint32_t node_find(const struct store_pool *pool, uint32_t root, const char *path)
{
    uint32_t covered, node = node_nearest(pool, root, path, &covered);

    path += covered;
    return component_next(&path, &covered) ? 0 : node;
}

uint32_t node_walk_behind(const struct store_pool *pool, uint32_t root, const char *above,
                          uint32_t place)
{
    uint32_t covered, node = node_nearest(pool, root, above, &covered);

    if (place < node_child_count(pool, node))
        return walk_enter(pool, node, place);
    return node_walk(pool, root, node, false);
}

/* A copy with one reference, the caller's, in place of one of those of `node`. 0: no memory. */
static uint32_t node_copy(struct store_pool *pool, uint32_t node)
{
    uint32_t copy = pool_take(pool), count = node_child_count(pool, node);
    struct node *at = node_at(pool, node);
    struct blob_reader children = blob_reader(pool, at->children);

    if (!copy)
        return 0;
    *node_at(pool, copy) = *at;
    node_at(pool, copy)->refs = 1;
    blob_hold(pool, at->name);
    blob_hold(pool, at->value);
    blob_hold(pool, at->permissions);
    blob_hold(pool, at->children);
    for (uint32_t i = 0; i < count; i++) {
        uint32_t child;

        blob_reader_next(pool, &children, &child, sizeof(child));
        node_hold(pool, child);
    }
    at->refs--;
    return copy;
}

uint32_t node_own(struct store_pool *pool, uint32_t *root, const char *path)
{
    uint32_t node = *root, length;

    if (node_at(pool, node)->refs > 1)
        node = node_copy(pool, node);
    if (!node)
        return 0;
    *root = node;
    for (; component_next(&path, &length); path += length) {
        uint32_t i = child_find(pool, node, path, length);
        uint32_t child = node_child_at(pool, node, i), own = child;

        if (node_at(pool, child)->refs > 1) {
            /* First the list, since a copy that finds no place in it would have to be undone. */
            if (!blob_overwrite(pool, &node_at(pool, node)->children, i * (uint32_t)sizeof(child),
                                &child, sizeof(child)))
                return 0;
            own = node_copy(pool, child);
            if (!own)
                return 0;
            (void)blob_overwrite(pool, &node_at(pool, node)->children, i * (uint32_t)sizeof(own),
                                 &own, sizeof(own));
        }
        node = own;
    }
    return node;
}

uint32_t node_child_add(struct store_pool *pool, uint32_t node, const char *name, uint32_t length,
                        uint32_t permissions)
{
    uint32_t child = pool_take(pool), name_blob;

    if (!child)
        return 0;
    if (!blob_make(pool, name, length, &name_blob)) {
        pool_give(pool, child);
        return 0;
    }
    if (!blob_splice(pool, &node_at(pool, node)->children,
                     node_child_count(pool, node) * (uint32_t)sizeof(child), 0, &child,
                     sizeof(child))) {
        blob_drop(pool, name_blob);
        pool_give(pool, child);
        return 0;
    }
    *node_at(pool, child) = (struct node){
        .refs = 1,
        .name = name_blob,
        .permissions = blob_hold(pool, permissions),
    };
    return child;
}

void node_copy_contents(struct store_pool *pool, uint32_t node, uint32_t from)
{
    struct node *to = node_at(pool, node);
    const struct node *other = node_at(pool, from);

    blob_hold(pool, other->value);
    blob_hold(pool, other->permissions);
    blob_drop(pool, to->value);
    blob_drop(pool, to->permissions);
    to->value = other->value;
    to->permissions = other->permissions;
}

bool node_child_remove(struct store_pool *pool, uint32_t node, uint32_t child)
{
    uint32_t i = 0;

    while (node_child_at(pool, node, i) != child)
        i++;
    if (!blob_splice(pool, &node_at(pool, node)->children, i * (uint32_t)sizeof(child),
                     sizeof(child), NULL, 0))
        return false;
    node_drop(pool, child);
    return true;
}
