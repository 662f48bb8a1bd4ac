/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Building a domain again where it cannot be written: nothing is left of what failed.
 */
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/support/disk/folder_room.h"

static void test_nothing_is_written_without_room(void **state)
{
    char *image = image_make("system.img", "quiet");

    (void)state;
    folder_room = rebuild_kernels[WEB].size; /* and nothing for others */
    assert_null(rebuild_again(0, image, NULL));
    assert_int_equal(folder_files_count(), 1);
    free(image);
}

static void test_nothing_is_left_where_the_ramdisk_has_no_room(void **state)
{
    char *image = image_make("system.img", "quiet");

    (void)state;
    folder_room = (1 << 20) + RAMDISK_SIZE - 1;
    assert_null(rebuild_again(0, image, NULL));
    assert_int_equal(folder_files_count(), 1);
    free(image);
}

static void test_nothing_is_left_of_a_write_that_fails(void **state)
{
    char *image = image_make("system.img", "quiet");
    struct rlimit before, small;

    (void)state;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    small = before;
    small.rlim_cur = RAMDISK_SIZE - 1; /* the kernel is smaller */
    assert_true(signal(SIGXFSZ, SIG_IGN) != SIG_ERR);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    assert_null(rebuild_again(0, image, NULL));
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    assert_int_equal(folder_files_count(), 1);
    free(image);
}

static void test_nothing_is_left_where_the_configuration_cannot_be_written(void **state)
{
    char *image = image_make("system.img", "quiet"), *taken = in_folder("web.cfg");

    (void)state;
    assert_int_equal(mkdir(taken, 0700), 0);
    assert_null(rebuild_again(0, image, NULL));
    assert_int_equal(folder_files_count(), 2);
    assert_int_equal(rmdir(taken), 0);
    free(taken);
    free(image);
}

static void test_what_others_use_stays_after_a_failure(void **state)
{
    char *image = image_make("system.img", "quiet"), *path = rebuild_again(2, image, NULL);

    (void)state;
    assert_non_null(path); /* bare has web's kernel */
    free(path);
    payload_damage(image, 2);
    assert_null(rebuild_again(0, image, NULL));
    payload_check(1, rebuild_kernels[WEB].bytes, rebuild_kernels[WEB].size);
    assert_false(in_folder_exists("payload-2"));
    free(image);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_ROOM(test_nothing_is_written_without_room),
        WITH_ROOM(test_nothing_is_left_where_the_ramdisk_has_no_room),
        WITH_ROOM(test_nothing_is_left_of_a_write_that_fails),
        WITH_ROOM(test_nothing_is_left_where_the_configuration_cannot_be_written),
        WITH_ROOM(test_what_others_use_stays_after_a_failure),
    };

    return cmocka_run_group_tests(tests, make_payloads, free_payloads);
}
