/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Writes a launched domain's nodes into xenstore.
 */
#include "dom0/nodes.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "core/store/domain_nodes.h"

enum { TRIES_MAX = 100, START_TIME_SIZE = 32 };

struct writer {
    struct xs_handle *store;
    xs_transaction_t transaction;
    char *where;                      /* the node in hand; the one that failed */
    const struct domain_nodes *nodes; /* NULL: they are there already */
    uint32_t domid;
    const struct record_texts *data;
};

static bool node_put(void *context, const struct domain_node *node)
{
    const struct writer *w = context;
    struct xs_permissions permissions[DOMAIN_NODE_PERMISSIONS_MAX];

    (void)snprintf(w->where, NODES_PATH_SIZE, "%s", node->path);
    for (uint32_t i = 0; i < node->permission_count; i++) {
        permissions[i] = (struct xs_permissions){
            .id = node->permissions[i].domid,
            .perms = node->permissions[i].access == PERMISSION_READ ? XS_PERM_READ : XS_PERM_NONE,
        };
    }
    return xs_write(w->store, w->transaction, w->where, node->value,
                    (unsigned int)strlen(node->value)) &&
           (node->permission_count == 0 || xs_set_permissions(w->store, w->transaction, w->where,
                                                              permissions, node->permission_count));
}

/* The boot domain's data: the guest's own, as data itself. */
static bool data_put(const struct writer *w)
{
    struct xs_permissions own = {.id = w->domid, .perms = XS_PERM_NONE};
    struct record_datum datum = {.path = NULL};

    while (record_data_next(w->data, &datum)) {
        (void)snprintf(w->where, NODES_PATH_SIZE, "/local/domain/%" PRIu32 "/data%s%s", w->domid,
                       datum.path[0] ? "/" : "", datum.path);
        if (!xs_write(w->store, w->transaction, w->where, datum.value,
                      (unsigned int)strlen(datum.value)) ||
            !xs_set_permissions(w->store, w->transaction, w->where, &own, 1))
            return false;
    }
    return true;
}

/* Writes all in one transaction, again when another client was in the way. */
static bool all_write(struct writer *w)
{
    int error;

    for (int i = 0; i < TRIES_MAX; i++) {
        w->transaction = xs_transaction_start(w->store);
        (void)snprintf(w->where, NODES_PATH_SIZE, "a transaction");
        if (w->transaction == XBT_NULL)
            return false;
        if ((w->nodes && !domain_nodes_put(w->nodes, node_put, w)) || !data_put(w)) {
            error = errno;
            (void)xs_transaction_end(w->store, w->transaction, true);
            errno = error;
            return false;
        }
        (void)snprintf(w->where, NODES_PATH_SIZE, "the transaction");
        if (xs_transaction_end(w->store, w->transaction, false))
            return true;
        if (errno != EAGAIN)
            return false;
    }
    return false;
}

bool nodes_write(struct xs_handle *store, const struct record_domain *domain,
                 char where[NODES_PATH_SIZE])
{
    struct domain_nodes nodes = {
        .domid = domain->domid,
        .name = domain->name,
        .mode = record_mode_name(domain->mode),
        .cpus = domain->cpus,
        .memory_kib = domain->memory_kib,
        .has_store = domain->store != RECORD_STORE_NONE,
        .store_port = domain->store_port,
        .store_frame = domain->store_frame,
        .console_port = domain->console_port,
        .console_frame = domain->console_frame,
    };
    struct writer w = {.store = store,
                       .where = where,
                       .nodes = &nodes,
                       .domid = domain->domid,
                       .data = &domain->data};
    char start_time[START_TIME_SIZE];
    struct timespec now;

    (void)clock_gettime(CLOCK_REALTIME, &now);
    (void)snprintf(start_time, sizeof(start_time), "%lld.%02ld", (long long)now.tv_sec,
                   now.tv_nsec / 10000000);
    nodes.start_time = start_time;
    domain_nodes_uuid_write(domain->uuid, nodes.uuid);
    return all_write(&w);
}

bool nodes_data_write(struct xs_handle *store, const struct record_domain *domain, uint32_t domid,
                      char where[NODES_PATH_SIZE])
{
    struct writer w = {.store = store, .where = where, .domid = domid, .data = &domain->data};

    return domain->data.size == 0 || all_write(&w);
}

bool nodes_is(struct xs_handle *store, const char *path, const char *value)
{
    unsigned int size;
    char *found = xs_read(store, XBT_NULL, path, &size);
    bool is_it = found && (!value || strcasecmp(found, value) == 0);

    free(found);
    return is_it;
}

bool nodes_present(struct xs_handle *store, const struct record_domain *domain)
{
    char path[NODES_PATH_SIZE];

    (void)snprintf(path, sizeof(path), "/local/domain/%" PRIu32 "/name", domain->domid);
    if (!nodes_is(store, path, NULL))
        return false;
    (void)snprintf(path, sizeof(path), "/libxl/%" PRIu32 "/type", domain->domid);
    return nodes_is(store, path, NULL);
}
