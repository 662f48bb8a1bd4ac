/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * A xenstore: takes requests of the public protocol from its clients, gives them replies and
 * events.
 *
 * It knows neither Xen nor rings nor sockets: who owns it moves bytes between a client and
 * store_feed() and store_pull(). The protocol is docs/misc/xenstore.txt and xen/io/xs_wire.h; what
 * these leave open is answered as xenstored answers it.
 *
 * Clients are hostile. Memory is a pool of fixed size, of which each client has a part that nobody
 * else can take (core/store/pool.h), and the limits below hold for each client that is not
 * privileged. A client that does not take what it is sent stops itself alone: its next request
 * is not looked at before the reply of the one before was taken.
 */
#ifndef CORE_STORE_STORE_H
#define CORE_STORE_STORE_H

#include "core/store/client.h"

/* What one domain may have at most. */
struct store_limits {
    uint32_t nodes;               /* that it owns */
    uint32_t value_bytes;         /* in one node */
    uint32_t permissions;         /* of one node */
    uint32_t path_bytes;          /* of a path, or of the rest of it below /local/domain/N */
    uint32_t watches;             /* at a time */
    uint32_t transactions;        /* at a time, STORE_TRANSACTIONS_MAX at most */
    uint32_t transaction_entries; /* paths that one transaction looks at or changes */
    uint32_t events;              /* that wait for it; see watch.h for what comes after these */
};

/* Those of xenstored (tools/xenstored/domain.c). */
extern const struct store_limits store_limits_default;

/* Large: keep it static. */
struct store {
    struct store_pool pool;
    struct store_tree tree;
    struct store_limits limits;
    uint32_t special[2]; /* permissions of "@introduceDomain" and "@releaseDomain" */
    uint8_t request[STORE_PAYLOAD_MAX + 1];                 /* the payload that is being served */
    uint8_t message[STORE_HEADER_SIZE + STORE_PAYLOAD_MAX]; /* what is being sent */
    struct store_client clients[STORE_CLIENTS_MAX];
};

/* How many bytes of memory a store for so many domains needs. */
size_t store_memory_size(uint32_t domains);
/* And how many more for the nodes of so many devices (device_nodes.h), which its owner writes. */
size_t store_device_memory_size(uint32_t devices);

/*
 * Begins a store that has the root and nothing else. `memory` is aligned to 8 bytes. False where
 * `size` is too little for anything.
 */
bool store_init(struct store *store, void *memory, size_t size, uint32_t domains);

/*
 * Adds a client for a domain; privileged ones may do all that xenstored lets domain 0 do, and have
 * no limits. Several clients may be of one privileged domain, as with xenstored's socket, but only
 * one of any other. Its number, or STORE_CLIENT_NONE where the place is taken or there are too
 * many. `tell`: whether "@introduceDomain" fires.
 */
uint32_t store_client_add(struct store *store, uint32_t domid, bool is_privileged, bool tell);

/*
 * The client's domain has, or serves to others, so many devices: it may own more nodes and watch
 * more, and has memory for that, where the store's is made for so many.
 */
void store_client_devices(struct store *store, uint32_t client, uint32_t devices);

/*
 * Begins a client's connection anew: its watches, its transactions and what waits for it, or of it,
 * go. It stays the same client, whose domain pays for its nodes.
 */
void store_client_reset(struct store *store, uint32_t client);

/*
 * The client's domain ended and is kept as it is: its watches, its transactions and what waits for
 * it go, "@releaseDomain" fires, and what the domain owns stays for others to read.
 */
void store_client_stop(struct store *store, uint32_t client);

/*
 * Removes a client: its watches, its transactions and what waits for it go. With `is_gone` its
 * domain is gone: the nodes that it owns go, other nodes forget it in their permissions, and
 * "@releaseDomain" fires.
 */
void store_client_remove(struct store *store, uint32_t client, bool is_gone);

/* -- moving bytes -------------------------------------------------------------------------------
 */

/*
 * Takes bytes of a client's requests, and serves at most one. Returns how many were taken: fewer
 * than `size` where a request was served before the end, 0 where the client has to take its reply
 * first or is broken.
 */
uint32_t store_feed(struct store *store, uint32_t client, const void *bytes, uint32_t size);

/* Writes what waits for a client; returns how many bytes. 0: nothing waits. */
uint32_t store_pull(struct store *store, uint32_t client, void *bytes, uint32_t size);

/* Whether something waits for a client. */
bool store_has_output(const struct store *store, uint32_t client);

/* Whether a client broke the protocol (a request longer than XENSTORE_PAYLOAD_MAX): nothing more is
 * taken. */
bool store_is_broken(const struct store *store, uint32_t client);

/* -- what the owner does itself, as domain 0 ------------------------------------------------------
 */

/* Writes a value, and makes the nodes above it; watches fire. */
enum store_error store_write(struct store *store, const char *path, const void *value,
                             uint32_t size);
/* Writes a node of a domain or of a device to a store, `context`: a domain_node_put_fn. */
struct domain_node;
bool store_put(void *context, const struct domain_node *node);
/* Reads a value of `*size` bytes at most; sets `*size` to its length. E2BIG where it is longer. */
enum store_error store_read(const struct store *store, const char *path, void *value,
                            uint32_t *size);
/* Whether a domain watches what has a path that begins with this one. */
bool store_is_watching(const struct store *store, uint32_t domid, const char *path);
/* Whether there is a node. */
bool store_has(const struct store *store, const char *path);
/*
 * Calls `take` for a node and all below it, each before those below it, until that is false: then
 * E2BIG. `below` is "/" for the node, "/a/b" for one below it; behind the value is a NUL. What is
 * not there is nothing.
 */
typedef bool store_take_fn(void *context, const char *below, const char *value, uint32_t size);
enum store_error store_each(struct store *store, const char *path, store_take_fn *take,
                            void *context);
/*
 * Writes the values of a node and all below it, `most` at most, to another place. E2BIG where there
 * are more; what is not there is nothing.
 */
enum store_error store_copy(struct store *store, const char *from, const char *to, uint32_t most);
/* Removes a node and all below it. */
enum store_error store_remove(struct store *store, const char *path);
/* Sets a node's permissions; the first entry is the owner's. STORE_PERMISSIONS_MAX at most. */
enum store_error store_set_permissions(struct store *store, const char *path,
                                       const struct permission *permissions, uint32_t count);

#endif
