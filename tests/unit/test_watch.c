/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The watch over launched domains: what each end makes it do.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/wait.h>

#include <cmocka.h>

#include "dom0/watch.h"
#include "tests/support/fake_store.h"
#include "tests/support/dom0/fake_dom0.h"
#include "tests/support/watched.h"

#include <xen/sched.h>

static int turn;

static bool one_after_another(void)
{
    struct fake_guest *guest = &fake_dom0.guests[turn];

    if (turn++ == 2)
        return false;
    guest->shut_down = true;
    return true;
}

/* As `xl save -c` has it: it is suspended, something else ends meanwhile, it goes on; at last it is
 * powered off. */
static bool suspended_and_on(void)
{
    struct fake_guest *guest = &fake_dom0.guests[0];

    switch (turn++) {
    case 0:
        guest->shut_down = true;
        guest->reason = SHUTDOWN_suspend;
        return true;
    case 1:
        return true;
    case 2:
        guest->shut_down = false;
        return true;
    case 3:
        guest->shut_down = true;
        guest->reason = SHUTDOWN_poweroff;
        return true;
    default:
        return false;
    }
}

static void test_ends_destroy_by_default(void **state)
{
    char *none[] = {NULL};

    (void)state;
    watched_add(5, "off")->reason = SHUTDOWN_poweroff;
    watched_add(6, "crash")->reason = SHUTDOWN_crash;
    fake_store.on_wait = one_after_another;
    turn = 0;
    assert_int_equal(watch_run(&watched_record, none, watched_folder), 0);
    assert_int_equal(turn, 2); /* none is left, so it does not wait again */
    watched_calls_check("destroy 5\ndestroy 6\n");
}

static void test_suspend_is_no_end(void **state)
{
    char *none[] = {NULL};

    (void)state;
    watched_add(5, "saved");
    fake_store.on_wait = suspended_and_on;
    turn = 0;
    assert_int_equal(watch_run(&watched_record, none, watched_folder), 0);
    assert_int_equal(turn, 4);
    watched_calls_check("destroy 5\n");
}

static void test_what_ended_before_is_found(void **state)
{
    char *none[] = {NULL};

    (void)state;
    watched_add(5, "off")->shut_down = true;
    watched_add(6, "gone")->exists = false;
    watched_add(8, "dying")->dying = true;   /* xl destroy, by somebody else */
    watched_add(7, "other")->handle[0] ^= 1; /* its id is another domain's now */
    assert_int_equal(watch_run(&watched_record, none, watched_folder), 0);
    watched_calls_check("destroy 5\n");
}

static void test_daemon_that_goes_away(void **state)
{
    char *none[] = {NULL};

    (void)state;
    watched_add(5, "web");
    assert_int_equal(watch_run(&watched_record, none, watched_folder), 3);
    fake_store.down = true;
    assert_int_equal(watch_run(&watched_record, none, watched_folder), 3);
    watched_calls_check("");
}

static void test_failed_destroy_is_told(void **state)
{
    char *none[] = {NULL};

    (void)state;
    watched_add(5, "off")->shut_down = true;
    watched_file_write("fail-destroy", "", 0644);
    assert_int_equal(watch_run(&watched_record, none, watched_folder), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_ends_destroy_by_default, watched_set_up,
                                        watched_tear_down),
        cmocka_unit_test_setup_teardown(test_suspend_is_no_end, watched_set_up, watched_tear_down),
        cmocka_unit_test_setup_teardown(test_what_ended_before_is_found, watched_set_up,
                                        watched_tear_down),
        cmocka_unit_test_setup_teardown(test_daemon_that_goes_away, watched_set_up,
                                        watched_tear_down),
        cmocka_unit_test_setup_teardown(test_failed_destroy_is_told, watched_set_up,
                                        watched_tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
