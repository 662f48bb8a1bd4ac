/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * What the owner of a store reads and changes itself.
 */
#include <string.h>

#include "core/base/text.h"
#include "core/store/commit.h"
#include "core/store/domain_nodes.h"

/* Ends the owner's transaction with what came of its change. */
static enum store_error change_end(struct store *store, struct transaction *t,
                                   enum store_error error)
{
    const struct store_actor actor = actor_owner();

    if (!error)
        return store_commit(store, &actor, t);
    transaction_abandon(t, &store->tree);
    return error;
}

enum store_error store_write(struct store *store, const char *path, const void *value,
                             uint32_t size)
{
    const struct store_actor actor = actor_owner();
    struct transaction t;

    transaction_begin(&t, &store->tree);
    return change_end(store, &t, transaction_write(&t, &store->tree, &actor, path, value, size));
}

/* Nobody changes the tree that is walked while it is held: a change makes copies. */
enum store_error store_each(struct store *store, const char *path, store_take_fn *take,
                            void *context)
{
    const struct store_pool *pool = &store->pool;
    uint32_t root = node_find(pool, store->tree.root, path), node = root;
    char *value = (char *)store->request, below[PATH_SIZE];
    bool good = true;

    if (!root)
        return STORE_OK;
    (void)node_hold(pool, root);
    for (; node && good; node = node_walk(pool, root, node, true)) {
        uint32_t size = blob_size(pool, node_at(pool, node)->value);

        good = size <= STORE_PAYLOAD_MAX;
        if (!good)
            break;
        node_walk_path(pool, root, node, below);
        blob_read(pool, node_at(pool, node)->value, 0, value, size);
        value[size] = '\0';
        good = take(context, below, value, size);
    }
    node_drop(&store->pool, root);
    return good ? STORE_OK : STORE_E2BIG;
}

struct copying {
    struct store *store;
    const char *to;
    uint32_t left; /* nodes that there is room for */
    enum store_error error;
};

static bool node_put(void *context, const char *below, const char *value, uint32_t size)
{
    struct copying *c = context;
    char path[PATH_SIZE];

    if (c->left-- == 0 || !text_set(path, sizeof(path), "%s%s", c->to, below[1] ? below : ""))
        return false;
    c->error = store_write(c->store, path, value, size);
    return !c->error;
}

enum store_error store_copy(struct store *store, const char *from, const char *to, uint32_t most)
{
    struct copying copying = {.store = store, .to = to, .left = most};
    enum store_error error = store_each(store, from, node_put, &copying);

    return copying.error ? copying.error : error;
}

enum store_error store_remove(struct store *store, const char *path)
{
    const struct store_actor actor = actor_owner();
    struct transaction t;

    transaction_begin(&t, &store->tree);
    return change_end(store, &t, transaction_remove(&t, &store->tree, &actor, path));
}

enum store_error store_set_permissions(struct store *store, const char *path,
                                       const struct permission *permissions, uint32_t count)
{
    const struct store_actor actor = actor_owner();
    struct transaction t;

    transaction_begin(&t, &store->tree);
    return change_end(
        store, &t, transaction_set_permissions(&t, &store->tree, &actor, path, permissions, count));
}

bool store_put(void *context, const struct domain_node *node)
{
    struct store *store = context;

    return !store_write(store, node->path, node->value, (uint32_t)strlen(node->value)) &&
           (node->permission_count == 0 ||
            !store_set_permissions(store, node->path, node->permissions, node->permission_count));
}

bool store_has(const struct store *store, const char *path)
{
    return node_find(&store->pool, store->tree.root, path) != 0;
}

enum store_error store_read(const struct store *store, const char *path, void *value,
                            uint32_t *size)
{
    uint32_t node = node_find(&store->pool, store->tree.root, path), length;

    if (!node)
        return STORE_ENOENT;
    length = blob_size(&store->pool, node_at(&store->pool, node)->value);
    if (length > *size)
        return STORE_E2BIG;
    *size = length;
    blob_read(&store->pool, node_at(&store->pool, node)->value, 0, value, length);
    return STORE_OK;
}
