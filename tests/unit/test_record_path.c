/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Where the launch record is looked for in dom0.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "tool/base/record_path.h"

static char root[64];

static const char *below_root(const char *name)
{
    static char path[128];

    (void)snprintf(path, sizeof(path), "%s%s", root, name);
    return path;
}

static void file_make(const char *name)
{
    FILE *out = fopen(below_root(name), "w");

    assert_non_null(out);
    assert_int_equal(fclose(out), 0);
}

static int set_up(void **state)
{
    (void)state;
    (void)strcpy(root, "/tmp/hyperlaunch-test-XXXXXX");
    if (!mkdtemp(root))
        return -1;
    return mkdir(below_root("/run"), 0700) || mkdir(below_root("/run/hyperlaunch"), 0700) ||
           mkdir(below_root("/hyperlaunch"), 0700);
}

static int tear_down(void **state)
{
    (void)state;
    (void)unlink(below_root(RECORD_PATH_KEPT));
    (void)unlink(below_root(RECORD_PATH_RAMDISK));
    return rmdir(below_root("/run/hyperlaunch")) || rmdir(below_root("/run")) ||
           rmdir(below_root("/hyperlaunch")) || rmdir(root);
}

static void test_the_ramdisks_where_none_was_kept(void **state)
{
    (void)state;
    file_make(RECORD_PATH_RAMDISK);
    assert_string_equal(record_path_find(root), below_root("/hyperlaunch/record.dtb"));
}

static void test_the_kept_one_first(void **state)
{
    (void)state;
    file_make(RECORD_PATH_RAMDISK);
    file_make(RECORD_PATH_KEPT);
    assert_string_equal(record_path_find(root), below_root("/run/hyperlaunch/record.dtb"));
}

static void test_the_kept_one_is_named_where_there_is_none(void **state)
{
    (void)state;
    assert_string_equal(record_path_find(root), below_root("/run/hyperlaunch/record.dtb"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_the_ramdisks_where_none_was_kept, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_the_kept_one_first, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_the_kept_one_is_named_where_there_is_none, set_up,
                                        tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
