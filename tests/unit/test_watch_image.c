/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The watch builds a domain again only from the image that the host was launched from.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "dom0/rebuild.h"
#include "dom0/watch.h"
#include "tests/support/watched.h"

/* Flips a bit at `offset` from the end of a file. */
static void file_damage(const char *path, long offset)
{
    FILE *file = fopen(path, "r+");
    int byte;

    assert_non_null(file);
    assert_int_equal(fseek(file, -offset, SEEK_END), 0);
    byte = fgetc(file);
    assert_int_equal(fseek(file, -offset, SEEK_END), 0);
    assert_true(fputc(byte ^ 1, file) != EOF);
    assert_int_equal(fclose(file), 0);
}

static void test_another_image_is_not_taken(void **state)
{
    char *images[] = {NULL, NULL, NULL};

    (void)state;
    watched_reboot_ask();
    images[0] = watched_image_make("other.img", "quiet");
    images[1] = watched_path("missing.img");
    watched_record.image_sha256[31] ^= 1;
    assert_int_equal(watch_run(&watched_record, images, watched_folder), 1);
    watched_calls_check(""); /* not even destroyed */
    free(images[0]);
    free(images[1]);
}

static void test_the_right_image_among_several(void **state)
{
    char *images[] = {NULL, NULL, NULL}, *path;

    (void)state;
    watched_reboot_ask();
    images[0] = watched_image_make("other.img", "another");
    images[1] = watched_image_make("system.img", "quiet");
    path = rebuild_prepare(&watched_record, &watched_record.domains[0], images, watched_folder);
    assert_non_null(path);
    free(path);
    path = watched_file_read("web.cfg");
    assert_non_null(strstr(path, "cmdline = \"quiet\""));
    free(path);
    free(images[0]);
    free(images[1]);
}

static void test_damaged_payload_is_not_taken(void **state)
{
    char *images[] = {NULL, NULL}, *text;

    (void)state;
    watched_reboot_ask();
    images[0] = watched_image_make("system.img", "quiet");
    file_damage(images[0], 10); /* the ramdisk is the last payload */
    assert_int_equal(watch_run(&watched_record, images, watched_folder), 1);
    watched_calls_check("");
    text = watched_file_read("payload-2");
    assert_string_equal(text, "");
    free(text);
    free(images[0]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_another_image_is_not_taken, watched_set_up,
                                        watched_tear_down),
        cmocka_unit_test_setup_teardown(test_the_right_image_among_several, watched_set_up,
                                        watched_tear_down),
        cmocka_unit_test_setup_teardown(test_damaged_payload_is_not_taken, watched_set_up,
                                        watched_tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
