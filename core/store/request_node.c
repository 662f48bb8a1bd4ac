/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Requests about nodes: values, children, making and removing.
 */
#include <string.h>

#include "core/base/text.h"
#include "core/base/values.h"
#include "core/store/request.h"

/* Finds the node that the first string names and that the client may read. */
static enum store_error node_read(const struct request *r, uint32_t *node)
{
    char path[PATH_SIZE];
    enum store_error error = argument_path(r, r->payload, false, path);

    return error ? error : transaction_read(r->t, &r->store->tree, &r->actor, path, node);
}

enum store_error request_read(struct request *r)
{
    const struct store_pool *pool = &r->store->pool;
    uint32_t node, value;
    enum store_error error = argument_is_single(r) ? node_read(r, &node) : STORE_EINVAL;

    if (error)
        return error;
    value = node_at(pool, node)->value;
    if (blob_size(pool, value) > STORE_PAYLOAD_MAX)
        return STORE_E2BIG;
    r->reply_size = blob_size(pool, value);
    blob_read(pool, value, 0, r->reply, r->reply_size);
    return STORE_OK;
}

/*
 * Adds the names of a node's children, each with its NUL, from byte `offset` of all of them on, as
 * long as they are whole and leave `spare` bytes of the message. Returns whether that was the end.
 */
static bool names_add(struct request *r, uint32_t node, uint32_t offset, uint32_t spare)
{
    const struct store_pool *pool = &r->store->pool;
    uint32_t count = node_child_count(pool, node), at = 0;

    for (uint32_t i = 0; i < count; i++) {
        uint32_t name = node_at(pool, node_child_at(pool, node, i))->name;
        uint32_t length = blob_size(pool, name), skip = offset > at ? offset - at : 0;

        at += length + 1;
        if (skip > length)
            continue;
        if (length - skip + 1 > STORE_PAYLOAD_MAX - spare - r->reply_size)
            return false;
        blob_read(pool, name, skip, r->reply + r->reply_size, length - skip);
        r->reply_size += length - skip;
        r->reply[r->reply_size++] = '\0';
    }
    return true;
}

enum store_error request_directory(struct request *r)
{
    uint32_t node;
    enum store_error error = argument_is_single(r) ? node_read(r, &node) : STORE_EINVAL;

    if (error)
        return error;
    return names_add(r, node, 0, 0) ? STORE_OK : STORE_E2BIG;
}

enum store_error request_directory_part(struct request *r)
{
    const struct store_pool *pool = &r->store->pool;
    char generation[24];
    uint64_t offset;
    uint32_t node;
    enum store_error error = argument_count(r) == 2 ? node_read(r, &node) : STORE_EINVAL;

    if (error)
        return error;
    (void)text_set(generation, sizeof(generation), "%lu",
                   (unsigned long)node_at(pool, node)->generation);
    error = answer_string(r, generation);
    /* What does not begin with a number is 0, as by atoi(). An empty name is the end. */
    (void)value_decimal(argument_next(r->payload), &offset);
    if (!error && names_add(r, node, offset < UINT32_MAX ? (uint32_t)offset : UINT32_MAX, 1))
        r->reply[r->reply_size++] = '\0';
    return error;
}

enum store_error request_write(struct request *r)
{
    char path[PATH_SIZE];
    uint32_t length = (uint32_t)strlen(r->payload) + 1;
    enum store_error error =
        length <= r->size ? argument_path(r, r->payload, false, path) : STORE_EINVAL;

    if (!error)
        error = transaction_write(r->t, &r->store->tree, &r->actor, path, r->payload + length,
                                  r->size - length);
    return error ? error : answer_ok(r);
}

enum store_error request_mkdir(struct request *r)
{
    char path[PATH_SIZE];
    enum store_error error =
        argument_is_single(r) ? argument_path(r, r->payload, false, path) : STORE_EINVAL;

    if (!error)
        error = transaction_make(r->t, &r->store->tree, &r->actor, path);
    return error ? error : answer_ok(r);
}

enum store_error request_rm(struct request *r)
{
    char path[PATH_SIZE];
    enum store_error error =
        argument_is_single(r) ? argument_path(r, r->payload, false, path) : STORE_EINVAL;

    if (!error)
        error = transaction_remove(r->t, &r->store->tree, &r->actor, path);
    return error ? error : answer_ok(r);
}
