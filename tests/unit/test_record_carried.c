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

static void test_all_together_are_bounded(void **state)
{
    static char line[RECORD_CARRIED_MAX / RECORD_DOMAINS_MAX + 1];

    (void)state;
    records_fill_fullest(&record_made);
    assert_int_equal(written_read(), RECORD_OK);
    for (uint32_t i = 0; i < RECORD_DOMAINS_MAX; i++)
        assert_string_equal(record_again.domains[i].cmdline.first,
                            record_made.domains[i].cmdline.first);
    memset(line, 'x', sizeof(line) - 1);
    record_made.domains[0].cmdline = (struct record_texts){line, sizeof(line)};
    assert_int_equal(written_read(), RECORD_TOO_MANY);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_command_lines_come_back),
        cmocka_unit_test(test_bad_command_lines_are_refused),
        cmocka_unit_test(test_all_together_are_bounded),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
