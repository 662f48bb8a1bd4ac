/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The service that stays after a launch: what is typed, and the keys that it has itself.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/served.h"

#include <xen/io/console.h>

#define NEXT "\x1dn"

static void typed_expect(uint32_t domid, const char *text)
{
    char typed[64];

    (void)sim_guest_typed(served_run.sim, domid, typed, sizeof(typed));
    assert_string_equal(typed, text);
}

static void test_input_follows_the_focus(void **state)
{
    (void)state;
    sim_type(served_run.sim, "ls\n");
    (void)served_all();
    typed_expect(WEB, "ls\n");
    sim_type(served_run.sim, NEXT "x");
    (void)served_all();
    served_console_expect(
        "hyperlaunch: input goes to db (Ctrl-] n: next domain, Ctrl-] ?: all keys)\n");
    typed_expect(DB, "x");
    typed_expect(WEB, "");
    sim_type(served_run.sim, "\x1dp\x1dpy");
    (void)served_all();
    served_console_expect(
        "hyperlaunch: input goes to web (Ctrl-] n: next domain, Ctrl-] ?: all keys)\n"
        "hyperlaunch: input goes to job (Ctrl-] n: next domain, Ctrl-] ?: all keys)\n");
    typed_expect(JOB, "y");
    sim_type(served_run.sim, "\x1d]");
    (void)served_all();
    typed_expect(JOB, "\x1d");
}

static void test_keys_are_listed(void **state)
{
    (void)state;
    sim_type(served_run.sim, "\x1d?");
    (void)served_all();
    served_console_expect(
        "hyperlaunch: keys after Ctrl-]: n next domain, p previous, l list, ] Ctrl-] "
        "itself, ? this help\n");
    sim_type(served_run.sim, "\x1dl");
    (void)served_all();
    served_console_expect(
        "hyperlaunch: domain web: running, 0 lines (0 bytes) printed, has the input\n"
        "hyperlaunch: domain db: running, 0 lines (0 bytes) printed\n"
        "hyperlaunch: domain job: running, 0 lines (0 bytes) printed\n");
}

/* Also what was not shown, as the second line is not yet. */
static void test_what_a_domain_printed_is_counted(void **state)
{
    (void)state;
    (void)sim_guest_print(served_run.sim, DB, "one\n\x1b[0mtwo");
    (void)served_all();
    served_console_expect("[db] one\n");
    sim_type(served_run.sim, "\x1dl");
    (void)served_all();
    served_console_expect(
        "hyperlaunch: domain web: running, 0 lines (0 bytes) printed, has the input\n"
        "hyperlaunch: domain db: running, 1 lines (11 bytes) printed\n"
        "hyperlaunch: domain job: running, 0 lines (0 bytes) printed\n");
}

/* More than one read's worth at once; what does not fit into the domain's ring is dropped. */
static void test_much_input(void **state)
{
    static const char digits[] = "0123456789012345678901234567890123456789";
    char typed[1100];

    (void)state;
    for (unsigned int i = 0; i < 60; i++)
        sim_type(served_run.sim, digits);
    (void)served_all();
    assert_int_equal(sim_guest_typed(served_run.sim, WEB, typed, sizeof(typed)),
                     sizeof(((struct xencons_interface *)NULL)->in));
    assert_memory_equal(typed, digits, sizeof(digits) - 1);
}

int main(void)
{
#define STEP(test) cmocka_unit_test_setup_teardown(test, served_launch_make, served_launch_unmake)
    const struct CMUnitTest tests[] = {
        STEP(test_input_follows_the_focus),
        STEP(test_keys_are_listed),
        STEP(test_what_a_domain_printed_is_counted),
        STEP(test_much_input),
    };

    return cmocka_run_group_tests(tests, served_set_make, served_set_unmake);
}
