/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * What `hyperlaunch run` reads from a machine's console, from recorded output.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tool/run/seen.h"

#define COMPLETE                                                                                   \
    "hyperlaunch: launch complete: 2 started, 0 failed, 2146.553 ms after entry, 326 "             \
    "hypercalls\r\n"
#define FOCUS(name)                                                                                \
    "hyperlaunch: input goes to " name " (Ctrl-] n: next domain, Ctrl-] ?: all keys)\r\n"
#define ENDED(name, how)                                                                           \
    "hyperlaunch: domain " name ": " how "; destroyed, its memory given back\r\n"

static struct lcm_plan plan;
static struct run_seen seen;

/* Two guests, or with `dom0` a dom0 and a guest. */
static void begin_with(enum run_until until, const char *text, bool dom0)
{
    memset(&plan, 0, sizeof(plan));
    plan.domain_count = 2;
    strcpy(plan.domains[0].name, dom0 ? "dom0" : "web");
    plan.domains[0].domid = dom0 ? 0 : 1;
    strcpy(plan.domains[1].name, "web-2");
    plan.domains[1].domid = 2;
    run_seen_init(&seen, &plan, until, text);
}

static void begin(enum run_until until, const char *text)
{
    begin_with(until, text, false);
}

static void print(const char *text)
{
    run_seen_bytes(&seen, text, strlen(text));
}

static void assert_reason(const char *wanted)
{
    char buffer[1024];
    struct text text;

    text_init(&text, buffer, sizeof(buffer));
    run_seen_reason(&seen, &text);
    assert_string_equal(buffer, wanted);
}

static void test_ready_lines_of_all_pass(void **state)
{
    (void)state;
    begin(RUN_UNTIL_READY, NULL);
    print(COMPLETE "[web] hyperlaunch-guest: ready kernel=6.1\r\n");
    assert_int_equal(run_seen_verdict(&seen), RUN_OPEN);
    assert_reason(
        "web-2 (printed nothing) never reached \"hyperlaunch-guest: ready\", the prompt of a "
        "shell or login, or a power-off");
    print("[web-2] hyperlaunch-guest: ready kernel=6.1\r\n");
    assert_int_equal(run_seen_verdict(&seen), RUN_PASSED);
}

static void test_nobody_speaks_for_another(void **state)
{
    (void)state;
    begin(RUN_UNTIL_READY, NULL);
    print(COMPLETE "[web] [web-2] hyperlaunch-guest: ready\r\n[web] hyperlaunch: launch complete: "
                   "0 started, 2 failed\r\n"
                   "hyperlaunch-guest: ready\r\n");
    assert_true(seen.domains[0].reached);
    assert_false(seen.domains[1].reached);
    assert_int_equal(seen.failed, 0);
}

static void test_lines_may_come_byte_by_byte(void **state)
{
    static const char output[] =
        COMPLETE "[web] found it\r\n[web-2] and \x1b[1mfound\x1b[0m it\r\n";

    (void)state;
    begin(RUN_UNTIL_TEXT, "found it");
    for (size_t i = 0; i + 1 < sizeof(output); i++)
        run_seen_bytes(&seen, output + i, 1);
    assert_int_equal(run_seen_verdict(&seen), RUN_PASSED);
}

static void test_text_is_no_part_of_a_name(void **state)
{
    (void)state;
    begin(RUN_UNTIL_TEXT, "web");
    print(COMPLETE "[web] hello\r\n[web-2] hello from web\r\n");
    assert_false(seen.domains[0].reached);
    assert_true(seen.domains[1].reached);
    assert_reason("web (last line: \"hello\") never reached \"web\"");
}

static void test_line_longer_than_the_buffer_is_cut(void **state)
{
    (void)state;
    begin(RUN_UNTIL_TEXT, "end");
    print(COMPLETE "[web] ");
    for (int i = 0; i < 3 * RUN_LINE_SIZE; i++)
        print("x");
    print("end\r\n[web] the end\r\n");
    assert_true(seen.domains[0].reached);
    assert_int_equal(strlen(seen.domains[0].last), strlen("the end"));
}

static void test_started_is_decided_by_the_launcher(void **state)
{
    (void)state;
    begin(RUN_UNTIL_STARTED, NULL);
    print("[web] launch complete: 2 started, 0 failed\r\n");
    assert_int_equal(run_seen_verdict(&seen), RUN_OPEN);
    assert_reason("the launch did not complete");
    print(COMPLETE);
    assert_int_equal(run_seen_verdict(&seen), RUN_PASSED);
}

static void test_domain_that_was_not_started_fails(void **state)
{
    (void)state;
    begin(RUN_UNTIL_READY, NULL);
    print("hyperlaunch: launch complete: 1 started, 1 failed, 3.5 ms after entry\r\n");
    assert_int_equal(run_seen_verdict(&seen), RUN_OPEN);
    print("[web] hyperlaunch-guest: ready\r\n");
    assert_int_equal(run_seen_verdict(&seen), RUN_FAILED);
}

static void test_prompts_pass_once_all_is_quiet(void **state)
{
    (void)state;
    begin(RUN_UNTIL_SHELL, NULL);
    print(
        COMPLETE FOCUS("web") "[web] Debian GNU/Linux 12 web hvc0\r\n[web] \r\n[web] web login: ");
    assert_false(seen.domains[0].reached);
    run_seen_quiet(&seen);
    assert_true(seen.domains[0].reached);
    assert_true(run_seen_focus_is_done(&seen));
    print("\r\n" FOCUS("web-2"));
    assert_false(run_seen_focus_is_done(&seen));
    print("[web-2] / # \x1b[6n");
    run_seen_quiet(&seen);
    assert_int_equal(run_seen_verdict(&seen), RUN_PASSED);
}

static void test_text_may_stand_in_a_prompt(void **state)
{
    (void)state;
    begin(RUN_UNTIL_TEXT, "ogin:");
    print(COMPLETE FOCUS("web") "[web] web login: ");
    assert_false(seen.domains[0].reached);
    run_seen_quiet(&seen);
    assert_true(seen.domains[0].reached);
    assert_true(run_seen_wants_focus(&seen));
}

static void test_open_line_that_is_no_prompt_is_none(void **state)
{
    (void)state;
    begin(RUN_UNTIL_SHELL, NULL);
    print(COMPLETE FOCUS("web") "[web] [    1.234567] Waiting for root device");
    run_seen_quiet(&seen);
    print("\r\n(XEN) CPU#");
    run_seen_quiet(&seen);
    print("\r\nhyperlaunch: one $");
    run_seen_quiet(&seen);
    assert_false(seen.domains[0].reached);
    assert_false(seen.domains[1].reached);
}

static void test_power_off_is_ready_but_a_crash_is_none(void **state)
{
    (void)state;
    begin(RUN_UNTIL_READY, NULL);
    print(COMPLETE ENDED("web", "powered off") ENDED("web-2", "crashed"));
    assert_int_equal(run_seen_verdict(&seen), RUN_FAILED);
    assert_true(run_seen_all_ended(&seen));
    assert_reason("web-2 crashed");
    begin(RUN_UNTIL_READY, NULL);
    print(COMPLETE ENDED("web", "powered off") ENDED("web-2", "asked for a reboot"));
    assert_int_equal(run_seen_verdict(&seen), RUN_PASSED);
}

static void test_end_before_the_text_fails(void **state)
{
    (void)state;
    begin(RUN_UNTIL_TEXT, "done");
    print(COMPLETE ENDED("web", "powered off") "[web-2] done\r\n");
    assert_int_equal(run_seen_verdict(&seen), RUN_FAILED);
    assert_reason("web powered off without \"done\"");
}

static void test_behind_a_hand_over_only_dom0_is_heard(void **state)
{
    (void)state;
    begin_with(RUN_UNTIL_TEXT, "Welcome", true);
    print("Welcome\r\n" COMPLETE "(XEN) Welcome\r\n");
    assert_int_equal(run_seen_verdict(&seen), RUN_OPEN);
    assert_false(run_seen_wants_focus(&seen));
    print("Welcome to Debian\r\n");
    assert_int_equal(run_seen_verdict(&seen), RUN_PASSED);
    assert_false(run_seen_all_ended(&seen));
}

static void test_parked_launcher_fails_at_once(void **state)
{
    (void)state;
    begin(RUN_UNTIL_READY, NULL);
    print("hyperlaunch: fatal: no launch image; parked\r\n");
    assert_int_equal(run_seen_verdict(&seen), RUN_FAILED);
    assert_reason("the launcher gave up; its reason is above");
}

static void test_what_is_waited_for_is_named(void **state)
{
    char buffer[256];
    struct text text;

    (void)state;
    begin(RUN_UNTIL_TEXT, "up");
    text_init(&text, buffer, sizeof(buffer));
    run_seen_describe(&seen, &text);
    assert_string_equal(buffer, "waits for \"up\" from web, web-2");
    begin_with(RUN_UNTIL_READY, NULL, true);
    text_init(&text, buffer, sizeof(buffer));
    run_seen_describe(&seen, &text);
    assert_string_equal(
        buffer, "waits for \"hyperlaunch-dom0: ready\", the prompt of a shell or login from dom0");
}

static void test_talk_about_the_keyboard_is_no_progress(void **state)
{
    uint64_t said;

    (void)state;
    begin(RUN_UNTIL_READY, NULL);
    print(COMPLETE);
    said = seen.said;
    print(FOCUS("web") FOCUS("web-2"));
    assert_int_equal(seen.said, said);
    print("[web] hello\r\n");
    assert_true(seen.said > said);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ready_lines_of_all_pass),
        cmocka_unit_test(test_nobody_speaks_for_another),
        cmocka_unit_test(test_lines_may_come_byte_by_byte),
        cmocka_unit_test(test_text_is_no_part_of_a_name),
        cmocka_unit_test(test_line_longer_than_the_buffer_is_cut),
        cmocka_unit_test(test_started_is_decided_by_the_launcher),
        cmocka_unit_test(test_domain_that_was_not_started_fails),
        cmocka_unit_test(test_prompts_pass_once_all_is_quiet),
        cmocka_unit_test(test_text_may_stand_in_a_prompt),
        cmocka_unit_test(test_open_line_that_is_no_prompt_is_none),
        cmocka_unit_test(test_power_off_is_ready_but_a_crash_is_none),
        cmocka_unit_test(test_end_before_the_text_fails),
        cmocka_unit_test(test_behind_a_hand_over_only_dom0_is_heard),
        cmocka_unit_test(test_parked_launcher_fails_at_once),
        cmocka_unit_test(test_what_is_waited_for_is_named),
        cmocka_unit_test(test_talk_about_the_keyboard_is_no_progress),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
