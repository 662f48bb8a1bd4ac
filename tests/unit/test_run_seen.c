/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * What a run sees on the console: lines and prompts by which a domain is ready.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tool/run/seen.h"
#include "tests/support/run_lines.h"

static void test_ready_lines_of_all_pass(void **state)
{
    (void)state;
    run_begin(RUN_UNTIL_READY, NULL);
    run_print(COMPLETE "[web] hyperlaunch-guest: ready kernel=6.1\r\n");
    assert_int_equal(run_seen_verdict(&run_seen_made), RUN_OPEN);
    run_assert_reason(
        "web-2 (printed nothing) never reached \"hyperlaunch-guest: ready\", the prompt of a "
        "shell or login, or a power-off");
    run_print("[web-2] hyperlaunch-guest: ready kernel=6.1\r\n");
    assert_int_equal(run_seen_verdict(&run_seen_made), RUN_PASSED);
}

static void test_nobody_speaks_for_another(void **state)
{
    (void)state;
    run_begin(RUN_UNTIL_READY, NULL);
    run_print(COMPLETE
              "[web] [web-2] hyperlaunch-guest: ready\r\n[web] hyperlaunch: launch complete: "
              "0 started, 2 failed\r\n"
              "hyperlaunch-guest: ready\r\n");
    assert_true(run_seen_made.domains[0].reached);
    assert_false(run_seen_made.domains[1].reached);
    assert_int_equal(run_seen_made.failed, 0);
}

static void test_lines_may_come_byte_by_byte(void **state)
{
    static const char output[] =
        COMPLETE "[web] found it\r\n[web-2] and \x1b[1mfound\x1b[0m it\r\n";

    (void)state;
    run_begin(RUN_UNTIL_TEXT, "found it");
    for (size_t i = 0; i + 1 < sizeof(output); i++)
        run_seen_bytes(&run_seen_made, output + i, 1);
    assert_int_equal(run_seen_verdict(&run_seen_made), RUN_PASSED);
}

static void test_text_is_no_part_of_a_name(void **state)
{
    (void)state;
    run_begin(RUN_UNTIL_TEXT, "web");
    run_print(COMPLETE "[web] hello\r\n[web-2] hello from web\r\n");
    assert_false(run_seen_made.domains[0].reached);
    assert_true(run_seen_made.domains[1].reached);
    run_assert_reason("web (last line: \"hello\") never reached \"web\"");
}

static void test_line_longer_than_the_buffer_is_cut(void **state)
{
    (void)state;
    run_begin(RUN_UNTIL_TEXT, "end");
    run_print(COMPLETE "[web] ");
    for (int i = 0; i < 3 * RUN_LINE_SIZE; i++)
        run_print("x");
    run_print("end\r\n[web] the end\r\n");
    assert_true(run_seen_made.domains[0].reached);
    assert_int_equal(strlen(run_seen_made.domains[0].last), strlen("the end"));
}

static void test_prompts_pass_once_all_is_quiet(void **state)
{
    (void)state;
    run_begin(RUN_UNTIL_SHELL, NULL);
    run_print(
        COMPLETE FOCUS("web") "[web] Debian GNU/Linux 12 web hvc0\r\n[web] \r\n[web] web login: ");
    assert_false(run_seen_made.domains[0].reached);
    run_seen_quiet(&run_seen_made);
    assert_true(run_seen_made.domains[0].reached);
    assert_true(run_seen_focus_is_done(&run_seen_made));
    run_print("\r\n" FOCUS("web-2"));
    assert_false(run_seen_focus_is_done(&run_seen_made));
    run_print("[web-2] / # \x1b[6n");
    run_seen_quiet(&run_seen_made);
    assert_int_equal(run_seen_verdict(&run_seen_made), RUN_PASSED);
}

static void test_text_may_stand_in_a_prompt(void **state)
{
    (void)state;
    run_begin(RUN_UNTIL_TEXT, "ogin:");
    run_print(COMPLETE FOCUS("web") "[web] web login: ");
    assert_false(run_seen_made.domains[0].reached);
    run_seen_quiet(&run_seen_made);
    assert_true(run_seen_made.domains[0].reached);
    assert_true(run_seen_wants_focus(&run_seen_made));
}

static void test_open_line_that_is_no_prompt_is_none(void **state)
{
    (void)state;
    run_begin(RUN_UNTIL_SHELL, NULL);
    run_print(COMPLETE FOCUS("web") "[web] [    1.234567] Waiting for root device");
    run_seen_quiet(&run_seen_made);
    run_print("\r\n(XEN) CPU#");
    run_seen_quiet(&run_seen_made);
    run_print("\r\nhyperlaunch: one $");
    run_seen_quiet(&run_seen_made);
    assert_false(run_seen_made.domains[0].reached);
    assert_false(run_seen_made.domains[1].reached);
}

/* It does not start while all is well. */
static void test_recovery_domain_is_not_waited_for(void **state)
{
    (void)state;
    run_begin_with_recovery(RUN_UNTIL_READY);
    run_print("hyperlaunch: launch complete: 1 started, 0 failed, 9 ms after entry\r\n");
    assert_int_equal(run_seen_verdict(&run_seen_made), RUN_OPEN);
    run_assert_reason(
        "web (printed nothing) never reached \"hyperlaunch-guest: ready\", the prompt "
        "of a shell or login, or a power-off");
    run_print("[web] hyperlaunch-guest: ready kernel=6.1\r\n");
    assert_int_equal(run_seen_verdict(&run_seen_made), RUN_PASSED);
}

/* Where it did start, the run has failed once that is up. */
static void test_recovery_domain_that_started_is_waited_for(void **state)
{
    (void)state;
    run_begin_with_recovery(RUN_UNTIL_READY);
    run_print("hyperlaunch: launch complete: 1 started, 1 failed, 9 ms after entry\r\n");
    assert_int_equal(run_seen_verdict(&run_seen_made), RUN_OPEN);
    run_print("[web-2] hyperlaunch-guest: ready kernel=6.1\r\n");
    assert_int_equal(run_seen_verdict(&run_seen_made), RUN_FAILED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ready_lines_of_all_pass),
        cmocka_unit_test(test_nobody_speaks_for_another),
        cmocka_unit_test(test_lines_may_come_byte_by_byte),
        cmocka_unit_test(test_text_is_no_part_of_a_name),
        cmocka_unit_test(test_line_longer_than_the_buffer_is_cut),
        cmocka_unit_test(test_prompts_pass_once_all_is_quiet),
        cmocka_unit_test(test_text_may_stand_in_a_prompt),
        cmocka_unit_test(test_open_line_that_is_no_prompt_is_none),
        cmocka_unit_test(test_recovery_domain_is_not_waited_for),
        cmocka_unit_test(test_recovery_domain_that_started_is_waited_for),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
