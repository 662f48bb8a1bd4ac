/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * What a recovery or console domain reads in the store: who failed, and what the others printed
 * last.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/rescued.h"

#include <xen/io/xs_wire.h>
#include <xen/sched.h>

enum { WEB = RESCUED_WEB, DB = RESCUED_DB, RESCUE = RESCUED_RESCUE, LAST = RESCUED_LAST };

/* What a domain is answered that reads a node: "VALUE", or "ERROR" as the protocol has it. */
static const char *answer(uint32_t i, uint32_t type, const char *path)
{
    static char text[XENSTORE_PAYLOAD_MAX + 1];
    const struct xsd_sockmsg header = {.type = type, .len = (uint32_t)strlen(path) + 1};
    struct xsd_sockmsg reply = {0};
    size_t got;

    (void)sim_guest_store_send(rescued_run.sim, i + 1, &header, sizeof(header));
    (void)sim_guest_store_send(rescued_run.sim, i + 1, path, header.len);
    rescued_serve();
    got = sim_guest_store_take(rescued_run.sim, i + 1, &reply, sizeof(reply));
    assert_int_equal(got, sizeof(reply));
    assert_true(reply.len <= XENSTORE_PAYLOAD_MAX);
    for (got = 0; got < reply.len;) {
        size_t piece = sim_guest_store_take(rescued_run.sim, i + 1, text + got, reply.len - got);

        if (piece == 0)
            rescued_serve();
        got += piece;
    }
    text[reply.len] = 0;
    return text;
}

static void print(uint32_t i, const char *text)
{
    (void)sim_guest_print(rescued_run.sim, i + 1, text);
    rescued_serve();
}

/* Where db crashed, and the recovery domain runs. */
static void launch_and_crash(void)
{
    rescued_more[DB].on_crash = LCM_END_RECOVERY;
    rescued_prepare(17);
    rescued_launch();
    print(WEB, "web is up\n");
    print(DB, "mounting\nno such disk\npanic: ");
    rescued_end(DB, SHUTDOWN_crash);
}

static void test_last_lines_of_what_failed_are_there(void **state)
{
    (void)state;
    launch_and_crash();
    assert_string_equal(answer(RESCUE, XS_READ, "/hyperlaunch/failed"), "db\n");
    assert_string_equal(answer(RESCUE, XS_READ, "/hyperlaunch/domain/db/console"),
                        "mounting\nno such disk\npanic: \n");
    assert_string_equal(answer(RESCUE, XS_READ, "/hyperlaunch/domain/web/console"), "web is up\n");
    /* One that printed nothing has a node, too. */
    assert_string_equal(answer(RESCUE, XS_READ, "/hyperlaunch/domain/last/console"), "");
}

static void test_others_read_nothing_of_it(void **state)
{
    (void)state;
    launch_and_crash();
    assert_string_equal(answer(WEB, XS_READ, "/hyperlaunch/domain/db/console"), "EACCES");
    assert_string_equal(answer(WEB, XS_READ, "/hyperlaunch/failed"), "EACCES");
    assert_string_equal(answer(WEB, XS_DIRECTORY, "/hyperlaunch"), "EACCES");
}

static void test_readers_cannot_write_it(void **state)
{
    (void)state;
    launch_and_crash();
    assert_string_equal(answer(RESCUE, XS_RM, "/hyperlaunch/failed"), "EACCES");
    assert_string_equal(answer(RESCUE, XS_MKDIR, "/hyperlaunch/more"), "EACCES");
}

static void test_node_follows_while_somebody_may_read_it(void **state)
{
    (void)state;
    launch_and_crash();
    print(WEB, "one more\n");
    assert_string_equal(answer(RESCUE, XS_READ, "/hyperlaunch/domain/web/console"),
                        "web is up\none more\n");
    print(WEB, "a prompt $ ");
    assert_string_equal(answer(RESCUE, XS_READ, "/hyperlaunch/domain/web/console"),
                        "web is up\none more\na prompt $ ");
}

/* A guest that prints without end makes a node a few times a second. */
static void test_nodes_are_written_at_most_a_few_times_a_second(void **state)
{
    struct resident *r = &rescued_run.launcher.resident;
    uint64_t before;

    (void)state;
    launch_and_crash();
    before = r->tails_at;
    assert_true(before > 0);
    (void)sim_guest_print(rescued_run.sim, WEB + 1, "more\n");
    resident_serve(r);
    assert_int_equal(r->tails_at, before);
    assert_true(r->tails[WEB].is_changed);
    rescued_serve();
    assert_false(r->tails[WEB].is_changed);
    assert_true(r->tails_at >= before + UINT64_C(250000000));
}

/* With nobody who reads, output is kept and nobody is woken for it. */
static void test_nothing_is_written_before_one_may_read(void **state)
{
    struct resident *r = &rescued_run.launcher.resident;
    uint32_t timed;

    (void)state;
    rescued_prepare(17);
    rescued_launch();
    print(WEB, "web is up\n");
    assert_true(r->tails[WEB].is_changed);
    assert_false(store_has(r->store, "/hyperlaunch/domain/web/console"));
    timed = sim_sleeps(rescued_run.sim).timed;
    rescued_serve();
    assert_int_equal(sim_sleeps(rescued_run.sim).timed, timed);
}

static void test_long_output_is_cut_at_a_line(void **state)
{
    const char *value;

    (void)state;
    rescued_more[DB].on_crash = LCM_END_RECOVERY;
    rescued_prepare(17);
    rescued_launch();
    for (unsigned int i = 0; i < 600; i++) {
        char line[16];

        (void)snprintf(line, sizeof(line), "line %04u\n", i);
        print(DB, line);
    }
    rescued_end(DB, SHUTDOWN_crash);
    value = answer(RESCUE, XS_READ, "/hyperlaunch/domain/db/console");
    assert_int_equal(strlen(value), 4090);
    assert_memory_equal(value, "line 0191\n", 10);
    assert_string_equal(value + 4080, "line 0599\n");
}

/* Its permissions went with its first life. */
static void test_recovery_domain_that_rebooted_reads_on(void **state)
{
    (void)state;
    launch_and_crash();
    rescued_end(RESCUE, SHUTDOWN_reboot);
    assert_int_equal(rescued_state(RESCUE), DOMAIN_RUNNING);
    assert_string_equal(answer(RESCUE, XS_READ, "/hyperlaunch/failed"), "db\n");
    assert_string_equal(answer(RESCUE, XS_READ, "/hyperlaunch/domain/web/console"), "web is up\n");
}

static void test_failures_are_listed_in_their_order(void **state)
{
    (void)state;
    rescued_memory_kib[LAST] = RESCUED_TOO_MUCH;
    rescued_more[DB].on_crash = LCM_END_RECOVERY;
    rescued_more[WEB].on_poweroff = LCM_END_RECOVERY;
    rescued_prepare(17);
    rescued_launch();
    rescued_end(DB, SHUTDOWN_crash);
    rescued_end(WEB, SHUTDOWN_poweroff);
    assert_string_equal(answer(RESCUE, XS_READ, "/hyperlaunch/failed"), "last\ndb\nweb\n");
}

static void test_console_domain_has_the_keyboard_first_and_reads(void **state)
{
    char typed[8];

    (void)state;
    rescued_more[LAST].functions = LCM_FUNC_CONSOLE;
    rescued_prepare(17);
    rescued_launch();
    assert_true(run_said(&rescued_run, "hyperlaunch: input goes to last "));
    assert_false(run_said(&rescued_run, "hyperlaunch: input goes to web "));
    sim_type(rescued_run.sim, "ls");
    rescued_serve();
    assert_int_equal(sim_guest_typed(rescued_run.sim, LAST + 1, typed, sizeof(typed)), 2);
    print(DB, "hello\n");
    assert_string_equal(answer(LAST, XS_READ, "/hyperlaunch/domain/db/console"), "hello\n");
}

/* Until then another that runs has it. */
static void test_console_domain_gets_the_keyboard_when_it_starts(void **state)
{
    (void)state;
    rescued_more[LAST].functions = LCM_FUNC_CONSOLE;
    rescued_more[WEB].ready_line = "up";
    rescued_prepare(17);
    assert_true(launcher_greet(&rescued_run.launcher, &rescued_run.xen, sim_boot(rescued_run.sim)));
    for (unsigned int steps = 0; !run_said(&rescued_run, "input goes to web"); steps++) {
        assert_true(steps < 3000);
        (void)launcher_step(&rescued_run.launcher);
    }
    (void)sim_guest_print(rescued_run.sim, WEB + 1, "up\n");
    rescued_run.resident = run_until(&rescued_run, PHASE_SERVE);
    rescued_serve();
    assert_true(run_said(&rescued_run, "hyperlaunch: input goes to last "));
    assert_int_equal(rescued_run.launcher.resident.focus, LAST);
}

static void test_set_without_a_reader_has_no_tree(void **state)
{
    (void)state;
    rescued_more[RESCUE].functions = 0;
    rescued_prepare(17);
    rescued_launch();
    print(WEB, "web is up\n");
    assert_null(rescued_run.launcher.resident.tails);
    assert_false(store_has(rescued_run.launcher.resident.store, "/hyperlaunch"));
}

int main(void)
{
#define LAUNCH(test) cmocka_unit_test_setup_teardown(test, rescued_defaults, rescued_unmake)
    const struct CMUnitTest tests[] = {
        LAUNCH(test_last_lines_of_what_failed_are_there),
        LAUNCH(test_others_read_nothing_of_it),
        LAUNCH(test_readers_cannot_write_it),
        LAUNCH(test_node_follows_while_somebody_may_read_it),
        LAUNCH(test_nodes_are_written_at_most_a_few_times_a_second),
        LAUNCH(test_nothing_is_written_before_one_may_read),
        LAUNCH(test_long_output_is_cut_at_a_line),
        LAUNCH(test_recovery_domain_that_rebooted_reads_on),
        LAUNCH(test_failures_are_listed_in_their_order),
        LAUNCH(test_console_domain_has_the_keyboard_first_and_reads),
        LAUNCH(test_console_domain_gets_the_keyboard_when_it_starts),
        LAUNCH(test_set_without_a_reader_has_no_tree),
    };

    return cmocka_run_group_tests(tests, rescued_set_make, rescued_set_unmake);
}
