/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The launch record as people and programs see it: table, JSON, timeline, and the command.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/support/records.h"
#include "tool/base/tool.h"
#include "tool/command/commands.h"
#include "tool/draw/record_plot.h"
#include "tool/show/record_show.h"

static struct record record;
static char folder[] = "/tmp/record-test-XXXXXX";
static char record_path[64], output_path[64];

/* What a function prints; the caller frees it. */
static char *print(void (*function)(const struct record *, FILE *))
{
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);

    assert_non_null(out);
    function(&record, out);
    assert_int_equal(fclose(out), 0);
    return text;
}

/* Gives the text to a Python program, which exits with 0 when it finds it good. */
static void assert_python_likes(const char *text, const char *program)
{
    char command[512];
    FILE *python;

    snprintf(command, sizeof(command), "python3 -c '%s'", program);
    python = popen(command, "w");
    assert_non_null(python);
    assert_true(fputs(text, python) >= 0);
    assert_int_equal(pclose(python), 0);
}

static void assert_has(const char *text, const char *part)
{
    if (!strstr(text, part))
        fail_msg("not found: %s", part);
}

static void test_table(void **state)
{
    static const char expected[] =
        "domid  domain    mode  vCPUs     memory  state        created/ms  started/ms  hypercalls"
        "     loaded\n"
        "    1  web       pvh       1    128 MiB  running         294.997    1072.000          82"
        "     45 MiB\n"
        "    2  database  pvh       2    256 MiB  running         484.201    1073.000          82"
        "     45 MiB\n"
        "    3  mirage    pv        1    128 MiB  running         583.602    1074.000          82"
        "     45 MiB\n"
        "    4  archive   pvh       1      8 GiB  failed                -           -          17"
        "        0 B\n"
        "    0  dom0      pv        2      1 GiB  handed-over    1531.715    1548.000          82"
        "     45 MiB\n"
        "\n"
        "failed\n"
        "  archive: populate: Xen has 512 MiB free, and the domain needs 8192 MiB; give it less "
        "memory\n"
        "\n"
        "5 domains: 3 running, 1 failed, 1 handed over; 731 hypercalls, 180 MiB loaded\n"
        "Xen 4.17 booted for 412.000 ms, then the launch took 1549.000 ms\n"
        "sha256 of the LCM: 5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a\n";
    char *text;

    (void)state;
    records_fill_typical(&record);
    text = print(record_show);
    assert_string_equal(text, expected);
    free(text);
}

static void test_json_says_everything(void **state)
{
    char *text;

    (void)state;
    records_fill_typical(&record);
    text = print(record_json);
    assert_python_likes(
        text, "import json, sys; r = json.load(sys.stdin); d = r[\"domains\"]; "
              "assert list(r)[0] == \"xen\" and r[\"xen\"] == \"4.17\" and len(d) == 5; "
              "assert d[0][\"steps\"][4] == {\"name\": \"populate\", \"took_ns\": 51033000}; ");
    assert_python_likes(
        text, "import json, sys; d = json.load(sys.stdin)[\"domains\"]; "
              "assert d[0][\"cpupool\"] == 0 and d[0][\"on_reboot\"] == \"restart\"; "
              "assert d[2][\"ramdisk\"] is None and d[2][\"store\"][\"state\"] == \"waiting\"; "
              "assert d[3][\"step\"] == \"populate\" and d[0][\"cause\"] is None; "
              "assert d[4][\"capability_names\"] == [\"control\", \"hardware\"]");
    free(text);
}

static void test_labels_that_were_ignored(void **state)
{
    char *text;

    (void)state;
    records_fill_typical(&record);
    text = print(record_show);
    assert_null(strstr(text, "without their labels"));
    free(text);
    record.domains[1].label_ignored = 1;
    text = print(record_show);
    assert_non_null(strstr(text, "\nwithout their labels, as this Xen has no XSM\n  "));
    assert_non_null(strstr(strstr(text, "without their labels"), record.domains[1].name));
    free(text);
    text = print(record_json);
    assert_python_likes(
        text, "import json, sys; d = json.load(sys.stdin)[\"domains\"]; "
              "assert [x[\"label_ignored\"] for x in d] == [False, True, False, False, False]");
    free(text);
}

static void test_json_is_sound_whatever_the_record(void **state)
{
    static const char sound[] = "import json, sys; json.load(sys.stdin)";
    char *text;

    (void)state;
    records_fill_fullest(&record);
    snprintf(record.domains[1].cause, RECORD_CAUSE_SIZE, "a \"quoted\\\" cause");
    text = print(record_json);
    assert_python_likes(text, sound);
    free(text);
    memset(&record, 0, sizeof(record));
    text = print(record_json);
    assert_python_likes(text, sound);
    free(text);
}

/* Every rectangle lies on the page. */
static void assert_inside(const char *svg)
{
    double width, height;

    assert_int_equal(sscanf(strstr(svg, "viewBox"), "viewBox=\"0 0 %lf %lf\"", &width, &height), 2);
    assert_true(width >= 600 && width <= 2400);
    for (const char *rect = svg; (rect = strstr(rect, "<rect ")); rect++) {
        double x, y, w, h;

        assert_int_equal(sscanf(strstr(rect, " x="),
                                " x=\"%lf\" y=\"%lf\" width=\"%lf\" height=\"%lf\"", &x, &y, &w,
                                &h),
                         4);
        assert_true(x >= 0 && w >= 0 && x + w <= width + 0.01);
        assert_true(y >= 0 && h >= 0 && y + h <= height + 0.01);
    }
}

static char *plot(void)
{
    char *svg = print(record_plot);

    assert_python_likes(svg, "import sys, xml.dom.minidom; xml.dom.minidom.parse(sys.stdin)");
    assert_inside(svg);
    return svg;
}

static void test_plot_shows_each_domain(void **state)
{
    char *svg, *again;

    (void)state;
    records_fill_typical(&record);
    svg = plot();
    assert_has(svg, ">Launch on Xen 4.17: 5 domains: 3 running, 1 failed, 1 handed over<");
    for (uint32_t i = 0; i < record.domain_count; i++) {
        char name[64];

        snprintf(name, sizeof(name), "\">%s</text>", record.domains[i].name);
        assert_has(svg, name);
    }
    assert_has(svg, "<title>verify: 139.812 ms</title>");
    assert_has(svg, "<title>waits, paused: 777.003 ms</title>");
    assert_has(svg, "<title>runs: 477.000 ms</title>");
    assert_has(svg, ">hand-over at 1960.0 ms<");
    assert_has(svg, ">failed at step populate: Xen has 512 MiB free, and the domain needs");
    again = plot();
    assert_string_equal(svg, again);
    free(svg);
    free(again);
}

static void test_plot_orders_domains_by_their_building(void **state)
{
    struct record_domain first;
    char *svg;

    (void)state;
    records_fill_typical(&record);
    first = record.domains[0];
    record.domains[0] = record.domains[4];
    record.domains[4] = first;
    svg = plot();
    assert_true(strstr(svg, ">web<") < strstr(svg, ">database<"));
    assert_true(strstr(svg, ">archive<") < strstr(svg, ">dom0<"));
    free(svg);
}

static void test_plot_breaks_and_escapes_causes(void **state)
{
    char *svg;

    (void)state;
    records_fill_typical(&record);
    memset(record.domains[3].cause, 'c', RECORD_CAUSE_SIZE - 1);
    memcpy(record.domains[3].cause, "<&\">", 4);
    record.domains[3].cause[100] = ' ';
    svg = plot();
    assert_has(svg, ">failed at step populate: &lt;&amp;&quot;&gt;ccc");
    assert_null(strstr(svg, "<&"));
    free(svg);
}

static void test_plot_of_extremes_is_sound(void **state)
{
    char *svg;

    (void)state;
    records_fill_fullest(&record);
    free(plot());
    /* Times in no order at all. */
    for (uint32_t i = 0; i < record.domain_count; i++) {
        record.domains[i].state = (enum record_state)(i % (RECORD_HANDED_OVER + 1));
        record.domains[i].began_ns = UINT64_MAX - i;
        record.domains[i].created_ns = i % 3;
        record.domains[i].started_ns = i % 5;
    }
    record.entered_ns = 7;
    record.recorded_ns = 3;
    free(plot());
    memset(&record, 0, sizeof(record));
    svg = plot();
    assert_has(svg, "0 domains");
    free(svg);
}

/* -- the command ----------------------------------------------------------------------------- */

static int run(int argc, ...)
{
    char *argv[8] = {"record"};
    va_list arguments;

    va_start(arguments, argc);
    for (int i = 1; i <= argc; i++)
        argv[i] = va_arg(arguments, char *);
    va_end(arguments);
    return command_record.run(&command_record, argc + 1, argv);
}

static void file_write(const char *path, const void *bytes, size_t size)
{
    FILE *file = fopen(path, "w");

    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, size, file), size);
    assert_int_equal(fclose(file), 0);
}

static int make_folder(void **state)
{
    static _Alignas(8) char blob[RECORD_BLOB_MAX];

    (void)state;
    if (!mkdtemp(folder))
        return -1;
    snprintf(record_path, sizeof(record_path), "%s/record.dtb", folder);
    snprintf(output_path, sizeof(output_path), "%s/boot.svg", folder);
    records_fill_typical(&record);
    file_write(record_path, blob, record_write(&record, blob, sizeof(blob)));
    return 0;
}

static int remove_folder(void **state)
{
    (void)state;
    unlink(record_path);
    unlink(output_path);
    return rmdir(folder);
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

static void test_simulated_record_says_so(void **state)
{
    char *text;

    (void)state;
    records_fill_typical(&record);
    record.simulated = 1;
    text = plot();
    assert_non_null(strstr(text, ">Simulated launch on Xen "));
    assert_non_null(strstr(text, "No machine was booted"));
    assert_null(strstr(text, "then the launch took"));
    free(text);
    text = print(record_show);
    assert_non_null(strstr(text, "simulated on Xen 4.17: no machine was booted"));
    free(text);
}

static void test_command_plots_into_a_file(void **state)
{
    char *svg;

    (void)state;
    records_fill_typical(&record);
    svg = plot();
    assert_int_equal(run(4, "plot", "-o", output_path, record_path), TOOL_FINE);
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
    status = run(argc, first, second, record_path);
    fflush(stdout);
    assert_true(dup2(saved, STDOUT_FILENO) >= 0);
    close(saved);
    assert_int_equal(status, TOOL_FINE);
    records_fill_typical(&record);
    expected = print(function);
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

static void test_command_refuses_wrong_usage(void **state)
{
    (void)state;
    assert_int_equal(run(0), TOOL_USAGE);
    assert_int_equal(run(1, "list"), TOOL_USAGE);
    assert_int_equal(run(1, record_path), TOOL_USAGE);
    assert_int_equal(run(3, "show", record_path, record_path), TOOL_USAGE);
    assert_int_equal(run(3, "plot", "--json", record_path), TOOL_USAGE);
    assert_int_equal(run(4, "show", "-o", output_path, record_path), TOOL_USAGE);
    assert_int_equal(run(2, "show", "--later"), TOOL_USAGE);
}

static void test_command_names_what_it_cannot_use(void **state)
{
    char path[64];

    (void)state;
    snprintf(path, sizeof(path), "%s/none.dtb", folder);
    assert_int_equal(run(2, "show", path), TOOL_FAILED);
    assert_int_equal(run(2, "show", folder), TOOL_FAILED);
    file_write(path, "no record", 9);
    assert_int_equal(run(2, "show", path), TOOL_FAULT);
    assert_int_equal(run(2, "plot", path), TOOL_FAULT);
    unlink(path);
    assert_int_equal(run(4, "plot", "-o", "/dev/full", record_path), TOOL_FAILED);
    assert_int_equal(run(4, "plot", "-o", folder, record_path), TOOL_FAILED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_table),
        cmocka_unit_test(test_json_says_everything),
        cmocka_unit_test(test_labels_that_were_ignored),
        cmocka_unit_test(test_json_is_sound_whatever_the_record),
        cmocka_unit_test(test_plot_shows_each_domain),
        cmocka_unit_test(test_plot_orders_domains_by_their_building),
        cmocka_unit_test(test_plot_breaks_and_escapes_causes),
        cmocka_unit_test(test_plot_of_extremes_is_sound),
        cmocka_unit_test(test_command_plots_into_a_file),
        cmocka_unit_test(test_simulated_record_says_so),
        cmocka_unit_test(test_command_prints),
        cmocka_unit_test(test_command_refuses_wrong_usage),
        cmocka_unit_test(test_command_names_what_it_cannot_use),
    };

    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
