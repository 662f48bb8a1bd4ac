/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Where the image of a domain that is built again is found when nobody names it: below /boot, as
 * an administrator puts it there, and as `hyperlaunch install` does.
 */
#include <glob.h>
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

#include "tests/support/rebuild_set.h"

typedef int glob_fault_fn(const char *path, int error);

int __real_glob(const char *pattern, int flags, glob_fault_fn *fault, glob_t *found);
int __wrap_glob(const char *pattern, int flags, glob_fault_fn *fault, glob_t *found);

int __wrap_glob(const char *pattern, int flags, glob_fault_fn *fault, glob_t *found)
{
    static const char boot[] = "/boot/hyperlaunch";
    char path[256];

    if (strncmp(pattern, boot, strlen(boot)) != 0)
        return __real_glob(pattern, flags, fault, found);
    (void)snprintf(path, sizeof(path), "%s%s", rebuild_folder, pattern + strlen(boot));
    return __real_glob(path, flags, fault, found);
}

static void test_image_of_the_administrator_is_found(void **state)
{
    char *image = image_make("any.img", "quiet"), *path = rebuild_again(0, NULL, NULL);

    (void)state;
    assert_non_null(path);
    payload_check(1, rebuild_kernels[WEB].bytes, rebuild_kernels[WEB].size);
    free(path);
    free(image);
}

static void test_image_of_a_generation_is_found(void **state)
{
    char *first = in_folder("1"), *second = in_folder("12"), *other, *image, *path;

    (void)state;
    assert_int_equal(mkdir(first, 0700), 0);
    assert_int_equal(mkdir(second, 0700), 0);
    other = image_make("1/system.img", "another");
    image = image_make("12/system.img", "quiet");
    path = rebuild_again(0, NULL, NULL);
    assert_non_null(path);
    payload_check(1, rebuild_kernels[WEB].bytes, rebuild_kernels[WEB].size);
    free(path);
    assert_int_equal(unlink(image), 0);
    assert_null(rebuild_again(2, NULL, NULL)); /* the host was launched from it, not from 1 */
    assert_int_equal(unlink(other), 0);
    assert_int_equal(rmdir(first), 0);
    assert_int_equal(rmdir(second), 0);
    free(other);
    free(image);
    free(first);
    free(second);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_image_of_the_administrator_is_found, rebuild_set_up,
                                        rebuild_tear_down),
        cmocka_unit_test_setup_teardown(test_image_of_a_generation_is_found, rebuild_set_up,
                                        rebuild_tear_down),
    };

    return cmocka_run_group_tests(tests, make_payloads, free_payloads);
}
