/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * What one request does to the tree of its transaction: all of it, or nothing.
 */
#include <string.h>

#include "core/store/path.h"
#include "core/store/permission.h"
#include "core/store/transaction_log.h"

static uint32_t access_of(const struct store_tree *tree, const struct store_actor *actor,
                          uint32_t node)
{
    return permission_access(tree->pool, node_at(tree->pool, node)->permissions, actor->domid,
                             actor->is_privileged);
}

/*
 * What the actor may do where a path is, or would be: by the permissions of the nearest node that
 * is there. The answer depends on these, and on that nothing came between, so both are noted,
 * unless that is the node itself, which is noted already.
 */
static enum store_error place_access(struct transaction *t, const struct store_tree *tree,
                                     const struct store_actor *actor, const char *path,
                                     uint32_t *access, bool *is_there)
{
    uint32_t covered, nearest = node_nearest(tree->pool, t->root, path, &covered);
    uint32_t end = covered > 0 ? covered : 1;
    enum store_error error;
    char place[PATH_SIZE];

    *access = access_of(tree, actor, nearest);
    *is_there = path[end] == '\0';
    if (*is_there)
        return STORE_OK;
    memcpy(place, path, end);
    place[end] = '\0';
    error = log_note(t, tree, actor, place, 0);
    /* The topmost node that is not there. */
    do
        end++;
    while (path[end] && path[end] != '/');
    memcpy(place, path, end);
    place[end] = '\0';
    return error ? error : log_note(t, tree, actor, place, 0);
}

/* Why a node is not found: who has no such access where it would be is not told that it is not
 * there. */
static enum store_error absence(struct transaction *t, const struct store_tree *tree,
                                const struct store_actor *actor, const char *path, uint32_t wanted)
{
    uint32_t access;
    bool is_there;
    enum store_error error = place_access(t, tree, actor, path, &access, &is_there);

    if (error)
        return error;
    return (access & wanted) ? STORE_ENOENT : STORE_EACCES;
}

enum store_error transaction_read(struct transaction *t, const struct store_tree *tree,
                                  const struct store_actor *actor, const char *path, uint32_t *node)
{
    enum store_error error = log_note(t, tree, actor, path, LOG_LOOKED);

    *node = node_find(tree->pool, t->root, path);
    if (error)
        return error;
    if (!*node)
        return absence(t, tree, actor, path, PERMISSION_READ);
    return access_of(tree, actor, *node) & PERMISSION_READ ? STORE_OK : STORE_EACCES;
}

/* The permissions of a new node: its parent's, but a guest owns what it makes. 0: no memory. */
static uint32_t permissions_inherit(const struct store_tree *tree, const struct store_actor *actor,
                                    uint32_t parent)
{
    uint32_t permissions = blob_hold(tree->pool, node_at(tree->pool, parent)->permissions);

    if (!actor->is_privileged && permission_owner(tree->pool, permissions) != actor->domid &&
        !blob_overwrite(tree->pool, &permissions, 0, &actor->domid, sizeof(actor->domid))) {
        blob_drop(tree->pool, permissions);
        return 0;
    }
    return permissions;
}

/* Makes the node of `path` in its parent, which is the transaction's own. */
static enum store_error child_make(struct transaction *t, struct store_tree *tree,
                                   const struct store_actor *actor, uint32_t parent,
                                   const char *path, uint32_t *child)
{
    const char *name = strrchr(path, '/') + 1;
    enum store_error error;
    uint32_t permissions;

    if (!actor->is_privileged && t->made >= (int64_t)actor->nodes_left)
        return STORE_ENOSPC;
    error = log_note(t, tree, actor, path, LOG_CHANGED);
    if (error)
        return error;
    *child = 0;
    permissions = permissions_inherit(tree, actor, parent);
    if (permissions)
        *child = node_child_add(tree->pool, parent, name, (uint32_t)strlen(name), permissions);
    blob_drop(tree->pool, permissions);
    if (!*child)
        return STORE_ENOMEM;
    node_at(tree->pool, parent)->generation = ++tree->generation;
    node_at(tree->pool, *child)->generation = ++tree->generation;
    t->made++;
    return STORE_OK;
}

/* Whether the actor may write where the path is, or would be; and whether it is there. */
static enum store_error place_check(struct transaction *t, const struct store_tree *tree,
                                    const struct store_actor *actor, const char *path,
                                    bool *is_there)
{
    uint32_t access;
    enum store_error error = place_access(t, tree, actor, path, &access, is_there);

    return error || access & PERMISSION_WRITE ? error : STORE_EACCES;
}

/* Makes the node of `path`, which is not there, and those above it that are not. */
static enum store_error path_make(struct transaction *t, struct store_tree *tree,
                                  const struct store_actor *actor, const char *path)
{
    enum store_error error = STORE_OK;
    char part[PATH_SIZE];
    uint32_t at, node;

    (void)node_nearest(tree->pool, t->root, path, &at);
    memcpy(part, path, strlen(path) + 1);
    part[at] = '\0';
    node = node_own(tree->pool, &t->root, part);
    if (!node)
        return STORE_ENOMEM;
    while (!error && path[at]) {
        part[at++] = '/';
        while (path[at] && path[at] != '/')
            at++;
        part[at] = '\0';
        error = child_make(t, tree, actor, node, part, &node);
        part[at] = path[at];
    }
    return error;
}

/* What a request found when it began. */
struct start {
    uint32_t root; /* held */
    int64_t made;
};

static struct start request_begin(const struct transaction *t, const struct store_tree *tree)
{
    return (struct start){node_hold(tree->pool, t->root), t->made};
}

/* Undoes what a request did that failed half way; notes the change of one that did not. */
static enum store_error request_end(struct transaction *t, const struct store_tree *tree,
                                    const struct store_actor *actor, const char *path,
                                    uint32_t flags, const struct start *start,
                                    enum store_error error)
{
    if (error) {
        t->made = start->made;
        node_drop(tree->pool, t->root);
        t->root = start->root;
        return error;
    }
    node_drop(tree->pool, start->root);
    /* Its entry is there since the request looked at it, so this needs no memory. */
    return log_note(t, tree, actor, path, flags);
}

static enum store_error value_set(struct transaction *t, struct store_tree *tree, const char *path,
                                  const void *value, uint32_t size)
{
    uint32_t node, blob;

    if (!blob_make(tree->pool, value, size, &blob))
        return STORE_ENOMEM;
    node = node_own(tree->pool, &t->root, path);
    if (!node) {
        blob_drop(tree->pool, blob);
        return STORE_ENOMEM;
    }
    blob_drop(tree->pool, node_at(tree->pool, node)->value);
    node_at(tree->pool, node)->value = blob;
    node_at(tree->pool, node)->generation = ++tree->generation;
    return STORE_OK;
}

enum store_error transaction_write(struct transaction *t, struct store_tree *tree,
                                   const struct store_actor *actor, const char *path,
                                   const void *value, uint32_t size)
{
    struct start start = request_begin(t, tree);
    enum store_error error = log_note(t, tree, actor, path, LOG_LOOKED);
    bool is_there = false;

    if (!error)
        error = place_check(t, tree, actor, path, &is_there);
    if (!error && size > actor->value_max)
        error = STORE_ENOSPC;
    if (!error && !is_there)
        error = path_make(t, tree, actor, path);
    if (!error)
        error = value_set(t, tree, path, value, size);
    return request_end(t, tree, actor, path, LOG_CHANGED | LOG_NAMED, &start, error);
}

enum store_error transaction_make(struct transaction *t, struct store_tree *tree,
                                  const struct store_actor *actor, const char *path)
{
    struct start start = request_begin(t, tree);
    enum store_error error = log_note(t, tree, actor, path, LOG_LOOKED);
    bool is_there = false;

    if (!error)
        error = place_check(t, tree, actor, path, &is_there);
    if (!error && !is_there)
        error = path_make(t, tree, actor, path);
    return request_end(t, tree, actor, path, is_there ? 0 : LOG_CHANGED | LOG_NAMED, &start, error);
}

/* Removes a node that is there. */
static enum store_error node_remove(struct transaction *t, struct store_tree *tree,
                                    const struct store_actor *actor, const char *path)
{
    uint32_t node = node_find(tree->pool, t->root, path), parent, owned;
    char above[PATH_SIZE];

    owned = actor->is_privileged ? 0 : node_count_owned(tree->pool, node, actor->domid);
    path_parent(path, above);
    parent = node_own(tree->pool, &t->root, above);
    if (!parent || !node_child_remove(tree->pool, parent, node_find(tree->pool, t->root, path)))
        return STORE_ENOMEM;
    node_at(tree->pool, parent)->generation = ++tree->generation;
    t->made -= (int64_t)owned;
    return STORE_OK;
}

enum store_error transaction_remove(struct transaction *t, struct store_tree *tree,
                                    const struct store_actor *actor, const char *path)
{
    uint32_t node = node_find(tree->pool, t->root, path);
    enum store_error error = log_note(t, tree, actor, path, LOG_LOOKED);
    struct start start;
    char above[PATH_SIZE];

    if (error)
        return error;
    if (!node) {
        path_parent(path, above);
        error = absence(t, tree, actor, path, PERMISSION_WRITE);
        return error == STORE_ENOENT && node_find(tree->pool, t->root, above) ? STORE_OK : error;
    }
    if (!(access_of(tree, actor, node) & PERMISSION_WRITE))
        return STORE_EACCES;
    if (strcmp(path, "/") == 0)
        return STORE_EINVAL;
    start = request_begin(t, tree);
    error = node_remove(t, tree, actor, path);
    return request_end(t, tree, actor, path, LOG_CHANGED | LOG_NAMED | LOG_REMOVED, &start, error);
}

/* Why the actor may not set the permissions of a node to some with this owner. */
static enum store_error owner_check(struct transaction *t, const struct store_tree *tree,
                                    const struct store_actor *actor, const char *path,
                                    uint32_t owner)
{
    uint32_t node = node_find(tree->pool, t->root, path);

    if (!node)
        return absence(t, tree, actor, path, PERMISSION_WRITE | PERMISSION_OWN);
    if (!(access_of(tree, actor, node) & PERMISSION_OWN))
        return STORE_EACCES;
    return actor->is_privileged || owner == actor->domid ? STORE_OK : STORE_EPERM;
}

static enum store_error permissions_set(struct transaction *t, struct store_tree *tree,
                                        const char *path, const void *permissions, uint32_t size)
{
    uint32_t node, blob;

    if (!blob_make(tree->pool, permissions, size, &blob))
        return STORE_ENOMEM;
    node = node_own(tree->pool, &t->root, path);
    if (!node) {
        blob_drop(tree->pool, blob);
        return STORE_ENOMEM;
    }
    blob_drop(tree->pool, node_at(tree->pool, node)->permissions);
    node_at(tree->pool, node)->permissions = blob;
    node_at(tree->pool, node)->generation = ++tree->generation;
    return STORE_OK;
}

enum store_error transaction_set_permissions(struct transaction *t, struct store_tree *tree,
                                             const struct store_actor *actor, const char *path,
                                             const struct permission *permissions, uint32_t count)
{
    struct start start = request_begin(t, tree);
    enum store_error error = log_note(t, tree, actor, path, LOG_LOOKED);

    if (!error)
        error = owner_check(t, tree, actor, path, permissions[0].domid);
    if (!error)
        error = permissions_set(t, tree, path, permissions, count * (uint32_t)sizeof(*permissions));
    return request_end(t, tree, actor, path, LOG_CHANGED | LOG_NAMED, &start, error);
}
