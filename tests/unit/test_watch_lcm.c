/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The LCM beside the record is enough for who needs no payloads, if it is the one of this host.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "dom0/launch_image.h"
#include "tests/support/watched.h"

static struct launch_image found;
static char *none[] = {NULL};

/* Leaves of an image its LCM alone, as a file lcm.dtb in the same folder. */
static void lcm_put(char *image)
{
    char *path = watched_path("lcm.dtb");
    uint8_t head[8];
    FILE *file = fopen(image, "r");

    assert_non_null(file);
    assert_int_equal(fread(head, 1, sizeof(head), file), sizeof(head));
    (void)fclose(file);
    assert_int_equal(rename(image, path), 0);
    assert_int_equal(truncate(path, (off_t)((uint32_t)head[4] << 24 | (uint32_t)head[5] << 16 |
                                            (uint32_t)head[6] << 8 | head[7])),
                     0);
    free(path);
}

static bool lcm_find(char **images)
{
    char *record = watched_path("record.dtb");
    bool good = launch_lcm_find(&found, record, images, &watched_record);

    free(record);
    return good;
}

static void test_lcm_beside_the_record_is_enough(void **state)
{
    char *image;

    (void)state;
    (void)watched_add(5, "web");
    image = watched_image_make("system.img", "quiet");
    lcm_put(image);
    assert_true(lcm_find(none));
    assert_string_equal(found.image.plan.domains[0].kernel.bootargs, "quiet");
    launch_image_close(&found);
    assert_false(launch_image_find(&found, none, &watched_record));
    free(image);
}

static void test_lcm_of_another_launch_is_not_taken(void **state)
{
    char *image, *images[] = {NULL, NULL};

    (void)state;
    (void)watched_add(5, "web");
    image = watched_image_make("system.img", "quiet");
    lcm_put(image);
    watched_record.image_sha256[0] ^= 1;
    assert_false(lcm_find(none));
    free(image);
    images[0] = watched_image_make("other.img", "of the record");
    assert_true(lcm_find(images));
    assert_string_equal(found.image.plan.domains[0].kernel.bootargs, "of the record");
    launch_image_close(&found);
    free(images[0]);
}

static void test_what_is_no_lcm_is_not_taken(void **state)
{
    (void)state;
    watched_file_write("lcm.dtb", "not a device tree, but long enough for the header of one", 0644);
    assert_false(lcm_find(none));
    watched_file_write("lcm.dtb", "", 0644);
    assert_false(lcm_find(none));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_lcm_beside_the_record_is_enough, watched_set_up,
                                        watched_tear_down),
        cmocka_unit_test_setup_teardown(test_lcm_of_another_launch_is_not_taken, watched_set_up,
                                        watched_tear_down),
        cmocka_unit_test_setup_teardown(test_what_is_no_lcm_is_not_taken, watched_set_up,
                                        watched_tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
