/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Prints launch records, into strings and files.
 */
#include "tests/support/record_shown.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "tool/draw/record_plot.h"

struct record record_shown;
char record_folder[] = "/tmp/record-test-XXXXXX";
char record_path[64], output_path[64];

char *record_print(void (*function)(const struct record *, FILE *))
{
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);

    assert_non_null(out);
    function(&record_shown, out);
    assert_int_equal(fclose(out), 0);
    return text;
}

void assert_python_likes(const char *text, const char *program)
{
    char command[512];
    FILE *python;

    snprintf(command, sizeof(command), "python3 -c '%s'", program);
    python = popen(command, "w");
    assert_non_null(python);
    assert_true(fputs(text, python) >= 0);
    assert_int_equal(pclose(python), 0);
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

char *record_plot_checked(void)
{
    char *svg = record_print(record_plot);

    assert_python_likes(svg, "import sys, xml.dom.minidom; xml.dom.minidom.parse(sys.stdin)");
    assert_inside(svg);
    return svg;
}

void record_file_write(const char *path, const void *bytes, size_t size)
{
    FILE *file = fopen(path, "w");

    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, size, file), size);
    assert_int_equal(fclose(file), 0);
}

int record_folder_make(void **state)
{
    static _Alignas(8) char blob[RECORD_BLOB_MAX];

    (void)state;
    if (!mkdtemp(record_folder))
        return -1;
    snprintf(record_path, sizeof(record_path), "%s/record.dtb", record_folder);
    snprintf(output_path, sizeof(output_path), "%s/boot.svg", record_folder);
    records_fill_typical(&record_shown);
    record_file_write(record_path, blob, record_write(&record_shown, blob, sizeof(blob)));
    return 0;
}

int record_folder_remove(void **state)
{
    (void)state;
    unlink(record_path);
    unlink(output_path);
    return rmdir(record_folder);
}
