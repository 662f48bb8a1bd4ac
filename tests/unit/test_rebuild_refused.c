/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Building a domain again from images that are wrong, cut off or damaged: refused, nothing is
 * written.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/support/rebuild_set.h"
#include "dom0/rebuild.h"

static void assert_nothing_written(void)
{
    assert_false(in_folder_exists("payload-1"));
    assert_false(in_folder_exists("web.cfg"));
}

static void test_image_of_another_launch_is_refused(void **state)
{
    char *image = image_make("system.img", "quiet");

    (void)state;
    for (unsigned int i = 0; i < sizeof(rebuild_record.image_sha256); i += 31) {
        rebuild_record.image_sha256[i] ^= 0x80;
        assert_null(rebuild_again(0, image, NULL));
        rebuild_record.image_sha256[i] ^= 0x80;
    }
    assert_nothing_written();
    free(image);
}

static void test_image_that_is_cut_off_is_refused(void **state)
{
    struct set_image set = rebuild_set_make("quiet");
    char *image = image_put("system.img", &set);

    (void)state;
    assert_int_equal(truncate(image, (off_t)set.size / 2), 0);
    assert_null(rebuild_again(0, image, NULL));
    assert_int_equal(truncate(image, 0), 0);
    assert_null(rebuild_again(0, image, NULL));
    assert_int_equal(unlink(image), 0);
    assert_null(rebuild_again(0, image, NULL));
    assert_nothing_written();
    free(image);
    set_free(&set);
}

static void test_damaged_payload_is_refused_for_those_who_need_it(void **state)
{
    char *image = image_make("system.img", "quiet"), *path;

    (void)state;
    payload_damage(image, 1);
    assert_null(rebuild_again(0, image, NULL));
    assert_null(rebuild_again(2, image, NULL));
    assert_nothing_written();
    path = rebuild_again(1, image, NULL);
    assert_non_null(path);
    free(path);
    free(image);
}

static void test_payload_that_does_not_decode_is_refused(void **state)
{
    struct set_image set;
    char *image;

    (void)state;
    rebuild_kernels[WEB].undecodable = true;
    set = rebuild_set_make("quiet");
    rebuild_kernels[WEB].undecodable = false;
    image = image_put("system.img", &set);
    assert_null(rebuild_again(0, image, NULL));
    assert_nothing_written();
    set_free(&set);
    free(image);
}

static void test_domain_that_the_image_does_not_have(void **state)
{
    char *image = image_make("system.img", "quiet");

    (void)state;
    rebuild_record.domains[0].domid = 6;
    assert_null(rebuild_again(0, image, NULL));
    assert_nothing_written();
    free(image);
}

static void test_folder_that_cannot_be_written(void **state)
{
    char *images[] = {image_make("system.img", "quiet"), NULL}, *missing = in_folder("missing");

    (void)state;
    assert_null(rebuild_prepare(&rebuild_record, &rebuild_record.domains[0], images, missing));
    free(missing);
    free(images[0]);
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, rebuild_set_up, rebuild_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_FOLDER(test_image_of_another_launch_is_refused),
        IN_FOLDER(test_image_that_is_cut_off_is_refused),
        IN_FOLDER(test_damaged_payload_is_refused_for_those_who_need_it),
        IN_FOLDER(test_payload_that_does_not_decode_is_refused),
        IN_FOLDER(test_domain_that_the_image_does_not_have),
        IN_FOLDER(test_folder_that_cannot_be_written),
    };

    return cmocka_run_group_tests(tests, make_payloads, free_payloads);
}
