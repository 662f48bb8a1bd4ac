/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Building a domain again: payloads are written byte by byte from the right launch image.
 */
#include <sys/stat.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/rebuild_set.h"
#include "dom0/rebuild.h"

#define ENDS "on_poweroff = \"destroy\"\non_reboot = \"restart\"\non_crash = \"destroy\"\n"

static void test_payloads_are_written_whole(void **state)
{
    char *image = image_make("system.img", "quiet"), *expected, *path;

    (void)state;
    path = rebuild_again(0, image, NULL);
    assert_non_null(path);
    payload_check(1, rebuild_kernels[WEB].bytes, rebuild_kernels[WEB].size);
    payload_check(2, rebuild_ramdisk, sizeof(rebuild_ramdisk));
    assert_false(in_folder_exists("payload-3"));
    assert_true(asprintf(&expected,
                         "name = \"web\"\nuuid = \"50515253-5455-5657-5859-5a5b5c5d5e5f\"\n"
                         "type = \"pvh\"\nmemory = 64\nvcpus = 2\nkernel = \"%s/payload-1\"\n"
                         "ramdisk = \"%s/payload-2\"\ncmdline = \"quiet\"\n" ENDS,
                         rebuild_folder, rebuild_folder) >= 0);
    file_check(path, expected, strlen(expected));
    free(expected);
    free(path);

    /* The other domains find theirs by domid, not by place. */
    path = rebuild_again(1, image, NULL);
    assert_non_null(path);
    payload_check(3, rebuild_kernels[DB].bytes, rebuild_kernels[DB].size);
    payload_check(4, rebuild_noise, sizeof(rebuild_noise));
    free(path);
    path = rebuild_again(2, image, NULL);
    assert_true(asprintf(&expected,
                         "name = \"bare\"\nuuid = \"90919293-9495-9697-9899-9a9b9c9d9e9f\"\n"
                         "type = \"pvh\"\nmemory = 5\nvcpus = 1\nkernel = \"%s/payload-1\"\n" ENDS,
                         rebuild_folder) >= 0);
    file_check(path, expected, strlen(expected));
    free(expected);
    free(path);
    free(image);
}

static void test_payload_that_stands_there_is_not_written_again(void **state)
{
    char *image = image_make("system.img", "quiet"), *kernel = in_folder("payload-1"), *path;
    struct stat before, after;

    (void)state;
    path = rebuild_again(0, image, NULL);
    free(path);
    assert_int_equal(stat(kernel, &before), 0);
    path = rebuild_again(2, image, NULL);
    assert_non_null(path);
    assert_int_equal(stat(kernel, &after), 0);
    assert_int_equal(before.st_ino, after.st_ino);
    free(path);
    free(kernel);
    free(image);
}

static void test_what_a_stopped_write_left_is_written_over(void **state)
{
    char *image = image_make("system.img", "quiet"), *left = in_folder("payload-1.new"), *path;

    (void)state;
    memset(rebuild_ramdisk, 0x77, sizeof(rebuild_ramdisk));
    rebuild_file_write(left, rebuild_ramdisk, sizeof(rebuild_ramdisk));
    bytes_fill(rebuild_ramdisk, sizeof(rebuild_ramdisk), 11, false);
    path = rebuild_again(0, image, NULL);
    assert_non_null(path);
    payload_check(1, rebuild_kernels[WEB].bytes, rebuild_kernels[WEB].size);
    assert_false(in_folder_exists("payload-1.new"));
    free(path);
    free(left);
    free(image);
}

static void test_right_image_is_found_among_others(void **state)
{
    char *other = image_make("other.img", "another"), *right = image_make("system.img", "right");
    char *text = in_folder("notes.txt"), *empty = in_folder("empty.img"), *path;
    char *images[] = {empty, text, other, rebuild_folder, right, NULL};

    (void)state;
    rebuild_file_write(text, "no image", 8);
    rebuild_file_write(empty, "", 0);
    path = rebuild_prepare(&rebuild_record, &rebuild_record.domains[0], images, rebuild_folder);
    assert_non_null(path);
    payload_check(2, rebuild_ramdisk, sizeof(rebuild_ramdisk));
    free(path);
    free(other);
    free(right);
    free(text);
    free(empty);
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, rebuild_set_up, rebuild_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_FOLDER(test_payloads_are_written_whole),
        IN_FOLDER(test_payload_that_stands_there_is_not_written_again),
        IN_FOLDER(test_what_a_stopped_write_left_is_written_over),
        IN_FOLDER(test_right_image_is_found_among_others),
    };

    return cmocka_run_group_tests(tests, make_payloads, free_payloads);
}
