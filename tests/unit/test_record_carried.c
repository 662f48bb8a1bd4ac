/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * What a launch record carries of a boot domain: texts of any length, within bounds.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <libfdt.h>

#include "core/lcm/lcm.h"
#include "tests/support/record_tree.h"
#include "tests/support/records.h"

static enum record_error written_read(void)
{
    size_t size = record_write(&record_made, record_blob, sizeof(record_blob));

    assert_int_not_equal(size, 0);
    return record_read_copy(record_blob, size);
}

static enum record_error property_read(const char *name, const void *bytes, int size)
{
    record_open_blob();
    assert_int_equal(
        fdt_setprop(record_blob, record_node_of("/domains/domain@1"), name, bytes, size), 0);
    return record_read_copy(record_blob, sizeof(record_blob));
}

static void test_command_lines_come_back(void **state)
{
    (void)state;
    records_fill_typical(&record_made);
    record_made.domains[0].cmdline = (struct record_texts){"loud", sizeof("loud")};
    record_made.domains[2].cmdline = (struct record_texts){"", sizeof("")};
    assert_int_equal(written_read(), RECORD_OK);
    assert_string_equal(record_again.domains[0].cmdline.first, "loud");
    assert_int_equal(record_again.domains[0].cmdline.size, sizeof("loud"));
    assert_int_equal(record_again.domains[1].cmdline.size, 0);
    assert_string_equal(record_again.domains[2].cmdline.first, "");
    assert_int_equal(record_again.domains[2].cmdline.size, sizeof(""));
}

static void test_bad_command_lines_are_refused(void **state)
{
    static char line[LCM_BOOTARGS_SIZE + 1];

    (void)state;
    memset(line, 'x', sizeof(line) - 1);
    assert_int_equal(property_read("hyperlaunch,cmdline", "", 0), RECORD_INCOMPLETE);
    assert_int_equal(property_read("hyperlaunch,cmdline", "loud", 4), RECORD_INCOMPLETE);
    assert_int_equal(property_read("hyperlaunch,cmdline", "a\0b", 4), RECORD_INCOMPLETE);
    assert_int_equal(property_read("hyperlaunch,cmdline", line, sizeof(line)), RECORD_INCOMPLETE);
    assert_int_equal(property_read("hyperlaunch,cmdline", line + 1, sizeof(line) - 1), RECORD_OK);
}

static void test_data_come_back(void **state)
{
    static const char texts[] = "\0all\0net\0\0net/address\0"
                                "10.0.0.1\nor another";
    struct record_datum datum = {.path = NULL};

    (void)state;
    records_fill_typical(&record_made);
    record_made.domains[0].data = (struct record_texts){texts, sizeof(texts)};
    assert_int_equal(written_read(), RECORD_OK);
    assert_true(record_data_next(&record_again.domains[0].data, &datum));
    assert_string_equal(datum.path, "");
    assert_string_equal(datum.value, "all");
    assert_true(record_data_next(&record_again.domains[0].data, &datum));
    assert_string_equal(datum.path, "net");
    assert_string_equal(datum.value, "");
    assert_true(record_data_next(&record_again.domains[0].data, &datum));
    assert_string_equal(datum.path, "net/address");
    assert_string_equal(datum.value, "10.0.0.1\nor another");
    assert_false(record_data_next(&record_again.domains[0].data, &datum));
    datum.path = NULL;
    assert_false(record_data_next(&record_again.domains[1].data, &datum));
}

static void test_bad_data_are_refused(void **state)
{
#define TEXTS(text) property_read("hyperlaunch,data", text, sizeof(text))
    (void)state;
    assert_int_equal(TEXTS("a/b-_@9\0value"), RECORD_OK);
    assert_int_equal(property_read("hyperlaunch,data", "", 0), RECORD_INCOMPLETE);
    assert_int_equal(property_read("hyperlaunch,data", "a\0b", 3), RECORD_INCOMPLETE);
    assert_int_equal(TEXTS("path"), RECORD_INCOMPLETE);
    assert_int_equal(TEXTS("path\0value\0more"), RECORD_INCOMPLETE);
    assert_int_equal(TEXTS("/path\0value"), RECORD_INCOMPLETE);
    assert_int_equal(TEXTS("path/\0value"), RECORD_INCOMPLETE);
    assert_int_equal(TEXTS("a//b\0value"), RECORD_INCOMPLETE);
    assert_int_equal(TEXTS("a/../b\0value"), RECORD_INCOMPLETE);
    assert_int_equal(TEXTS("a b\0value"), RECORD_INCOMPLETE);
    assert_int_equal(TEXTS("a\033b\0value"), RECORD_INCOMPLETE);
}

static void test_data_have_bounds(void **state)
{
    static char texts[2 * 2 * (RECORD_DATA_MAX + 1)], path[RECORD_PATH_SIZE + 2],
        value[RECORD_VALUE_SIZE + 3] = "v";

    (void)state;
    for (size_t i = 0; i < sizeof(texts); i += 2)
        texts[i] = 'x';
    assert_int_equal(property_read("hyperlaunch,data", texts, sizeof(texts) - 4), RECORD_OK);
    assert_int_equal(TEXTS(texts), RECORD_TOO_MANY);
    memset(path, 'p', RECORD_PATH_SIZE);
    assert_int_equal(TEXTS(path), RECORD_INCOMPLETE);
    assert_int_equal(property_read("hyperlaunch,data", path + 1, sizeof(path) - 1), RECORD_OK);
    memset(value + 2, 'v', RECORD_VALUE_SIZE);
    assert_int_equal(TEXTS(value), RECORD_INCOMPLETE);
    value[RECORD_VALUE_SIZE + 1] = '\0';
    assert_int_equal(property_read("hyperlaunch,data", value, sizeof(value) - 1), RECORD_OK);
}

static void test_all_together_are_bounded(void **state)
{
    static char line[RECORD_CARRIED_MAX / RECORD_DOMAINS_MAX / 2 + 1];

    (void)state;
    records_fill_fullest(&record_made);
    assert_int_equal(written_read(), RECORD_OK);
    for (uint32_t i = 0; i < RECORD_DOMAINS_MAX; i++) {
        assert_string_equal(record_again.domains[i].cmdline.first,
                            record_made.domains[i].cmdline.first);
        assert_memory_equal(record_again.domains[i].data.first, record_made.domains[i].data.first,
                            record_made.domains[i].data.size);
    }
    memset(line, 'x', sizeof(line) - 1);
    record_made.domains[0].cmdline = (struct record_texts){line, sizeof(line)};
    assert_int_equal(written_read(), RECORD_TOO_MANY);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_command_lines_come_back),
        cmocka_unit_test(test_bad_command_lines_are_refused),
        cmocka_unit_test(test_data_come_back),
        cmocka_unit_test(test_bad_data_are_refused),
        cmocka_unit_test(test_data_have_bounds),
        cmocka_unit_test(test_all_together_are_bounded),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
