/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Building a domain again where files change or shrink: only what was verified is used.
 */
#include <sys/stat.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "dom0/launch_image.h"
#include "dom0/payload_file.h"
#include "tests/support/disk/folder_room.h"

/* Puts `bytes` in the place of web's unpacked kernel, and has it built again. */
static void stale_check(const void *bytes, size_t size)
{
    char *image = image_make("system.img", "quiet"), *stale = in_folder("payload-1"), *path;

    rebuild_file_write(stale, bytes, size);
    path = rebuild_again(0, image, NULL);
    assert_non_null(path);
    payload_check(1, rebuild_kernels[WEB].bytes, rebuild_kernels[WEB].size);
    assert_false(in_folder_exists("payload-1.new"));
    free(path);
    free(stale);
    free(image);
}

static void test_unpacked_file_that_was_changed_is_not_used(void **state)
{
    uint8_t *changed = malloc(rebuild_kernels[WEB].size + 1);

    (void)state;
    assert_non_null(changed);
    memcpy(changed, rebuild_kernels[WEB].bytes, rebuild_kernels[WEB].size);
    changed[rebuild_kernels[WEB].size] = 0;
    stale_check(changed, rebuild_kernels[WEB].size + 1); /* longer */
    stale_check(changed, rebuild_kernels[WEB].size - 1); /* cut off */
    changed[rebuild_kernels[WEB].size - 1] ^= 1;
    stale_check(changed, rebuild_kernels[WEB].size);
    stale_check("", 0);
    free(changed);
}

static void test_unpacked_file_that_cannot_be_verified_is_not_used(void **state)
{
    char *image = image_make("system.img", "quiet"), *path = rebuild_again(0, image, NULL);

    (void)state;
    assert_non_null(path);
    free(path);
    payload_damage(image, 1);
    assert_null(rebuild_again(2, image, NULL));
    assert_true(in_folder_exists("payload-1")); /* another domain's, too */
    free(image);
}

static struct launch_image *image_find(char *path)
{
    static struct launch_image found;
    char *images[] = {path, NULL};

    assert_true(launch_image_find(&found, images, &rebuild_record));
    return &found;
}

static void test_image_that_shrinks_is_refused(void **state)
{
    char *path = image_make("system.img", "quiet");
    struct launch_image *image = image_find(path);
    const char *why = NULL;

    (void)state;
    assert_int_equal(truncate(path, IMAGE_ALIGN), 0);
    assert_null(launch_image_payload(image, 1, &why));
    assert_non_null(why);
    launch_image_close(image);
    free(path);
}

static void test_image_that_changes_is_refused(void **state)
{
    char *path = image_make("system.img", "quiet");
    struct launch_image *image = image_find(path);
    struct payload_file file;

    (void)state;
    payload_damage(path, 1);
    assert_false(payload_file_make(&file, image, 1, rebuild_folder));
    assert_int_equal(folder_files_count(), 1); /* the image */
    launch_image_close(image);
    free(path);
}

static void test_later_changes_do_not_reach_what_was_read(void **state)
{
    char *path = image_make("system.img", "quiet");
    struct launch_image *image = image_find(path);
    const char *why = NULL;
    uint8_t *bytes = launch_image_payload(image, 1, &why), *before;
    size_t size = image->image.plan.payloads[0].stored_size;

    (void)state;
    assert_non_null(bytes);
    before = malloc(size);
    assert_non_null(before);
    memcpy(before, bytes, size);
    payload_damage(path, 1);
    assert_int_equal(truncate(path, 0), 0);
    assert_memory_equal(bytes, before, size);
    free(before);
    free(bytes);
    launch_image_close(image);
    free(path);
}

static void test_fifo_does_not_stop_the_watch(void **state)
{
    char *fifo = in_folder("fifo.img"), *image = image_make("system.img", "quiet"), *path;

    (void)state;
    assert_int_equal(mkfifo(fifo, 0600), 0);
    path = rebuild_again(0, fifo, image);
    assert_non_null(path);
    free(path);
    free(fifo);
    free(image);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_ROOM(test_unpacked_file_that_was_changed_is_not_used),
        WITH_ROOM(test_unpacked_file_that_cannot_be_verified_is_not_used),
        WITH_ROOM(test_image_that_shrinks_is_refused),
        WITH_ROOM(test_image_that_changes_is_refused),
        WITH_ROOM(test_later_changes_do_not_reach_what_was_read),
        WITH_ROOM(test_fifo_does_not_stop_the_watch),
    };

    return cmocka_run_group_tests(tests, make_payloads, free_payloads);
}
