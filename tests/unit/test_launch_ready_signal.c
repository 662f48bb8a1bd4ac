/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Launches in which domains wait for what another writes to the store.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/awaited.h"

#include <xen/io/xs_wire.h>
#include <xen/sched.h>

#define SIGNAL "data/hyperlaunch/ready"

enum { DB, APP, SET };

static int set_make(void **state)
{
    static const char *const names[SET] = {"db", "app"};
    struct set_more more[SET] = {[DB] = {.ready_signal = true, .ready_timeout_ms = 5000}};

    (void)state;
    bits_add(&more[APP].start_after, DB);
    awaited_set_make(names, more, SET);
    return 0;
}

static int launch_make(void **state)
{
    (void)state;
    awaited_launch_make(DB);
    return 0;
}

static void write_node(uint32_t domid, const char *path)
{
    const struct xsd_sockmsg header = {.type = XS_WRITE, .len = (uint32_t)strlen(path) + 1};

    assert_int_equal(sim_guest_store_send(awaited_run.sim, domid, &header, sizeof(header)),
                     sizeof(header));
    assert_int_equal(sim_guest_store_send(awaited_run.sim, domid, path, header.len), header.len);
}

static void test_who_waits_starts_after_the_signal(void **state)
{
    (void)state;
    assert_int_equal(awaited_state(APP), DOMAIN_PAUSED);
    write_node(DB + 1, SIGNAL);
    awaited_until(APP, DOMAIN_RUNNING);
    assert_true(run_said(&awaited_run, "hyperlaunch: domain db: ready, "));
    assert_true(run_until(&awaited_run, PHASE_SERVE));
    assert_true(run_said(&awaited_run, "hyperlaunch: launch complete: 2 started, 0 failed"));
}

static void test_other_nodes_and_lines_do_not_count(void **state)
{
    (void)state;
    write_node(DB + 1, "data/hyperlaunch/read");
    (void)sim_guest_print(awaited_run.sim, DB + 1, "any line\n");
    (void)launcher_step(&awaited_run.launcher);
    assert_true(run_said(&awaited_run, "[db] any line\n"));
    assert_int_equal(awaited_state(APP), DOMAIN_PAUSED);
    write_node(DB + 1, SIGNAL);
    awaited_until(APP, DOMAIN_RUNNING);
}

static void test_who_never_signals_is_late(void **state)
{
    (void)state;
    awaited_until(APP, DOMAIN_FAILED);
    assert_int_equal(awaited_state(DB), DOMAIN_RUNNING);
    assert_true(run_until(&awaited_run, PHASE_SERVE));
    assert_true(run_said(&awaited_run,
                         "hyperlaunch: domain db: not ready within 5000 ms: it wrote no "
                         "data/hyperlaunch/ready to the store; see what it prints, or give a "
                         "longer hyperlaunch,ready-timeout-ms\n"));
    assert_true(run_said(&awaited_run,
                         "domain app: failed: start: it starts after db, which was not ready "
                         "in time; "));
}

/* Its next life has a store again, in which it can say so. */
static void test_reboot_before_the_signal_is_waited_for(void **state)
{
    (void)state;
    sim_guest_shutdown(awaited_run.sim, DB + 1, SHUTDOWN_reboot);
    awaited_until(DB, DOMAIN_PLANNED);
    awaited_until(DB, DOMAIN_RUNNING);
    assert_int_equal(awaited_state(APP), DOMAIN_PAUSED);
    write_node(DB + 1, SIGNAL);
    awaited_until(APP, DOMAIN_RUNNING);
}

int main(void)
{
#define LAUNCH(test) cmocka_unit_test_setup_teardown(test, launch_make, awaited_launch_unmake)
    const struct CMUnitTest tests[] = {
        LAUNCH(test_who_waits_starts_after_the_signal),
        LAUNCH(test_other_nodes_and_lines_do_not_count),
        LAUNCH(test_who_never_signals_is_late),
        LAUNCH(test_reboot_before_the_signal_is_waited_for),
    };

    return cmocka_run_group_tests(tests, set_make, awaited_set_unmake);
}
