/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * What a run sees of starts and ends: what passes, what fails, what is still waited for.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tool/run/seen.h"
#include "tests/support/run_lines.h"

#define ENDED(name, how)                                                                           \
    "hyperlaunch: domain " name ": " how "; destroyed, its memory given back\r\n"

static void test_started_is_decided_by_the_launcher(void **state)
{
    (void)state;
    run_begin(RUN_UNTIL_STARTED, NULL);
    run_print("[web] launch complete: 2 started, 0 failed\r\n");
    assert_int_equal(run_seen_verdict(&run_seen_made), RUN_OPEN);
    run_assert_reason("the launch did not complete");
    run_print(COMPLETE);
    assert_int_equal(run_seen_verdict(&run_seen_made), RUN_PASSED);
}

static void test_domain_that_was_not_started_fails(void **state)
{
    (void)state;
    run_begin(RUN_UNTIL_READY, NULL);
    run_print("hyperlaunch: launch complete: 1 started, 1 failed, 3.5 ms after entry\r\n");
    assert_int_equal(run_seen_verdict(&run_seen_made), RUN_OPEN);
    run_print("[web] hyperlaunch-guest: ready\r\n");
    assert_int_equal(run_seen_verdict(&run_seen_made), RUN_FAILED);
}

static void test_power_off_is_ready_but_a_crash_is_none(void **state)
{
    (void)state;
    run_begin(RUN_UNTIL_READY, NULL);
    run_print(COMPLETE ENDED("web", "powered off") ENDED("web-2", "crashed"));
    assert_int_equal(run_seen_verdict(&run_seen_made), RUN_FAILED);
    assert_true(run_seen_all_ended(&run_seen_made));
    run_assert_reason("web-2 crashed");
    run_begin(RUN_UNTIL_READY, NULL);
    run_print(COMPLETE ENDED("web", "powered off") ENDED("web-2", "asked for a reboot"));
    assert_int_equal(run_seen_verdict(&run_seen_made), RUN_PASSED);
}

/* One that starts again has not ended: it is waited for. */
static void test_restart_is_no_end_and_a_preserved_crash_is_one(void **state)
{
    (void)state;
    run_begin(RUN_UNTIL_READY, NULL);
    run_print(COMPLETE ENDED(
        "web",
        "powered off") "hyperlaunch: domain web-2: crashed; destroyed, and is built again\r\n");
    assert_int_equal(run_seen_verdict(&run_seen_made), RUN_OPEN);
    run_print("hyperlaunch: domain web-2: crashed; preserved as it is, with its memory\r\n");
    assert_int_equal(run_seen_verdict(&run_seen_made), RUN_FAILED);
    run_assert_reason("web-2 crashed");
}

static void test_end_before_the_text_fails(void **state)
{
    (void)state;
    run_begin(RUN_UNTIL_TEXT, "done");
    run_print(COMPLETE ENDED("web", "powered off") "[web-2] done\r\n");
    assert_int_equal(run_seen_verdict(&run_seen_made), RUN_FAILED);
    run_assert_reason("web powered off without \"done\"");
}

static void test_behind_a_hand_over_only_dom0_is_heard(void **state)
{
    (void)state;
    run_begin_with(RUN_UNTIL_TEXT, "Welcome", true);
    run_print("Welcome\r\n" COMPLETE "(XEN) Welcome\r\n");
    assert_int_equal(run_seen_verdict(&run_seen_made), RUN_OPEN);
    assert_false(run_seen_wants_focus(&run_seen_made));
    run_print("Welcome to Debian\r\n");
    assert_int_equal(run_seen_verdict(&run_seen_made), RUN_PASSED);
    assert_false(run_seen_all_ended(&run_seen_made));
}

static void test_parked_launcher_fails_at_once(void **state)
{
    (void)state;
    run_begin(RUN_UNTIL_READY, NULL);
    run_print("hyperlaunch: fatal: no launch image; parked\r\n");
    assert_int_equal(run_seen_verdict(&run_seen_made), RUN_FAILED);
    run_assert_reason("the launcher gave up; its reason is above");
}

static void test_what_is_waited_for_is_named(void **state)
{
    char buffer[256];
    struct text text;

    (void)state;
    run_begin(RUN_UNTIL_TEXT, "up");
    text_init(&text, buffer, sizeof(buffer));
    run_seen_describe(&run_seen_made, &text);
    assert_string_equal(buffer, "waits for \"up\" from web, web-2");
    run_begin_with(RUN_UNTIL_READY, NULL, true);
    text_init(&text, buffer, sizeof(buffer));
    run_seen_describe(&run_seen_made, &text);
    assert_string_equal(
        buffer, "waits for \"hyperlaunch-dom0: ready\", the prompt of a shell or login from dom0");
}

static void test_talk_about_the_keyboard_is_no_progress(void **state)
{
    uint64_t said;

    (void)state;
    run_begin(RUN_UNTIL_READY, NULL);
    run_print(COMPLETE);
    said = run_seen_made.said;
    run_print(FOCUS("web") FOCUS("web-2"));
    assert_int_equal(run_seen_made.said, said);
    run_print("[web] hello\r\n");
    assert_true(run_seen_made.said > said);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_started_is_decided_by_the_launcher),
        cmocka_unit_test(test_domain_that_was_not_started_fails),
        cmocka_unit_test(test_power_off_is_ready_but_a_crash_is_none),
        cmocka_unit_test(test_restart_is_no_end_and_a_preserved_crash_is_one),
        cmocka_unit_test(test_end_before_the_text_fails),
        cmocka_unit_test(test_behind_a_hand_over_only_dom0_is_heard),
        cmocka_unit_test(test_parked_launcher_fails_at_once),
        cmocka_unit_test(test_what_is_waited_for_is_named),
        cmocka_unit_test(test_talk_about_the_keyboard_is_no_progress),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
