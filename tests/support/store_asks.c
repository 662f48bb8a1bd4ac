/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Asking a store, and expecting its answers.
 */
#include "tests/support/store_asks.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { EVENTS_SIZE = 1 << 18, DOMAINS = 64 };

struct store asked;
uint32_t askers[ASKERS];
static void *memory;
static uint32_t used; /* cells of the empty store */
static char events[ASKERS][EVENTS_SIZE];

static void event_keep(uint32_t domid, const struct store_message *message)
{
    const char *path = (const char *)message->payload, *token = path + strlen(path) + 1;
    size_t length = strlen(events[domid]);

    assert_int_equal(message->header.len, strlen(path) + strlen(token) + 2);
    assert_true(length + message->header.len + 1 < EVENTS_SIZE);
    sprintf(events[domid] + length, "%s %s\n", path, token);
}

const struct store_message *ask(uint32_t domid, uint32_t type, uint32_t transaction,
                                const void *payload, uint32_t size)
{
    static struct store_message message;

    assert_true(store_client_send(&asked, askers[domid], type, transaction, payload, size));
    for (;;) {
        assert_true(store_client_take(&asked, askers[domid], &message));
        if (message.header.type != XS_WATCH_EVENT)
            break;
        event_keep(domid, &message);
    }
    assert_int_equal(message.header.tx_id, transaction);
    return &message;
}

bool answer_is(const struct store_message *answer, const char *name)
{
    return answer->header.type == XS_ERROR && answer->header.len == strlen(name) + 1 &&
           strcmp((const char *)answer->payload, name) == 0;
}

void expect_reply(uint32_t domid, uint32_t type, uint32_t transaction, const void *payload,
                  uint32_t size, const void *reply, uint32_t reply_size)
{
    const struct store_message *answer = ask(domid, type, transaction, payload, size);

    if (answer->header.type == XS_ERROR && type != XS_ERROR)
        fail_msg("request %u of domain %u: %s", type, domid, (const char *)answer->payload);
    assert_int_equal(answer->header.type, type);
    assert_int_equal(answer->header.len, reply_size);
    if (reply_size > 0)
        assert_memory_equal(answer->payload, reply, reply_size);
}

void expect_ok(uint32_t domid, uint32_t type, uint32_t transaction, const void *payload,
               uint32_t size)
{
    expect_reply(domid, type, transaction, payload, size, "OK", sizeof("OK"));
}

void expect_error(uint32_t domid, uint32_t type, uint32_t transaction, const void *payload,
                  uint32_t size, const char *name)
{
    const struct store_message *answer = ask(domid, type, transaction, payload, size);

    assert_int_equal(answer->header.type, XS_ERROR);
    assert_string_equal((const char *)answer->payload, name);
}

uint32_t expect_transaction(uint32_t domid)
{
    const struct store_message *answer = ask(domid, XS_TRANSACTION_START, 0, SAY("\0"));

    assert_int_equal(answer->header.type, XS_TRANSACTION_START);
    return (uint32_t)strtoul((const char *)answer->payload, NULL, 10);
}

void expect_events(uint32_t domid, const char *expected)
{
    struct store_message message;

    while (store_client_take(&asked, askers[domid], &message)) {
        assert_int_equal(message.header.type, XS_WATCH_EVENT);
        event_keep(domid, &message);
    }
    assert_string_equal(events[domid], expected);
    events[domid][0] = '\0';
}

void expect_watch(uint32_t domid, const char *path, const char *token)
{
    char payload[128], event[128];
    int size = snprintf(payload, sizeof(payload), "%s%c%s", path, 0, token) + 1;

    (void)snprintf(event, sizeof(event), "%s %s\n", path, token);
    expect_ok(domid, XS_WATCH, 0, payload, (uint32_t)size);
    expect_events(domid, event);
}

void asker_add(uint32_t domid)
{
    const struct permission readable[] = {{0, 0}, {domid, PERMISSION_READ}}, own[] = {{domid, 0}};
    char home[32], data[48];

    askers[domid] = store_client_add(&asked, domid, domid == DOM0, domid != DOM0);
    assert_int_not_equal(askers[domid], STORE_CLIENT_NONE);
    events[domid][0] = '\0';
    if (domid == DOM0)
        return;
    snprintf(home, sizeof(home), "/local/domain/%u", domid);
    snprintf(data, sizeof(data), "%s/data", home);
    assert_int_equal(store_write(&asked, data, "", 0), STORE_OK);
    assert_int_equal(store_set_permissions(&asked, home, readable, 2), STORE_OK);
    assert_int_equal(store_set_permissions(&asked, data, own, 1), STORE_OK);
}

void asker_remove(uint32_t domid, bool is_gone)
{
    store_client_remove(&asked, askers[domid], is_gone);
    askers[domid] = STORE_CLIENT_NONE;
}

int asked_make(void **state)
{
    size_t size = store_memory_size(DOMAINS);

    (void)state;
    memory = malloc(size);
    if (!memory || !store_init(&asked, memory, size, DOMAINS))
        return -1;
    asker_add(DOM0);
    /* Set once, each special name has permissions of its own, as at the end. */
    expect_ok(DOM0, XS_SET_PERMS, 0, SAY("@introduceDomain\0n0\0"));
    expect_ok(DOM0, XS_SET_PERMS, 0, SAY("@releaseDomain\0n0\0"));
    used = asked.pool.used;
    for (uint32_t i = GUEST; i < ASKERS; i++)
        asker_add(i);
    return 0;
}

int asked_end(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < ASKERS; i++)
        if (askers[i] != STORE_CLIENT_NONE)
            asker_remove(i, true);
    (void)store_remove(&asked, "/local");
    (void)store_remove(&asked, "/t");
    assert_int_equal(asked.pool.used, used);
    free(memory);
    return 0;
}
