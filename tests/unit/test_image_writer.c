/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The writer of launch images: what it refuses, and how it replaces a file.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "tests/support/image_made.h"
#include "tool/pack/write.h"

static void test_writer_refusals(void **state)
{
    uint32_t index;

    (void)state;
    assert_int_equal(image_writer_add(&made_writer, "", 0, false, &index), WRITE_EMPTY);
    for (uint32_t i = 0; i < LCM_MODULES_MAX; i++)
        assert_int_equal(made_add_file(&i, sizeof(i)), i + 1);
    assert_int_equal(image_writer_add(&made_writer, "another", 7, false, &index), WRITE_TOO_MANY);
    for (int error = WRITE_OK; error <= WRITE_IO; error++)
        assert_null(strstr(write_strerror((enum write_error)error), "unknown"));
}

static void test_output_is_replaced_in_one_step(void **state)
{
    char nowhere[160];
    struct stat status;
    mode_t mask = umask(027);

    (void)state;
    umask(mask);
    made_add_domain("one", made_add_file("kernel", 6), 0);
    assert_int_equal(image_writer_save(&made_writer, &made_plan, made_path), WRITE_OK);
    assert_int_equal(image_writer_save(&made_writer, &made_plan, made_path), WRITE_OK);
    assert_int_equal(stat(made_path, &status), 0);
    assert_int_equal(status.st_mode & 0777, 0666 & ~mask);
    snprintf(nowhere, sizeof(nowhere), "%s/missing/out.img", made_directory);
    assert_int_equal(image_writer_save(&made_writer, &made_plan, nowhere), WRITE_IO);
    /* A folder is not replaced, and neither would be a device. */
    assert_int_equal(image_writer_save(&made_writer, &made_plan, made_directory),
                     WRITE_NOT_REGULAR);
    assert_int_equal(image_writer_save(&made_writer, &made_plan, "/dev/null"), WRITE_NOT_REGULAR);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_writer_refusals, image_set_up, image_tear_down),
        cmocka_unit_test_setup_teardown(test_output_is_replaced_in_one_step, image_set_up,
                                        image_tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
