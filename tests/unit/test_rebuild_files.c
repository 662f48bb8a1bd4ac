/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Building a domain again where files change, shrink, do not fit, or where xl cannot do it: what is
 * used was verified, and nothing is left of what failed.
 */
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#include "dom0/launch_image.h"
#include "dom0/payload_file.h"
#include "tests/unit/rebuild_set.h"

/* Bytes that the folder's file system has free, as this program is told. */
static uint64_t room;

int statvfs(const char *path, struct statvfs *status)
{
    (void)path;
    *status = (struct statvfs){.f_frsize = 512, .f_bavail = room / 512};
    return 0;
}

static int set_up_with_room(void **state)
{
    room = UINT64_C(1) << 30;
    return set_up(state);
}

/* Counts the files in the folder. */
static size_t files_count(void)
{
    char *pattern = in_folder("*");
    glob_t found = {0};
    size_t count;

    (void)glob(pattern, 0, NULL, &found);
    count = found.gl_pathc;
    globfree(&found);
    free(pattern);
    return count;
}

/* -- what stands there already --------------------------------------------------------------- */

/* Puts `bytes` in the place of web's unpacked kernel, and has it built again. */
static void stale_check(const void *bytes, size_t size)
{
    char *image = image_make("system.img", "quiet"), *stale = in_folder("payload-1"), *path;

    file_write(stale, bytes, size);
    path = prepare(0, image, NULL);
    assert_non_null(path);
    payload_check(1, kernels[WEB].bytes, kernels[WEB].size);
    assert_false(exists("payload-1.new"));
    free(path);
    free(stale);
    free(image);
}

static void test_unpacked_file_that_was_changed_is_not_used(void **state)
{
    uint8_t *changed = malloc(kernels[WEB].size + 1);

    (void)state;
    assert_non_null(changed);
    memcpy(changed, kernels[WEB].bytes, kernels[WEB].size);
    changed[kernels[WEB].size] = 0;
    stale_check(changed, kernels[WEB].size + 1); /* longer */
    stale_check(changed, kernels[WEB].size - 1); /* cut off */
    changed[kernels[WEB].size - 1] ^= 1;
    stale_check(changed, kernels[WEB].size);
    stale_check("", 0);
    free(changed);
}

static void test_unpacked_file_that_cannot_be_verified_is_not_used(void **state)
{
    char *image = image_make("system.img", "quiet"), *path = prepare(0, image, NULL);

    (void)state;
    assert_non_null(path);
    free(path);
    payload_damage(image, 1);
    assert_null(prepare(2, image, NULL));
    assert_true(exists("payload-1")); /* another domain's, too */
    free(image);
}

/* -- an image that does not stay as it is ---------------------------------------------------- */

static struct launch_image *image_find(char *path)
{
    static struct launch_image found;
    char *images[] = {path, NULL};

    assert_true(launch_image_find(&found, images, &record));
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
    assert_false(payload_file_make(&file, image, 1, folder));
    assert_int_equal(files_count(), 1); /* the image */
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
    path = prepare(0, fifo, image);
    assert_non_null(path);
    free(path);
    free(fifo);
    free(image);
}

/* -- room ------------------------------------------------------------------------------------ */

static void test_nothing_is_written_without_room(void **state)
{
    char *image = image_make("system.img", "quiet");

    (void)state;
    room = kernels[WEB].size; /* and nothing for others */
    assert_null(prepare(0, image, NULL));
    assert_int_equal(files_count(), 1);
    free(image);
}

static void test_nothing_is_left_where_the_ramdisk_has_no_room(void **state)
{
    char *image = image_make("system.img", "quiet");

    (void)state;
    room = (1 << 20) + RAMDISK_SIZE - 1;
    assert_null(prepare(0, image, NULL));
    assert_int_equal(files_count(), 1);
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
    assert_null(prepare(0, image, NULL));
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    assert_int_equal(files_count(), 1);
    free(image);
}

static void test_nothing_is_left_where_the_configuration_cannot_be_written(void **state)
{
    char *image = image_make("system.img", "quiet"), *taken = in_folder("web.cfg");

    (void)state;
    assert_int_equal(mkdir(taken, 0700), 0);
    assert_null(prepare(0, image, NULL));
    assert_int_equal(files_count(), 2);
    assert_int_equal(rmdir(taken), 0);
    free(taken);
    free(image);
}

static void test_what_others_use_stays_after_a_failure(void **state)
{
    char *image = image_make("system.img", "quiet"), *path = prepare(2, image, NULL);

    (void)state;
    assert_non_null(path); /* bare has web's kernel */
    free(path);
    payload_damage(image, 2);
    assert_null(prepare(0, image, NULL));
    payload_check(1, kernels[WEB].bytes, kernels[WEB].size);
    assert_false(exists("payload-2"));
    free(image);
}

/* -- what xl is told ------------------------------------------------------------------------- */

static void test_domain_without_a_store_is_refused(void **state)
{
    const struct set_domain domain = {.name = "web",
                                      .domid = 5,
                                      .memory_kib = 65536,
                                      .cpus = 1,
                                      .kernel = &kernels[WEB],
                                      .enhanced = LCM_ENHANCED_NO_XENSTORE};
    struct set_image set = set_build(&domain, 1);
    char *image = image_put("system.img", &set);

    (void)state;
    assert_null(prepare(0, image, NULL));
    assert_int_equal(files_count(), 1);
    set_free(&set);
    free(image);
}

/* The line of the configuration about grant tables; "" where there is none. */
static char *grant_line(uint32_t recorded, struct lcm_limit asked)
{
    static char line[64];
    static struct lcm_plan plan;
    char *text = NULL, *at;
    size_t size;
    FILE *out = open_memstream(&text, &size);

    plan = (struct lcm_plan){.domain_count = 1, .domains[0].limits.grant_version = asked};
    record.domains[0].grant_version = recorded;
    assert_non_null(out);
    rebuild_config_write(out, &record.domains[0], "/run/k", NULL, &plan, &plan.domains[0]);
    assert_int_equal(fclose(out), 0);
    at = strstr(text, "max_grant_version");
    (void)snprintf(line, sizeof(line), "%.*s", at ? (int)strcspn(at, "\n") : 0, at ? at : "");
    free(text);
    return line;
}

static void test_grant_version_is_the_one_that_it_was_launched_with(void **state)
{
    (void)state;
    assert_string_equal(grant_line(1, (struct lcm_limit){0}), "max_grant_version = 1");
    assert_string_equal(grant_line(2, (struct lcm_limit){0}), "max_grant_version = 2");
    /* A Xen without such a limit, or a record of a launcher that did not tell. */
    assert_string_equal(grant_line(0, (struct lcm_limit){0}), "");
    assert_string_equal(grant_line(0, (struct lcm_limit){2, true}), "max_grant_version = 2");
}

#define WITH_ROOM(test) cmocka_unit_test_setup_teardown(test, set_up_with_room, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_ROOM(test_unpacked_file_that_was_changed_is_not_used),
        WITH_ROOM(test_unpacked_file_that_cannot_be_verified_is_not_used),
        WITH_ROOM(test_image_that_shrinks_is_refused),
        WITH_ROOM(test_image_that_changes_is_refused),
        WITH_ROOM(test_later_changes_do_not_reach_what_was_read),
        WITH_ROOM(test_fifo_does_not_stop_the_watch),
        WITH_ROOM(test_nothing_is_written_without_room),
        WITH_ROOM(test_nothing_is_left_where_the_ramdisk_has_no_room),
        WITH_ROOM(test_nothing_is_left_of_a_write_that_fails),
        WITH_ROOM(test_nothing_is_left_where_the_configuration_cannot_be_written),
        WITH_ROOM(test_what_others_use_stays_after_a_failure),
        WITH_ROOM(test_domain_without_a_store_is_refused),
        WITH_ROOM(test_grant_version_is_the_one_that_it_was_launched_with),
    };

    return cmocka_run_group_tests(tests, make_payloads, free_payloads);
}
