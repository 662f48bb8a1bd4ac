/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * What a store keeps for a client: its watches, its transactions, what it sends and is sent.
 */
#ifndef CORE_STORE_CLIENT_H
#define CORE_STORE_CLIENT_H

#include "core/store/permission.h"
#include "core/store/transaction.h"

enum {
    STORE_CLIENTS_MAX = 256,
    STORE_TRANSACTIONS_MAX = 10,
    STORE_PERMISSIONS_MAX = 32, /* entries of one node, of privileged clients, too */
    STORE_HEADER_SIZE = 16,     /* of a message: struct xsd_sockmsg, xen/io/xs_wire.h */
    STORE_PAYLOAD_MAX = 4096,   /* of a message: XENSTORE_PAYLOAD_MAX there */
    STORE_DEVICE_NODES = 48,    /* that a domain may own more for each device; a disk's have 34 */
    STORE_DEVICE_WATCHES = 8,   /* likewise; Linux' xen-netback has 4 of a card */
};

#define STORE_CLIENT_NONE UINT32_MAX

/* DOMID_SELF of xen/xen.h: in a request, the domain that asks. */
#define STORE_DOMID_SELF 0x7ff0u

#define STORE_INTRODUCE "@introduceDomain"
#define STORE_RELEASE   "@releaseDomain"

struct store_client {
    bool is_used;
    bool is_privileged;
    bool is_broken;
    uint32_t domid;
    uint32_t devices; /* that its domain has or serves */
    uint32_t nodes;   /* that its domain owns in the present tree */
    uint32_t watches; /* the first, see watch.h */
    uint32_t watch_count;
    struct store_transaction {
        uint32_t id;    /* 0: none */
        uint64_t began; /* generation at its begin */
        bool is_lost;   /* it gave its tree up, and ends with EAGAIN */
        struct transaction transaction;
    } transactions[STORE_TRANSACTIONS_MAX];
    uint32_t last_id; /* of a transaction */
    /* Its requests: the message that is being received. */
    uint32_t input; /* blob */
    /* What waits for it, see output.h. */
    uint32_t output_first, output_last;
    uint32_t event_count;
    bool has_reply;        /* one waits */
    bool has_missed;       /* a watch of it missed an event */
    uint32_t current;      /* blob: the message that is being sent ... */
    uint32_t current_sent; /* ... and how much of it was */
    /* Generations 64 and 128 of its requests ago, see request.c */
    uint32_t requests;
    uint64_t marks[2];
};

struct store;

/* A client of a domain; NULL where there is none. */
struct store_client *client_of_domain(struct store *store, uint32_t domid);

/* Whether a client may read what has these permissions. */
bool client_may_read(const struct store *store, const struct store_client *client,
                     uint32_t permissions);

/* The transaction of a client that has this number; NULL. */
struct store_transaction *transaction_of_client(struct store_client *client, uint32_t id);

/* A number for a new transaction: not 0, and not that of another of the client. */
uint32_t transaction_id_next(struct store_client *client);

/* Gives up all transactions of a client. */
void transactions_drop(struct store *store, struct store_client *client);

#endif
