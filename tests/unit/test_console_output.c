/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The way to Xen's console: nothing is lost or out of order, and nobody is kept waiting for
 * nothing.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "xen/clock.h"
#include "xen/console_output.h"
#include "tests/support/launches.h"

enum { LINE_RATE = 11520, RATE = 10080, LINE_SIZE = 100 };

#define SECOND UINT64_C(1000000000)

static struct run run;

static int line_make(void **state)
{
    (void)state;
    run_make(&run, &(struct sim_config){.minor = 17, .free_kib = 65536, .line_rate = LINE_RATE});
    output_pace(RATE);
    /* What Xen itself printed has gone. */
    sim_pass(run.sim, SECOND);
    return 0;
}

static int line_unmake(void **state)
{
    (void)state;
    assert_int_equal(sim_line(run.sim).lost, 0);
    run_free(&run);
    return 0;
}

static void lines_write(uint32_t from, uint32_t to)
{
    char line[LINE_SIZE + 1];

    for (uint32_t i = from; i < to; i++) {
        (void)snprintf(line, sizeof(line), "%-*u\n", LINE_SIZE - 1, i);
        output_write(line, LINE_SIZE);
    }
}

/* The lines up to that number are on the console, each once and in order. */
static void lines_expect(uint32_t count)
{
    const char *text = sim_console(run.sim);

    assert_int_equal(strlen(text), (size_t)count * LINE_SIZE);
    for (uint32_t i = 0; i < count; i++) {
        assert_int_equal(strtoul(text + (size_t)i * LINE_SIZE, NULL, 10), i);
        assert_int_equal(text[(size_t)(i + 1) * LINE_SIZE - 1], '\n');
    }
}

static void test_few_lines_do_not_wait(void **state)
{
    uint64_t before = sim_calls(run.sim);

    (void)state;
    assert_true(output_is_ready());
    lines_write(0, 5);
    lines_expect(5);
    assert_int_equal(sim_calls(run.sim) - before, 5);
    assert_false(output_waits());
}

static void test_rest_waits_without_keeping_the_writer(void **state)
{
    uint64_t began = clock_now();

    (void)state;
    lines_write(0, 500);
    assert_true(clock_now() - began < SECOND / 100);
    assert_true(output_waits());
    assert_false(output_is_ready());
    assert_int_equal(sim_sleeps(run.sim).timed, 0);
    /* What is due is let go when it is due. */
    while (output_waits()) {
        assert_true(output_when() + SECOND / 1000 > clock_now());
        sim_pass(run.sim, output_when() > clock_now() ? output_when() - clock_now() : 0);
        output_push();
    }
    lines_expect(500);
    assert_in_range(clock_now() - began, 4 * SECOND, 6 * SECOND);
}

static void test_full_queue_keeps_the_writer(void **state)
{
    uint64_t began = clock_now();

    (void)state;
    lines_write(0, 3000);
    assert_true(clock_now() - began > 10 * SECOND);
    output_finish();
    lines_expect(3000);
    assert_false(output_waits());
}

/* What is left to the line fits into Xen's buffer with room for its own messages. */
static void test_finish_leaves_little_to_the_line(void **state)
{
    (void)state;
    lines_write(0, 200);
    output_finish();
    lines_expect(200);
    assert_in_range(sim_line(run.sim).waiting, 4000, 10000);
}

static void test_report_of_a_fault_goes_first(void **state)
{
    (void)state;
    lines_write(0, 100);
    sim_console_clear(run.sim);
    output_bypass();
    output_write("fatal\n", 6);
    assert_string_equal(sim_console(run.sim), "fatal\n");
    output_finish();
    assert_true(run_said(&run, "\n99  "));
}

static void test_piece_of_a_line_keeps_its_place(void **state)
{
    (void)state;
    lines_write(0, 50);
    output_write("a prompt: ", 10);
    output_write("\n", 1);
    output_write("another", 7);
    output_finish();
    assert_non_null(strstr(sim_console(run.sim), "\na prompt: \nanother"));
    assert_string_equal(strstr(sim_console(run.sim), "another"), "another");
}

static void test_nothing_waits_without_a_pace(void **state)
{
    (void)state;
    output_pace(0);
    lines_write(0, 150);
    assert_true(output_is_ready());
    assert_false(output_waits());
    output_finish();
    lines_expect(150);
}

static void test_idle_line_saves_nothing_up(void **state)
{
    (void)state;
    sim_pass(run.sim, 100 * SECOND);
    lines_write(0, 500);
    assert_in_range(strlen(sim_console(run.sim)), 1000, 4096);
    output_finish();
}

int main(void)
{
#define STEP(test) cmocka_unit_test_setup_teardown(test, line_make, line_unmake)
    const struct CMUnitTest tests[] = {
        STEP(test_few_lines_do_not_wait),        STEP(test_rest_waits_without_keeping_the_writer),
        STEP(test_full_queue_keeps_the_writer),  STEP(test_finish_leaves_little_to_the_line),
        STEP(test_report_of_a_fault_goes_first), STEP(test_piece_of_a_line_keeps_its_place),
        STEP(test_nothing_waits_without_a_pace), STEP(test_idle_line_saves_nothing_up),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
