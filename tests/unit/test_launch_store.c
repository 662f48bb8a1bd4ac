/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Guests of a set without a dom0 find a xenstore that answers: what they see and may change is what
 * they would under xl.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/store_guests.h"

#include <xen/io/xs_wire.h>
#include <xen/sched.h>

static void test_a_guest_reads_its_own_nodes(void **state)
{
    (void)state;
    store_expect(STORE_WEB, XS_READ, "name|", "2 web");
    store_expect(STORE_DB, XS_READ, "/local/domain/2/name|", "2 db");
    store_expect(STORE_PV, XS_READ, "domid|", "2 3");
    store_expect(STORE_WEB, XS_READ, "control/platform-feature-xs_reset_watches|", "2 1");
    store_expect(STORE_WEB, XS_DIRECTORY, "cpu|", "1 0|1");
    store_expect(STORE_WEB, XS_DIRECTORY, "device|", "1 suspend");
    store_expect(STORE_PV, XS_GET_DOMAIN_PATH, "3|", "10 /local/domain/3");
}

static void test_a_guest_finds_its_uuid(void **state)
{
    char path[STORE_ANSWER_SIZE], uuid[STORE_ANSWER_SIZE];

    (void)state;
    store_ask(STORE_WEB, XS_READ, "vm", 3);
    store_serve_all();
    assert_int_equal(store_answer(STORE_WEB, path), XS_READ);
    assert_int_equal(strlen(path), 4 + 36);
    memmove(path + strlen(path), "/uuid", 6);
    store_ask(STORE_WEB, XS_READ, path, strlen(path) + 1);
    store_serve_all();
    assert_int_equal(store_answer(STORE_WEB, uuid), XS_READ);
    path[4 + 36] = 0;
    assert_string_equal(path + 4, uuid);
}

static void test_a_guest_changes_what_is_its_own(void **state)
{
    (void)state;
    store_expect(STORE_WEB, XS_WRITE, "data/note|hello", "11 OK");
    store_expect(STORE_WEB, XS_READ, "data/note|", "2 hello");
    store_expect(STORE_WEB, XS_GET_PERMS, "data/note|", "3 n1");
    store_expect(STORE_WEB, XS_WRITE, "control/shutdown|", "11 OK");
    store_expect(STORE_WEB, XS_RM, "data/note|", "13 OK");
}

static void test_a_guest_changes_nothing_else(void **state)
{
    static const char *const places[] = {
        "name",       "new", "control/new", "device/vif", "/local/domain/2/data/note",
        "/tool/note", "/new"};

    (void)state;
    for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
        char payload[64];

        strcpy(payload, places[i]);
        strcat(payload, "|x");
        store_expect(STORE_WEB, XS_WRITE, payload, "16 EACCES");
    }
}

static void test_a_guest_does_not_see_others(void **state)
{
    static const char *const places[] = {"/local/domain/2/name|", "/local/domain/0/name|",
                                         "/libxl/1/type|", "/local/domain/2/data|"};

    (void)state;
    for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++)
        store_expect(STORE_WEB, XS_READ, places[i], "16 EACCES");
    store_expect(STORE_WEB, XS_DIRECTORY, "/local/domain|", "16 EACCES");
    store_expect(STORE_WEB, XS_READ, "/local/domain/0/backend/console/1/0/state|", "2 1");
}

static void test_requests_made_before_the_service_looks_are_answered(void **state)
{
    char payload[STORE_ANSWER_SIZE];

    (void)state;
    for (int i = 0; i < 5; i++)
        store_ask(STORE_WEB, XS_READ, "name", 5);
    store_serve_all();
    for (int i = 0; i < 5; i++) {
        assert_int_equal(store_answer(STORE_WEB, payload), XS_READ);
        assert_string_equal(payload, "web");
    }
    assert_int_equal(store_answer(STORE_WEB, payload), -1);
}

/* What one domain writes wakes another that watches it. */
static void test_events_reach_other_guests(void **state)
{
    char payload[STORE_ANSWER_SIZE];
    uint32_t signals;

    (void)state;
    store_expect(STORE_DB, XS_SET_PERMS, "data|n2|r1|", "14 OK");
    store_expect(STORE_WEB, XS_WATCH, "/local/domain/2/data|token|", "4 OK");
    assert_int_equal(store_answer(STORE_WEB, payload), XS_WATCH_EVENT);
    assert_int_equal(store_answer(STORE_WEB, payload), -1);
    store_serve_all();
    signals = sim_guest_store_signals(store_run.sim, STORE_WEB);
    store_expect(STORE_DB, XS_WRITE, "data|news", "11 OK");
    assert_int_equal(sim_guest_store_signals(store_run.sim, STORE_WEB), signals + 1);
    assert_int_equal(store_answer(STORE_WEB, payload), XS_WATCH_EVENT);
    assert_string_equal(payload, "/local/domain/2/data|token");
}

/* Nobody is told of nothing: a signal without a request costs no hypercall. */
static void test_only_what_moved_is_told(void **state)
{
    uint64_t calls;

    (void)state;
    for (int i = 0; i < 10; i++) {
        calls = sim_calls(store_run.sim);
        sim_guest_store_signal(store_run.sim, STORE_WEB);
        resident_serve(&store_run.launcher.resident);
        assert_int_equal(sim_calls(store_run.sim), calls);
    }
    calls = sim_calls(store_run.sim);
    store_ask(STORE_WEB, XS_READ, "name", 5);
    resident_serve(&store_run.launcher.resident);
    assert_int_equal(sim_calls(store_run.sim), calls + 1);
}

static bool node_is_there(const char *path)
{
    char value[64];
    uint32_t size = sizeof(value);

    return store_read(store_run.launcher.resident.store, path, value, &size) == STORE_OK;
}

static void test_the_nodes_of_a_domain_that_ends_go(void **state)
{
    char payload[STORE_ANSWER_SIZE];

    (void)state;
    store_expect(STORE_DB, XS_SET_PERMS, "data|n2|r1|", "14 OK");
    store_expect(STORE_WEB, XS_WATCH, "/local/domain/2/data|token|", "4 OK");
    assert_int_equal(store_answer(STORE_WEB, payload), XS_WATCH_EVENT);
    assert_true(node_is_there("/local/domain/2/name"));
    assert_true(node_is_there("/libxl/2/type"));
    sim_guest_shutdown(store_run.sim, STORE_DB, SHUTDOWN_poweroff);
    store_serve_all();
    assert_false(node_is_there("/local/domain/2"));
    assert_false(node_is_there("/libxl/2"));
    assert_false(node_is_there("/local/domain/0/backend/console/2"));
    assert_true(node_is_there("/local/domain/1/name"));
    assert_int_equal(store_answer(STORE_WEB, payload), XS_WATCH_EVENT);
    store_expect(STORE_WEB, XS_READ, "name|", "2 web");
}

/* Who may read them looks there what it was, as with xenstored. It is told nothing more. */
static void test_a_preserved_domain_keeps_its_nodes(void **state)
{
    char payload[STORE_ANSWER_SIZE];

    (void)state;
    store_expect(STORE_PV, XS_SET_PERMS, "data|n3|r1|", "14 OK");
    store_expect(STORE_PV, XS_WRITE, "data/note|last words", "11 OK");
    store_expect(STORE_PV, XS_WATCH, "data|token|", "4 OK");
    assert_int_equal(store_answer(STORE_PV, payload), XS_WATCH_EVENT);
    store_ask(STORE_PV, XS_READ, "name", 5);
    sim_guest_shutdown(store_run.sim, STORE_PV, SHUTDOWN_crash);
    store_serve_all();
    assert_int_equal(store_answer(STORE_PV, payload), XS_READ);
    assert_int_equal(store_run.launcher.launch.domains[STORE_PV - 1].state, DOMAIN_PRESERVED);
    assert_true(node_is_there("/local/domain/3/name"));
    assert_true(node_is_there("/libxl/3/type"));
    store_expect(STORE_WEB, XS_READ, "/local/domain/3/data/note|", "2 last words");
    assert_int_equal(
        store_write(store_run.launcher.resident.store, "/local/domain/3/data/note", "read", 4),
        STORE_OK);
    store_ask(STORE_PV, XS_READ, "name", 5);
    store_serve_all();
    assert_int_equal(store_answer(STORE_PV, payload), -1);
}

/* It gets the nodes of a new domain, and the store keeps nothing of the one before. */
static void test_a_domain_that_starts_again_has_its_store_again(void **state)
{
    const struct store_pool *pool = &store_run.launcher.resident.store->pool;
    uint32_t used = pool->used;

    (void)state;
    for (int i = 0; i < 100; i++) {
        /* Three are allowed a minute. */
        if (i % 2 == 0)
            sim_pass(store_run.sim, UINT64_C(60000000000));
        store_expect(STORE_WEB, XS_WRITE, "data/note|hello", "11 OK");
        store_expect(STORE_WEB, XS_WATCH, "data|token|", "4 OK");
        sim_guest_shutdown(store_run.sim, STORE_WEB, SHUTDOWN_reboot);
        store_serve_all();
        assert_int_equal(store_run.launcher.launch.domains[0].state, DOMAIN_RUNNING);
        assert_int_equal(pool->used, used);
        store_expect(STORE_WEB, XS_READ, "data/note|", "16 ENOENT");
        store_expect(STORE_WEB, XS_READ, "name|", "2 web");
        store_expect(STORE_DB, XS_READ, "name|", "2 db");
    }
}

/* The first has its answer while the others wait to be started. */
static void test_requests_are_answered_during_the_launch(void **state)
{
    struct launcher *l = &store_run.launcher;
    char payload[STORE_ANSWER_SIZE];

    (void)state;
    assert_true(launcher_greet(l, &store_run.xen, sim_boot(store_run.sim)));
    assert_true(run_until(&store_run, PHASE_LAUNCH));
    while (l->launch.started == 0)
        (void)launcher_step(l);
    store_ask(STORE_WEB, XS_READ, "name", 5);
    (void)launcher_step(l);
    assert_true(l->launch.started < STORE_GUESTS);
    assert_int_equal(store_answer(STORE_WEB, payload), XS_READ);
    assert_string_equal(payload, "web");
    assert_true(run_until(&store_run, PHASE_SERVE));
}

int main(void)
{
#define STEP(test) cmocka_unit_test_setup_teardown(test, store_launch_make, store_launch_unmake)
    const struct CMUnitTest tests[] = {
        STEP(test_a_guest_reads_its_own_nodes),
        STEP(test_a_guest_finds_its_uuid),
        STEP(test_a_guest_changes_what_is_its_own),
        STEP(test_a_guest_changes_nothing_else),
        STEP(test_a_guest_does_not_see_others),
        STEP(test_requests_made_before_the_service_looks_are_answered),
        STEP(test_events_reach_other_guests),
        STEP(test_only_what_moved_is_told),
        STEP(test_the_nodes_of_a_domain_that_ends_go),
        STEP(test_a_preserved_domain_keeps_its_nodes),
        STEP(test_a_domain_that_starts_again_has_its_store_again),
        cmocka_unit_test_setup_teardown(test_requests_are_answered_during_the_launch,
                                        store_launch_prepare, store_launch_unmake),
    };

    return cmocka_run_group_tests(tests, store_set_make, store_set_unmake);
}
