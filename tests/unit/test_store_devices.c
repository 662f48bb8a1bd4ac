/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * A store has room for the nodes of as many devices as it was made for, and for what the kernels of
 * both domains add, whatever others fill it with.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/store/device_nodes.h"
#include "tests/support/store_client.h"

enum {
    DEVICES = 128,
    BACKEND = 1,
    FRONTEND,
    HOSTILE,
    DOMAINS = 3,
    BACK_NODES = 17,
    FRONT_NODES = 14
};

static struct store store;
static void *memory;
static uint32_t clients[DOMAINS + 1];
static struct store_message answer;

/* Takes what waits for a client, and the answer to its last request. */
static void answer_take(uint32_t domid)
{
    do
        assert_true(store_client_take(&store, clients[domid], &answer));
    while (answer.header.type == XS_WATCH_EVENT);
}

static bool asks(uint32_t domid, uint32_t type, const void *payload, size_t size)
{
    assert_true(store_client_send(&store, clients[domid], type, 0, payload, (uint32_t)size));
    answer_take(domid);
    return answer.header.type == type;
}

static int store_make(void **state)
{
    size_t size = store_memory_size(DOMAINS) + store_device_memory_size(DEVICES);

    (void)state;
    memory = malloc(size);
    if (!memory || !store_init(&store, memory, size, DOMAINS))
        return 1;
    for (uint32_t domid = 1; domid <= DOMAINS; domid++) {
        char home[64];

        (void)snprintf(home, sizeof(home), "/local/domain/%u", domid);
        clients[domid] = store_client_add(&store, domid, false, false);
        (void)store_write(&store, home, "", 0);
        (void)store_set_permissions(&store, home, (struct permission[]){{domid, 0}}, 1);
    }
    store_client_devices(&store, clients[BACKEND], DEVICES);
    store_client_devices(&store, clients[FRONTEND], DEVICES);
    return 0;
}

static int store_unmake(void **state)
{
    (void)state;
    free(memory);
    return 0;
}

/* Writes until the store takes no more of it, at first much at a time. */
static void fill(uint32_t domid)
{
    static char payload[2048];

    for (size_t size = 2000; size > 0; size /= 4) {
        for (unsigned int i = 0;; i++) {
            int length = snprintf(payload, sizeof(payload), "data/%zu-%u", size, i);

            memset(payload + length + 1, 'v', size);
            if (!asks(domid, XS_WRITE, payload, (size_t)length + 1 + size))
                break;
        }
    }
}

/* What a kernel writes of a half of a device. */
static void half_fill(uint32_t domid, const char *path, unsigned int count)
{
    for (unsigned int i = 0; i < count; i++) {
        char payload[256];
        int length = snprintf(payload, sizeof(payload), "%s/feature-of-some-length-%02u", path, i);

        memcpy(payload + length + 1, "4294967295", 10);
        assert_true(asks(domid, XS_WRITE, payload, (size_t)length + 11));
    }
}

static void watches_set(uint32_t domid, const char *path, unsigned int count)
{
    for (unsigned int i = 0; i < count; i++) {
        char payload[256];
        int length = snprintf(payload, sizeof(payload), "%s/state", path);
        int more = snprintf(payload + length + 1, 32, "ffff88800%07u", i);

        assert_true(asks(domid, XS_WATCH, payload, (size_t)(length + 1 + more + 1)));
    }
}

static void devices_plug(void)
{
    static char target[256];

    memset(target, 't', sizeof(target) - 1);
    for (uint32_t n = 0; n < DEVICES; n++) {
        struct device_nodes device = {
            .is_disk = true,
            .frontend = FRONTEND,
            .backend = BACKEND,
            .number = 1u << 28 | n << 8,
            .name = "xvdzz15",
            .target = target,
            .is_pv = true,
        };
        char front[DOMAIN_NODES_PATH_SIZE], back[DOMAIN_NODES_PATH_SIZE];

        device_nodes_front(&device, "", front);
        device_nodes_back(&device, "", back);
        assert_true(device_nodes_put(&device, store_put, &store));
        half_fill(BACKEND, back, BACK_NODES);
        half_fill(FRONTEND, front, FRONT_NODES);
        watches_set(BACKEND, front, 4);
        watches_set(FRONTEND, back, 1);
    }
}

static void test_all_devices_have_room_in_a_full_store(void **state)
{
    (void)state;
    fill(HOSTILE);
    devices_plug();
    assert_true(store.pool.used < store.pool.count);
}

/* What one domain had beside others is not the next one's with its number. */
static void test_a_client_that_goes_leaves_its_room(void **state)
{
    uint32_t share = store.pool.accounts[clients[HOSTILE] + 1].share;

    (void)state;
    store_client_remove(&store, clients[BACKEND], true);
    clients[BACKEND] = store_client_add(&store, BACKEND, false, false);
    assert_int_equal(store.pool.accounts[clients[BACKEND] + 1].share, share);
    store_client_devices(&store, clients[BACKEND], DEVICES);
    devices_plug();
}

/* A store that was not made for devices gives none of its room away. */
static void test_more_devices_than_the_store_is_for_are_as_none(void **state)
{
    (void)state;
    store_client_devices(&store, clients[HOSTILE], UINT32_MAX / 1024);
    assert_int_equal(store.clients[clients[HOSTILE]].devices, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_all_devices_have_room_in_a_full_store, store_make,
                                        store_unmake),
        cmocka_unit_test_setup_teardown(test_a_client_that_goes_leaves_its_room, store_make,
                                        store_unmake),
        cmocka_unit_test_setup_teardown(test_more_devices_than_the_store_is_for_are_as_none,
                                        store_make, store_unmake),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
