/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Adding clients to a store, and removing them with what their domains own.
 */
#include <string.h>

#include "core/store/commit.h"
#include "core/store/output.h"
#include "core/store/relief.h"
#include "core/store/watch.h"

uint32_t store_client_add(struct store *store, uint32_t domid, bool is_privileged, bool tell)
{
    const struct store_client *other = client_of_domain(store, domid);

    if (other && !(other->is_privileged && is_privileged))
        return STORE_CLIENT_NONE;
    for (uint32_t i = 0; i < STORE_CLIENTS_MAX; i++) {
        struct store_client *client = &store->clients[i];

        if (client->is_used)
            continue;
        *client = (struct store_client){
            .is_used = true,
            .is_privileged = is_privileged,
            .domid = domid,
            /* Another may have given it some already. */
            .nodes = is_privileged ? 0 : node_count_owned(&store->pool, store->tree.root, domid),
        };
        if (tell)
            watches_fire_special(store, STORE_INTRODUCE, store->special[0]);
        return i;
    }
    return STORE_CLIENT_NONE;
}

/* The entries of permissions without a domain that is gone, but for the owner. How many they are.
 */
static uint32_t permissions_without(const struct store_pool *pool, uint32_t blob, uint32_t domid,
                                    struct permission kept[STORE_PERMISSIONS_MAX])
{
    uint32_t count = permission_count(pool, blob), used = 0;

    for (uint32_t i = 0; i < count; i++) {
        struct permission permission = permission_at(pool, blob, i);

        if (i == 0 || permission.domid != domid)
            kept[used++] = permission;
    }
    return used;
}

static enum store_error permissions_forget(struct store *store, uint32_t node, const char *path,
                                           uint32_t domid)
{
    struct permission kept[STORE_PERMISSIONS_MAX];
    uint32_t count =
        permissions_without(&store->pool, node_at(&store->pool, node)->permissions, domid, kept);

    return store_set_permissions(store, path, kept, count);
}

/* The same for the special names; what the domain owned of them is domain 0's again. */
static void special_forget(struct store *store, uint32_t domid)
{
    for (uint32_t i = 0; i < 2; i++) {
        struct permission kept[STORE_PERMISSIONS_MAX] = {{0}};
        uint32_t count = permissions_without(&store->pool, store->special[i], domid, kept), blob;

        if (kept[0].domid == domid)
            kept[0] = (struct permission){0, 0};
        if (blob_equals(&store->pool, store->special[i], kept, count * (uint32_t)sizeof(*kept)))
            continue;
        if (!blob_make(&store->pool, kept, count * (uint32_t)sizeof(*kept), &blob))
            continue;
        blob_drop(&store->pool, store->special[i]);
        store->special[i] = blob;
    }
}

/* Whether the permissions of a node name a domain beside its owner. */
static bool is_named(const struct store_pool *pool, uint32_t node, uint32_t domid)
{
    const uint32_t blob = node_at(pool, node)->permissions;
    uint32_t count = permission_count(pool, blob);

    for (uint32_t i = 1; i < count; i++)
        if (permission_at(pool, blob, i).domid == domid)
            return true;
    return false;
}

/* Removes a node, or the name of a domain from its permissions; the walk's next. */
static uint32_t node_forget(struct store *store, uint32_t node, uint32_t domid, bool removes)
{
    const struct store_pool *pool = &store->pool;
    uint32_t place = node_at(pool, node)->place;
    char path[PATH_SIZE], above[PATH_SIZE];
    enum store_error error;

    node_walk_path(pool, store->tree.root, node, path);
    path_parent(path, above);
    error = removes ? store_remove(store, path) : permissions_forget(store, node, path, domid);
    if (error)
        return node_walk(pool, store->tree.root, node, true);
    if (removes)
        return node_walk_behind(pool, store->tree.root, above, place);
    return node_walk(pool, store->tree.root, node_find(pool, store->tree.root, path), true);
}

/*
 * Removes what a domain owns, and its name from the permissions of other nodes, so that the next
 * domain with its number gets none of it (XSA-322). What is open in transactions may have it still:
 * they end with EAGAIN.
 */
static void domain_forget(struct store *store, uint32_t domid)
{
    const struct store_pool *pool = &store->pool;
    uint32_t node = store->tree.root;

    while (node) {
        bool is_owner = permission_owner(pool, node_at(pool, node)->permissions) == domid &&
                        node != store->tree.root;

        if (is_owner || is_named(pool, node, domid))
            node = node_forget(store, node, domid, is_owner);
        else
            node = node_walk(pool, store->tree.root, node, true);
    }
}

void store_client_reset(struct store *store, uint32_t client)
{
    struct store_client *c = &store->clients[client];
    struct store_client kept = {
        .is_used = true,
        .is_privileged = c->is_privileged,
        .domid = c->domid,
        .devices = c->devices,
        .nodes = c->nodes,
        .last_id = c->last_id,
        .requests = c->requests,
        .marks = {c->marks[0], c->marks[1]},
    };

    watches_drop(store, c);
    transactions_drop(store, c);
    output_drop(store, c);
    blob_drop(&store->pool, c->input);
    *c = kept;
}

void store_client_stop(struct store *store, uint32_t client)
{
    store_client_reset(store, client);
    watches_fire_special(store, STORE_RELEASE, store->special[1]);
}

void store_client_remove(struct store *store, uint32_t client, bool is_gone)
{
    uint32_t domid = store->clients[client].domid;

    store_client_reset(store, client);
    store_client_devices(store, client, 0);
    memset(&store->clients[client], 0, sizeof(store->clients[client]));
    if (is_gone) {
        transactions_lose(store, UINT64_MAX, NULL);
        domain_forget(store, domid);
        special_forget(store, domid);
        watches_fire_special(store, STORE_RELEASE, store->special[1]);
    }
}
