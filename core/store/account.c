/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * How large a store's pool is, and who has which share of it.
 *
 * A Linux guest with a console and no devices has some 30 nodes, 10 watches and 200 cells.
 */
#include "core/store/account.h"

/* Shares in cells. */
enum {
    GUEST_SHARE = 1024,
    GUEST_RESERVE = 128, /* of it, for removing where nothing more can be made */
    GUEST_MOST = 4096,   /* with what is common: about as many nodes as xenstored lets it own */
    /* Of the store, for each domain: what domain 0 writes of it, a request, a reply, a message. */
    STORE_SHARE = 512,
    STORE_BASE = 1024,
    DEVICE_STORE = 128, /* of the store, for the nodes of each device, 26 of a disk ... */
    DEVICE_CLIENT = 96, /* ... and of each of the two clients, for what their kernels add */
    COMMON_DOMAINS = 8, /* so many can have all that they may at the same time */
};

static uint32_t store_share(uint32_t domains)
{
    return STORE_BASE + domains * STORE_SHARE;
}

static uint32_t common_cells(uint32_t domains)
{
    return (domains < COMMON_DOMAINS ? domains : COMMON_DOMAINS) * (GUEST_MOST - GUEST_SHARE);
}

size_t store_memory_size(uint32_t domains)
{
    return pool_memory_size(store_share(domains) + domains * GUEST_SHARE + common_cells(domains));
}

size_t store_device_memory_size(uint32_t devices)
{
    return pool_memory_size(devices * (DEVICE_STORE + 2 * DEVICE_CLIENT));
}

void accounts_set(struct store *store, uint32_t domains)
{
    uint32_t others = domains * GUEST_SHARE + common_cells(domains), share = store_share(domains);

    /* What the memory has beside that is for nodes of devices, which the store pays for. */
    if (store->pool.count > others && store->pool.count - others > share)
        share = store->pool.count - others;
    pool_account_set(&store->pool, ACCOUNT_STORE, share, 0, UINT32_MAX);
    for (uint32_t i = 0; i < STORE_CLIENTS_MAX; i++)
        pool_account_set(&store->pool, i + 1, i < domains ? GUEST_SHARE : 0, GUEST_RESERVE,
                         GUEST_MOST);
}

void store_client_devices(struct store *store, uint32_t client, uint32_t devices)
{
    struct store_account *own = &store->pool.accounts[ACCOUNT_STORE];
    struct store_account *account = &store->pool.accounts[client + 1];
    uint32_t before = store->clients[client].devices * DEVICE_CLIENT;
    uint32_t now = devices * DEVICE_CLIENT;

    /* The memory has it where it was made for so many. */
    if (own->share + before < now)
        return;
    store->clients[client].devices = devices;
    own->share = own->share + before - now;
    account->share = account->share - before + now;
    account->most = account->most - before + now;
}
