/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Requests about permissions: of nodes, and of the special watches, which only have permissions.
 */
#include <string.h>

#include "core/store/request.h"

/* Finds the permissions of a name that begins with "@"; there are two such names. */
static enum store_error special_find(const struct request *r, const char *path, uint32_t **special)
{
    if (!path_is_special(path))
        return r->client->is_privileged ? STORE_ENOENT : STORE_EACCES;
    *special = &r->store->special[strcmp(path, STORE_RELEASE) == 0];
    return STORE_OK;
}

static enum store_error permissions_answer(struct request *r, uint32_t permissions)
{
    const struct store_pool *pool = &r->store->pool;
    uint32_t count = permission_count(pool, permissions);

    for (uint32_t i = 0; i < count; i++) {
        char text[PERMISSION_TEXT_SIZE];

        if (!answer_add(r, text, permission_write(permission_at(pool, permissions, i), text)))
            return STORE_E2BIG;
    }
    return STORE_OK;
}

static enum store_error special_answer(struct request *r, const char *path)
{
    uint32_t *special;
    enum store_error error = special_find(r, path, &special);

    if (error)
        return error;
    return client_may_read(r->store, r->client, *special) ? permissions_answer(r, *special)
                                                          : STORE_EACCES;
}

enum store_error request_get_permissions(struct request *r)
{
    char path[PATH_SIZE];
    uint32_t node;
    enum store_error error =
        argument_is_single(r) ? argument_path(r, r->payload, true, path) : STORE_EINVAL;

    if (error)
        return error;
    if (path[0] == '@')
        return special_answer(r, path);
    error = transaction_read(r->t, &r->store->tree, &r->actor, path, &node);
    return error ? error : permissions_answer(r, node_at(&r->store->pool, node)->permissions);
}

/* Sets the permissions of a special name, at once. */
static enum store_error special_set(const struct request *r, const char *path,
                                    const struct permission *permissions, uint32_t count)
{
    uint32_t blob, *special;
    enum store_error error = special_find(r, path, &special);

    if (error)
        return error;
    if (!r->client->is_privileged)
        return STORE_EACCES;
    if (!blob_make(&r->store->pool, permissions, count * (uint32_t)sizeof(*permissions), &blob))
        return STORE_ENOMEM;
    blob_drop(&r->store->pool, *special);
    *special = blob;
    return STORE_OK;
}

/*
 * Reads the entries behind the path; EINVAL. A domain that is not there gets nothing, also if one
 * of its number comes later; nothing is given to it, ENOENT (XSA-322).
 */
static enum store_error permissions_read(const struct request *r, struct permission *permissions,
                                         uint32_t count)
{
    const char *string = r->payload;

    for (uint32_t i = 0; i < count; i++) {
        string = argument_next(string);
        if (!permission_read(string, &permissions[i]))
            return STORE_EINVAL;
        if (permissions[i].domid == 0 || client_of_domain(r->store, permissions[i].domid))
            continue;
        if (i == 0)
            return STORE_ENOENT;
        permissions[i].access |= PERMISSION_IGNORED;
    }
    return STORE_OK;
}

enum store_error request_set_permissions(struct request *r)
{
    struct permission permissions[STORE_PERMISSIONS_MAX];
    char path[PATH_SIZE];
    uint32_t count = argument_count(r);
    enum store_error error;

    if (count < 2)
        return STORE_EINVAL;
    count--;
    if (count > STORE_PERMISSIONS_MAX || count > r->actor.permissions_max)
        return STORE_ENOSPC;
    error = permissions_read(r, permissions, count);
    if (!error)
        error = argument_path(r, r->payload, true, path);
    if (error)
        return error;
    if (path[0] == '@')
        error = special_set(r, path, permissions, count);
    else
        error =
            transaction_set_permissions(r->t, &r->store->tree, &r->actor, path, permissions, count);
    return error ? error : answer_ok(r);
}
