/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The nodes in xenstore of a domain: those that xl gives a domain that it creates, with the same
 * owners, as read from stores of Xen 4.14, 4.17 and 4.20.
 *
 * One table, for the store of a resident launcher and for dom0's after a hand-over.
 */
#ifndef CORE_STORE_DOMAIN_NODES_H
#define CORE_STORE_DOMAIN_NODES_H

#include <stdbool.h>
#include <stdint.h>

#include "core/store/permission.h"

enum { DOMAIN_NODES_PATH_SIZE = 128, DOMAIN_NODES_UUID_SIZE = 37, DOMAIN_NODE_PERMISSIONS_MAX = 2 };

/* What the values tell of the domain. */
struct domain_nodes {
    uint32_t domid;
    const char *name;
    char uuid[DOMAIN_NODES_UUID_SIZE];
    const char *mode; /* "pvh", "pv" */
    const char *start_time;
    uint32_t cpus;
    uint64_t memory_kib;
    bool has_store; /* it is told of one */
    uint32_t store_port;
    uint64_t store_frame;
    uint32_t console_port; /* 0: it has no console */
    uint64_t console_frame;
};

/* One node. Without permissions it has those of the node above. */
struct domain_node {
    const char *path;
    const char *value;
    uint32_t permission_count;
    struct permission permissions[DOMAIN_NODE_PERMISSIONS_MAX];
};

/* The text of a UUID, as Xen's tools write it. */
void domain_nodes_uuid_write(const uint8_t uuid[16], char text[DOMAIN_NODES_UUID_SIZE]);

/*
 * Calls `put` for each node, those above before those below, until it returns false. Whether it
 * never did. The texts are valid during the call.
 */
typedef bool domain_node_put_fn(void *context, const struct domain_node *node);
bool domain_nodes_put(const struct domain_nodes *domain, domain_node_put_fn *put, void *context);

/*
 * The nodes that have all others of the domain below them, by number from 0: to be removed once it
 * is gone. False where there is none of that number.
 */
bool domain_nodes_root(const struct domain_nodes *domain, uint32_t number,
                       char path[DOMAIN_NODES_PATH_SIZE]);

#endif
