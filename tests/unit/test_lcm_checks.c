/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The list of checks: names are unique, and each check is in the manual and has a fixture.
 */
#include <glob.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/lcm/lcm.h"

/* All expected lines, one after the other; tests run in the project's root. */
static char expected[262144];

static int read_expected(void **state)
{
    glob_t found;
    size_t used = 0;

    (void)state;
    if (glob("tests/fixtures/lcm/*.expected", 0, NULL, &found) != 0)
        return -1;
    for (size_t i = 0; i < found.gl_pathc; i++) {
        FILE *file = fopen(found.gl_pathv[i], "r");

        if (!file)
            return -1;
        used += fread(expected + used, 1, sizeof(expected) - 1 - used, file);
        fclose(file);
    }
    globfree(&found);
    return used < sizeof(expected) - 1 ? 0 : -1;
}

static const char *check_name(unsigned int i)
{
    enum lcm_severity severity;

    return lcm_check_at(i, &severity);
}

static void test_names_are_unique(void **state)
{
    (void)state;
    for (unsigned int i = 0; check_name(i); i++)
        for (unsigned int j = 0; j < i; j++)
            assert_string_not_equal(check_name(i), check_name(j));
}

static void test_each_check_has_a_fixture(void **state)
{
    unsigned int missing = 0;

    (void)state;
    for (unsigned int i = 0; check_name(i); i++) {
        char mark[64];

        /* A file has no place in memory: test_lcm_read.c has that check. */
        if (strcmp(check_name(i), "blob-alignment") == 0)
            continue;
        snprintf(mark, sizeof(mark), " [%s]\n", check_name(i));
        if (!strstr(expected, mark)) {
            print_error("no fixture fails with [%s]\n", check_name(i));
            missing++;
        }
    }
    assert_int_equal(missing, 0);
}

static void test_each_check_is_in_the_manual(void **state)
{
    static char manual[65536];
    FILE *file = fopen("docs/lcm-binding.md", "r");

    (void)state;
    assert_non_null(file);
    manual[fread(manual, 1, sizeof(manual) - 1, file)] = '\0';
    fclose(file);
    for (unsigned int i = 0; check_name(i); i++) {
        char mark[64];

        snprintf(mark, sizeof(mark), "`%s`", check_name(i));
        if (!strstr(manual, mark))
            fail_msg("docs/lcm-binding.md does not have %s", mark);
    }
}

static void test_list_ends(void **state)
{
    unsigned int count = 0;

    (void)state;
    while (check_name(count))
        count++;
    assert_in_range(count, 60, BITS_MAX);
    assert_null(check_name(UINT32_MAX));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names_are_unique),
        cmocka_unit_test(test_each_check_has_a_fixture),
        cmocka_unit_test(test_each_check_is_in_the_manual),
        cmocka_unit_test(test_list_ends),
    };

    return cmocka_run_group_tests(tests, read_expected, NULL);
}
