/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * fill DOMAINS: what the store of so many domains takes: its memory, and how long all their nodes
 * take to be made and removed on this machine's own processor, the best of several runs.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/store/domain_nodes.h"
#include "core/store/store.h"

enum { RUNS = 20 };

static struct store store;
static uint32_t nodes_made;

static uint64_t now(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * 1000000000 + (uint64_t)time.tv_nsec;
}

static bool node_put(void *context, const struct domain_node *node)
{
    (void)context;
    nodes_made++;
    return !store_write(&store, node->path, node->value, (uint32_t)strlen(node->value)) &&
           (node->permission_count == 0 ||
            !store_set_permissions(&store, node->path, node->permissions, node->permission_count));
}

static struct domain_nodes domain(uint32_t domid)
{
    struct domain_nodes nodes = {.domid = domid,
                                 .name = "guest",
                                 .mode = "pvh",
                                 .start_time = "1.0",
                                 .cpus = 1,
                                 .memory_kib = 4096,
                                 .has_store = true,
                                 .store_port = 1,
                                 .store_frame = 1,
                                 .console_port = 2,
                                 .console_frame = 2};
    const uint8_t uuid[16] = {(uint8_t)(domid >> 8), (uint8_t)domid};

    domain_nodes_uuid_write(uuid, nodes.uuid);
    return nodes;
}

static bool domain_add(uint32_t domid, uint32_t *client)
{
    struct domain_nodes nodes = domain(domid);

    *client = store_client_add(&store, domid, false, true);
    return *client != STORE_CLIENT_NONE && domain_nodes_put(&nodes, node_put, NULL);
}

/* One domain goes as after its end. */
static void domain_remove(uint32_t domid, uint32_t client)
{
    struct domain_nodes nodes = domain(domid);
    char path[DOMAIN_NODES_PATH_SIZE];

    for (uint32_t i = 0; domain_nodes_root(&nodes, i, path); i++)
        (void)store_remove(&store, path);
    store_client_remove(&store, client, true);
}

/* Nanoseconds for all domains, and for one that comes and goes while all others are there. */
static bool fill(void *memory, size_t size, uint32_t domains, uint64_t *all, uint64_t *one)
{
    uint32_t client = 0;
    uint64_t began = now();

    nodes_made = 0;
    if (!store_init(&store, memory, size, domains))
        return false;
    for (uint32_t domid = 1; domid <= domains; domid++)
        if (!domain_add(domid, &client))
            return false;
    *all = now() - began;
    began = now();
    domain_remove(domains, client);
    if (!domain_add(domains, &client))
        return false;
    *one = now() - began;
    return true;
}

int main(int argc, char **argv)
{
    uint32_t domains = argc == 2 ? (uint32_t)strtoul(argv[1], NULL, 10) : 0;
    size_t size = store_memory_size(domains);
    void *memory = aligned_alloc(4096, (size + 4095) / 4096 * 4096);
    uint64_t all = UINT64_MAX, one = UINT64_MAX;

    if (domains == 0 || !memory) {
        fprintf(stderr, "usage: fill DOMAINS\n");
        return 2;
    }
    for (uint32_t run = 0; run < RUNS; run++) {
        uint64_t took, again;

        if (!fill(memory, size, domains, &took, &again)) {
            fprintf(stderr, "fill: %u domains do not fit\n", domains);
            return 1;
        }
        all = took < all ? took : all;
        one = again < one ? again : one;
    }
    printf("domains=%u kib=%zu nodes=%u all_ns=%llu again_ns=%llu\n", domains, size / 1024,
           nodes_made, (unsigned long long)all, (unsigned long long)one);
    free(memory);
    return 0;
}
