/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The timeline of a launch record.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/record_shown.h"
#include "tests/support/records.h"
#include "tests/support/texts.h"
#include "tool/show/record_show.h"

static void test_plot_shows_each_domain(void **state)
{
    char *svg, *again;

    (void)state;
    records_fill_typical(&record_shown);
    svg = record_plot_checked();
    assert_has(svg, ">Launch on Xen 4.17: 5 domains: 3 running, 1 failed, 1 handed over<");
    for (uint32_t i = 0; i < record_shown.domain_count; i++) {
        char name[64];

        snprintf(name, sizeof(name), "\">%s</text>", record_shown.domains[i].name);
        assert_has(svg, name);
    }
    assert_has(svg, "<title>verify: 139.812 ms</title>");
    assert_has(svg, "<title>waits, paused: 777.003 ms</title>");
    assert_has(svg, "<title>runs: 477.000 ms</title>");
    assert_has(svg, ">hand-over at 1960.0 ms<");
    assert_has(svg, ">failed at step populate: Xen has 512 MiB free, and the domain needs");
    again = record_plot_checked();
    assert_string_equal(svg, again);
    free(svg);
    free(again);
}

static void test_plot_orders_domains_by_their_building(void **state)
{
    struct record_domain first;
    char *svg;

    (void)state;
    records_fill_typical(&record_shown);
    first = record_shown.domains[0];
    record_shown.domains[0] = record_shown.domains[4];
    record_shown.domains[4] = first;
    svg = record_plot_checked();
    assert_true(strstr(svg, ">web<") < strstr(svg, ">database<"));
    assert_true(strstr(svg, ">archive<") < strstr(svg, ">dom0<"));
    free(svg);
}

static void test_plot_breaks_and_escapes_causes(void **state)
{
    char *svg;

    (void)state;
    records_fill_typical(&record_shown);
    memset(record_shown.domains[3].cause, 'c', RECORD_CAUSE_SIZE - 1);
    memcpy(record_shown.domains[3].cause, "<&\">", 4);
    record_shown.domains[3].cause[100] = ' ';
    svg = record_plot_checked();
    assert_has(svg, ">failed at step populate: &lt;&amp;&quot;&gt;ccc");
    assert_null(strstr(svg, "<&"));
    free(svg);
}

static void test_plot_of_extremes_is_sound(void **state)
{
    char *svg;

    (void)state;
    records_fill_fullest(&record_shown);
    free(record_plot_checked());
    /* Times in no order at all. */
    for (uint32_t i = 0; i < record_shown.domain_count; i++) {
        record_shown.domains[i].state = (enum record_state)(i % (RECORD_HELD + 1));
        record_shown.domains[i].began_ns = UINT64_MAX - i;
        record_shown.domains[i].created_ns = i % 3;
        record_shown.domains[i].started_ns = i % 5;
    }
    record_shown.entered_ns = 7;
    record_shown.recorded_ns = 3;
    free(record_plot_checked());
    memset(&record_shown, 0, sizeof(record_shown));
    svg = record_plot_checked();
    assert_has(svg, "0 domains");
    free(svg);
}

static void test_simulated_record_says_so(void **state)
{
    char *text;

    (void)state;
    records_fill_typical(&record_shown);
    record_shown.simulated = 1;
    text = record_plot_checked();
    assert_non_null(strstr(text, ">Simulated launch on Xen "));
    assert_non_null(strstr(text, "No machine was booted"));
    assert_null(strstr(text, "then the launch took"));
    free(text);
    text = record_print(record_show);
    assert_non_null(strstr(text, "simulated on Xen 4.17: no machine was booted"));
    free(text);
}

static void test_plot_draws_lives(void **state)
{
    char *svg;

    (void)state;
    records_fill_lived(&record_shown);
    svg = record_plot_checked();
    assert_has(svg, "<title>runs, not ready yet: 3000.000 ms</title>");
    assert_has(svg, ">waited 3587.799 ms for db; started 1073.000 ms after its budget");
    assert_has(svg, "<title>has ended: 600.000 ms</title>");
    assert_has(svg, "<line class=\"restart\"");
    assert_has(svg, "<line class=\"budget\"");
    assert_has(svg, ">is started again<");
    free(svg);
}

/* Neither is red. */
static void test_plot_of_staged_and_held(void **state)
{
    char *svg;

    (void)state;
    records_fill_typical(&record_shown);
    record_shown.domains[0].state = RECORD_STAGED;
    record_shown.domains[0].started_ns = 0;
    record_shown.domains[3].state = RECORD_HELD;
    svg = record_plot_checked();
    assert_has(svg, "staged: starts when another fails");
    assert_has(svg, ">held back: Xen has 512 MiB free");
    assert_null(strstr(svg, "class=\"bad"));
    free(svg);
}

static void test_plot_of_what_is_not_known(void **state)
{
    char *svg;

    (void)state;
    records_fill_typical(&record_shown);
    for (uint32_t i = 0; i < record_shown.domain_count; i++) {
        record_shown.domains[i].state = RECORD_PLANNED;
        record_shown.domains[i].absent = UINT64_MAX;
        record_shown.domains[i].started_ns = 0;
    }
    record_shown.absent = UINT64_MAX;
    svg = record_plot_checked();
    assert_has(svg, "not started yet");
    assert_null(strstr(svg, "sha256"));
    assert_null(strstr(svg, "domid"));
    assert_null(strstr(svg, "hypercalls</text>"));
    free(svg);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_plot_shows_each_domain),
        cmocka_unit_test(test_plot_orders_domains_by_their_building),
        cmocka_unit_test(test_plot_breaks_and_escapes_causes),
        cmocka_unit_test(test_plot_of_extremes_is_sound),
        cmocka_unit_test(test_simulated_record_says_so),
        cmocka_unit_test(test_plot_draws_lives),
        cmocka_unit_test(test_plot_of_staged_and_held),
        cmocka_unit_test(test_plot_of_what_is_not_known),
    };

    return cmocka_run_group_tests(tests, record_folder_make, record_folder_remove);
}
