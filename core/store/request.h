/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * One request of a client: served, and answered.
 */
#ifndef CORE_STORE_REQUEST_H
#define CORE_STORE_REQUEST_H

#include "core/store/store.h"

struct request {
    struct store *store;
    struct store_client *client;
    struct store_actor actor;
    const char *payload; /* store->request: a NUL follows what the client sent */
    uint32_t size;
    struct store_transaction *open; /* the transaction that it names; NULL: none */
    struct transaction *t;          /* that in which it looks and changes ... */
    struct transaction own;         /* ... this one where it names none */
    char *reply;                    /* in store->message */
    uint32_t reply_size;
    /* Of a watch that was added, and fires once after the reply; 0: none. */
    uint32_t watch;
};

/* Serves the request in store->request, whose header `bytes` are, and queues its reply. */
void request_serve(struct store *store, struct store_client *client,
                   const uint8_t bytes[STORE_HEADER_SIZE]);

typedef enum store_error request_fn(struct request *r);

/* -- what the requests do -------------------------------------------------------------------------
 */

/* request_node.c */
request_fn request_read, request_directory, request_directory_part, request_write, request_mkdir,
    request_rm;
/* request_permission.c */
request_fn request_get_permissions, request_set_permissions;
/* request_client.c */
request_fn request_watch, request_unwatch, request_reset_watches, request_transaction_start,
    request_transaction_end, request_domain_path, request_is_introduced;

/* -- for them (argument.c)
 * -------------------------------------------------------------------------
 */

/* How many strings the payload holds, each with its NUL; what follows the last NUL does not count.
 */
uint32_t argument_count(const struct request *r);
/* The string after `string`. */
const char *argument_next(const char *string);
/* Whether the payload is one string, and nothing else. */
bool argument_is_single(const struct request *r);
/* Writes the absolute path that a string means; EINVAL. `special`: "@..." may be named, too. */
enum store_error argument_path(const struct request *r, const char *string, bool special,
                               char path[PATH_SIZE]);

/* Answers "OK", or a string. */
enum store_error answer_ok(struct request *r);
enum store_error answer_string(struct request *r, const char *string);
/* Adds bytes to the reply; false where it would be too long for a message. */
bool answer_add(struct request *r, const void *bytes, uint32_t size);

#endif
