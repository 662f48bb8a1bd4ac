/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The command that shows a launch record: its files, its usage, and its errors.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/support/record_shown.h"
#include "tests/support/records.h"
#include "tool/base/tool.h"
#include "tool/command/commands.h"
#include "tool/draw/record_plot.h"
#include "tool/show/record_show.h"

static int record_run(int argc, ...)
{
    char *argv[8] = {"record"};
    va_list arguments;

    va_start(arguments, argc);
    for (int i = 1; i <= argc; i++)
        argv[i] = va_arg(arguments, char *);
    va_end(arguments);
    return command_record.run(&command_record, argc + 1, argv);
}

static void assert_file_has(const char *expected)
{
    static char written[65536];
    FILE *file = fopen(output_path, "r");

    assert_non_null(file);
    written[fread(written, 1, sizeof(written) - 1, file)] = '\0';
    fclose(file);
    assert_string_equal(written, expected);
}

static void test_command_plots_into_a_file(void **state)
{
    char *svg;

    (void)state;
    records_fill_typical(&record_shown);
    svg = record_plot_checked();
    assert_int_equal(record_run(4, "plot", "-o", output_path, record_path), TOOL_FINE);
    assert_file_has(svg);
    free(svg);
}

/* Runs the command with its standard output in the file; `function` prints what is expected. */
static void assert_prints(int argc, const char *first, const char *second,
                          void (*function)(const struct record *, FILE *))
{
    int saved = dup(STDOUT_FILENO);
    char *expected;
    int status;

    assert_true(saved >= 0);
    fflush(stdout);
    assert_non_null(freopen(output_path, "w", stdout));
    status = record_run(argc, first, second, record_path);
    fflush(stdout);
    assert_true(dup2(saved, STDOUT_FILENO) >= 0);
    close(saved);
    assert_int_equal(status, TOOL_FINE);
    records_fill_typical(&record_shown);
    expected = record_print(function);
    assert_file_has(expected);
    free(expected);
}

static void test_command_prints(void **state)
{
    (void)state;
    assert_prints(2, "show", record_path, record_show);
    assert_prints(3, "show", "--json", record_json);
    assert_prints(2, "plot", record_path, record_plot);
}

static void test_command_makes_a_record_of_a_log(void **state)
{
    static const char log[] = "hyperlaunch: entered at 0.4 s on Xen 4.17\n"
                              "hyperlaunch: domain web: failed: load: no\n";
    char path[64];

    (void)state;
    snprintf(path, sizeof(path), "%s/log", record_folder);
    record_file_write(path, log, strlen(log));
    assert_int_equal(record_run(4, "parse", "-o", output_path, path), TOOL_FINE);
    assert_int_equal(record_run(2, "show", output_path), TOOL_FINE);
    assert_int_equal(record_run(4, "parse", "--launch", "2", path), TOOL_FAULT);
    assert_int_equal(record_run(4, "parse", "-o", "/dev/full", path), TOOL_FAILED);
    record_file_write(path, log + 42, strlen(log) - 42);
    assert_int_equal(record_run(4, "parse", "-o", output_path, path), TOOL_FAULT);
    unlink(path);
    assert_int_equal(record_run(2, "parse", path), TOOL_FAILED);
}

static void test_command_refuses_wrong_usage(void **state)
{
    (void)state;
    assert_int_equal(record_run(1, "parse"), TOOL_USAGE);
    assert_int_equal(record_run(3, "parse", "--json", record_path), TOOL_USAGE);
    assert_int_equal(record_run(4, "parse", "--launch", "0", record_path), TOOL_USAGE);
    assert_int_equal(record_run(4, "show", "--launch", "1", record_path), TOOL_USAGE);
    assert_int_equal(record_run(0), TOOL_USAGE);
    assert_int_equal(record_run(1, "list"), TOOL_USAGE);
    assert_int_equal(record_run(1, record_path), TOOL_USAGE);
    assert_int_equal(record_run(3, "show", record_path, record_path), TOOL_USAGE);
    assert_int_equal(record_run(3, "plot", "--json", record_path), TOOL_USAGE);
    assert_int_equal(record_run(4, "show", "-o", output_path, record_path), TOOL_USAGE);
    assert_int_equal(record_run(2, "show", "--later"), TOOL_USAGE);
}

static void test_command_names_what_it_cannot_use(void **state)
{
    char path[64];

    (void)state;
    snprintf(path, sizeof(path), "%s/none.dtb", record_folder);
    assert_int_equal(record_run(2, "show", path), TOOL_FAILED);
    assert_int_equal(record_run(2, "show", record_folder), TOOL_FAILED);
    record_file_write(path, "no record", 9);
    assert_int_equal(record_run(2, "show", path), TOOL_FAULT);
    assert_int_equal(record_run(2, "plot", path), TOOL_FAULT);
    unlink(path);
    assert_int_equal(record_run(4, "plot", "-o", "/dev/full", record_path), TOOL_FAILED);
    assert_int_equal(record_run(4, "plot", "-o", record_folder, record_path), TOOL_FAILED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_command_plots_into_a_file),
        cmocka_unit_test(test_command_prints),
        cmocka_unit_test(test_command_makes_a_record_of_a_log),
        cmocka_unit_test(test_command_refuses_wrong_usage),
        cmocka_unit_test(test_command_names_what_it_cannot_use),
    };

    return cmocka_run_group_tests(tests, record_folder_make, record_folder_remove);
}
