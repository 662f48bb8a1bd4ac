/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Building a domain again: xl's configuration character by character, and payloads byte by byte
 * from launch images that the project's own writer made.
 */
#include <libxlutil.h>

#include <sys/stat.h>

#include "tests/unit/rebuild_set.h"
#include "tool/base/tool.h"
#include "tool/import/import.h"

#define ENDS "on_poweroff = \"destroy\"\non_reboot = \"restart\"\non_crash = \"destroy\"\n"

/* -- the configuration ----------------------------------------------------------------------- */

static char *config_of(const struct record_domain *domain, const char *kernel, const char *initrd,
                       const char *bootargs)
{
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    static struct lcm_plan lone;

    assert_non_null(out);
    lone = (struct lcm_plan){.domain_count = 1, .domains[0].kernel.bootargs = bootargs};
    rebuild_config_write(out, domain, kernel, initrd, &lone, &lone.domains[0]);
    assert_int_equal(fclose(out), 0);
    return text;
}

static void test_configuration_of_each_kind(void **state)
{
    char *text = config_of(&record.domains[0], "/run/k", "/run/r", "quiet console=hvc0");

    (void)state;
    assert_string_equal(text, "name = \"web\"\nuuid = \"50515253-5455-5657-5859-5a5b5c5d5e5f\"\n"
                              "type = \"pvh\"\nmemory = 64\nvcpus = 2\nkernel = \"/run/k\"\n"
                              "ramdisk = \"/run/r\"\ncmdline = \"quiet console=hvc0\"\n" ENDS);
    free(text);
    text = config_of(&record.domains[1], "/run/k", NULL, NULL);
    assert_string_equal(text, "name = \"db\"\nuuid = \"30313233-3435-3637-3839-3a3b3c3d3e3f\"\n"
                              "type = \"pv\"\nmemory = 32\nvcpus = 1\nkernel = \"/run/k\"\n" ENDS);
    free(text);
    /* 4100 KiB: xl counts in MiB, and a domain must not get less than before. */
    text = config_of(&record.domains[2], "/run/k", "/run/r", NULL);
    assert_string_equal(text, "name = \"bare\"\nuuid = \"90919293-9495-9697-9899-9a9b9c9d9e9f\"\n"
                              "type = \"pvh\"\nmemory = 5\nvcpus = 1\nkernel = \"/run/k\"\n"
                              "ramdisk = \"/run/r\"\n" ENDS);
    free(text);
    /* An empty command line was given, an absent one was not. */
    text = config_of(&record.domains[2], "/run/k", NULL, "");
    assert_non_null(strstr(text, "kernel = \"/run/k\"\ncmdline = \"\"\n" ENDS));
    free(text);
}

/* What the image says of it beside that goes into xl's words. */
static void test_configuration_of_limits_and_places(void **state)
{
    static struct lcm_plan plan;
    struct record_domain domain = record.domains[0];
    const struct import_domain *again;
    struct import_set *imported;
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);

    (void)state;
    assert_non_null(out);
    domain.cpus = 3;
    plan = (struct lcm_plan){
        .domain_count = 2,
        .domains[1] = {.limits = {{8, true}, {1, true}, {40, true}, {0, true}, {64, true}},
                       .security_id = "system_u:system_r:domU_t",
                       .reboot_destroys = true},
        .affinity_count = 3,
        .affinities = {{.domain = 1, .vcpu = 2, .hard = {{0xd}}},
                       {.domain = 0, .vcpu = 3, .hard = {{0x1}}},
                       {.domain = 1, .vcpu = 0, .hard = {{0x2}}}},
    };
    domain.cpupool = 3;
    rebuild_config_write(out, &domain, "/run/k", NULL, &plan, &plan.domains[1]);
    assert_int_equal(fclose(out), 0);
    assert_non_null(strstr(text, "kernel = \"/run/k\"\nshadow_memory = 8\nmax_grant_version = 1\n"
                                 "max_grant_frames = 40\nmax_maptrack_frames = 0\n"
                                 "max_event_channels = 64\n"
                                 "seclabel = \"system_u:system_r:domU_t\"\npool = \"3\"\n"
                                 "cpus = [\"1\", \"all\", \"0,2-3\"]\n"
                                 "on_poweroff = \"destroy\"\non_reboot = \"destroy\"\n"
                                 "on_crash = \"destroy\"\n"));

    /* And back: what xl would build again can be launched again. */
    imported = calloc(1, sizeof(*imported));
    assert_non_null(imported);
    assert_int_equal(import_xl(imported, "web.cfg", text, size), TOOL_FINE);
    assert_int_equal(imported->count, 1);
    again = &imported->domains[0];
    assert_string_equal(again->name, "web");
    assert_string_equal(again->kernel, "/run/k");
    assert_int_equal(again->memory_kib, 64 * 1024);
    assert_int_equal(again->vcpus, 3);
    assert_false(again->pv);
    assert_true(again->reboot_destroys);
    assert_string_equal(again->label, "system_u:system_r:domU_t");
    assert_memory_equal(&again->limits, &plan.domains[1].limits, sizeof(again->limits));
    assert_true(again->affinity[0].given && again->affinity[2].given);
    assert_false(again->affinity[1].given);
    assert_memory_equal(&again->affinity[2].hard, &plan.affinities[0].hard, sizeof(struct bits));
    /* The pool's CPUs are not in xl's words, and a label is not for each Xen. */
    assert_int_equal(imported->note_count, 2);
    assert_non_null(strstr(imported->notes[0].text, "seclabel = "));
    assert_non_null(strstr(imported->notes[1].text, "pool = \"3\": "));
    import_release(imported);
    free(imported);
    free(text);
}

/* Checks a string of the configuration as xl itself reads it. */
static void string_check(const char *text, const char *name, const char *expected)
{
    XLU_Config *config = xlu_cfg_init(stderr, "test");
    const char *found = NULL;

    assert_non_null(config);
    assert_int_equal(xlu_cfg_readdata(config, text, (int)strlen(text)), 0);
    assert_int_equal(xlu_cfg_get_string(config, name, &found, 0), 0);
    assert_string_equal(found, expected);
    xlu_cfg_destroy(config);
}

static void test_every_character_of_a_command_line_is_kept(void **state)
{
    char bootargs[256], *text;

    (void)state;
    for (unsigned int i = 0; i < 255; i++)
        bootargs[i] = (char)(i + 1);
    bootargs[255] = '\0';
    text = config_of(&record.domains[0], "/run/a\"b", "/run/c\\d'", bootargs);
    string_check(text, "kernel", "/run/a\"b");
    string_check(text, "ramdisk", "/run/c\\d'");
    string_check(text, "cmdline", bootargs);
    string_check(text, "on_crash", "destroy");
    free(text);
}

static void test_no_command_line_becomes_a_setting(void **state)
{
    char *text = config_of(&record.domains[0], "/run/k", NULL, "x\"\non_crash = \"preserve");

    (void)state;
    assert_non_null(strstr(text, "cmdline = \"x\\\"\\non_crash = \\\"preserve\"\n" ENDS));
    string_check(text, "on_crash", "destroy");
    string_check(text, "cmdline", "x\"\non_crash = \"preserve");
    free(text);
    text = config_of(&record.domains[0], "/run/k", NULL, "ends with \\");
    string_check(text, "cmdline", "ends with \\");
    string_check(text, "on_reboot", "restart");
    free(text);
}

/* -- images and payloads --------------------------------------------------------------------- */

static void test_payloads_are_written_whole(void **state)
{
    char *image = image_make("system.img", "quiet"), *expected, *path;

    (void)state;
    path = prepare(0, image, NULL);
    assert_non_null(path);
    payload_check(1, kernels[WEB].bytes, kernels[WEB].size);
    payload_check(2, ramdisk, sizeof(ramdisk));
    assert_false(exists("payload-3"));
    assert_true(asprintf(&expected,
                         "name = \"web\"\nuuid = \"50515253-5455-5657-5859-5a5b5c5d5e5f\"\n"
                         "type = \"pvh\"\nmemory = 64\nvcpus = 2\nkernel = \"%s/payload-1\"\n"
                         "ramdisk = \"%s/payload-2\"\ncmdline = \"quiet\"\n" ENDS,
                         folder, folder) >= 0);
    file_check(path, expected, strlen(expected));
    free(expected);
    free(path);

    /* The other domains find theirs by domid, not by place. */
    path = prepare(1, image, NULL);
    assert_non_null(path);
    payload_check(3, kernels[DB].bytes, kernels[DB].size);
    payload_check(4, noise, sizeof(noise));
    free(path);
    path = prepare(2, image, NULL);
    assert_true(asprintf(&expected,
                         "name = \"bare\"\nuuid = \"90919293-9495-9697-9899-9a9b9c9d9e9f\"\n"
                         "type = \"pvh\"\nmemory = 5\nvcpus = 1\nkernel = \"%s/payload-1\"\n" ENDS,
                         folder) >= 0);
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
    path = prepare(0, image, NULL);
    free(path);
    assert_int_equal(stat(kernel, &before), 0);
    path = prepare(2, image, NULL);
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
    memset(ramdisk, 0x77, sizeof(ramdisk));
    file_write(left, ramdisk, sizeof(ramdisk));
    bytes_fill(ramdisk, sizeof(ramdisk), 11, false);
    path = prepare(0, image, NULL);
    assert_non_null(path);
    payload_check(1, kernels[WEB].bytes, kernels[WEB].size);
    assert_false(exists("payload-1.new"));
    free(path);
    free(left);
    free(image);
}

static void test_right_image_is_found_among_others(void **state)
{
    char *other = image_make("other.img", "another"), *right = image_make("system.img", "right");
    char *text = in_folder("notes.txt"), *empty = in_folder("empty.img"), *path;
    char *images[] = {empty, text, other, folder, right, NULL};

    (void)state;
    file_write(text, "no image", 8);
    file_write(empty, "", 0);
    path = rebuild_prepare(&record, &record.domains[0], images, folder);
    assert_non_null(path);
    payload_check(2, ramdisk, sizeof(ramdisk));
    free(path);
    free(other);
    free(right);
    free(text);
    free(empty);
}

static void assert_nothing_written(void)
{
    assert_false(exists("payload-1"));
    assert_false(exists("web.cfg"));
}

static void test_image_of_another_launch_is_refused(void **state)
{
    char *image = image_make("system.img", "quiet");

    (void)state;
    for (unsigned int i = 0; i < sizeof(record.image_sha256); i += 31) {
        record.image_sha256[i] ^= 0x80;
        assert_null(prepare(0, image, NULL));
        record.image_sha256[i] ^= 0x80;
    }
    assert_nothing_written();
    free(image);
}

static void test_image_that_is_cut_off_is_refused(void **state)
{
    struct set_image set = set_make("quiet");
    char *image = image_put("system.img", &set);

    (void)state;
    assert_int_equal(truncate(image, (off_t)set.size / 2), 0);
    assert_null(prepare(0, image, NULL));
    assert_int_equal(truncate(image, 0), 0);
    assert_null(prepare(0, image, NULL));
    assert_int_equal(unlink(image), 0);
    assert_null(prepare(0, image, NULL));
    assert_nothing_written();
    free(image);
    set_free(&set);
}

static void test_damaged_payload_is_refused_for_those_who_need_it(void **state)
{
    char *image = image_make("system.img", "quiet"), *path;

    (void)state;
    payload_damage(image, 1);
    assert_null(prepare(0, image, NULL));
    assert_null(prepare(2, image, NULL));
    assert_nothing_written();
    path = prepare(1, image, NULL);
    assert_non_null(path);
    free(path);
    free(image);
}

static void test_payload_that_does_not_decode_is_refused(void **state)
{
    struct set_image set;
    char *image;

    (void)state;
    kernels[WEB].undecodable = true;
    set = set_make("quiet");
    kernels[WEB].undecodable = false;
    image = image_put("system.img", &set);
    assert_null(prepare(0, image, NULL));
    assert_nothing_written();
    set_free(&set);
    free(image);
}

static void test_domain_that_the_image_does_not_have(void **state)
{
    char *image = image_make("system.img", "quiet");

    (void)state;
    record.domains[0].domid = 6;
    assert_null(prepare(0, image, NULL));
    assert_nothing_written();
    free(image);
}

static void test_folder_that_cannot_be_written(void **state)
{
    char *images[] = {image_make("system.img", "quiet"), NULL}, *missing = in_folder("missing");

    (void)state;
    assert_null(rebuild_prepare(&record, &record.domains[0], images, missing));
    free(missing);
    free(images[0]);
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_FOLDER(test_configuration_of_each_kind),
        IN_FOLDER(test_configuration_of_limits_and_places),
        IN_FOLDER(test_every_character_of_a_command_line_is_kept),
        IN_FOLDER(test_no_command_line_becomes_a_setting),
        IN_FOLDER(test_payloads_are_written_whole),
        IN_FOLDER(test_payload_that_stands_there_is_not_written_again),
        IN_FOLDER(test_what_a_stopped_write_left_is_written_over),
        IN_FOLDER(test_right_image_is_found_among_others),
        IN_FOLDER(test_image_of_another_launch_is_refused),
        IN_FOLDER(test_image_that_is_cut_off_is_refused),
        IN_FOLDER(test_damaged_payload_is_refused_for_those_who_need_it),
        IN_FOLDER(test_payload_that_does_not_decode_is_refused),
        IN_FOLDER(test_domain_that_the_image_does_not_have),
        IN_FOLDER(test_folder_that_cannot_be_written),
    };

    return cmocka_run_group_tests(tests, make_payloads, free_payloads);
}
