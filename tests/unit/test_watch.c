/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The watch over launched domains: what each end makes it do, and that a domain is built again only
 * from the image that the host was launched from.
 */
#include <errno.h>
#include <glob.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "dom0/rebuild.h"
#include "dom0/watch.h"
#include "core/image/image.h"
#include "tool/pack/write.h"
#include "tests/support/fake_store.h"
#include "tests/unit/fake_dom0.h"

#include <xen/sched.h>

#define UUID "00010203-0405-0607-0809-0a0b0c0d0e0f"

static char folder[64];
static struct record record;
static const uint8_t kernel[] = "a kernel, or what the test takes for one";
static uint8_t ramdisk[700000];

/* A program `xl` that notes how it was called, and fails if a file `fail-WORD` is there. */
static const char xl_script[] = "#!/bin/sh\n"
                                "echo \"$@\" >>%s/calls\n"
                                "[ ! -f %s/fail-$1 ]\n";

static char *in_folder(const char *name)
{
    char *path;

    assert_true(asprintf(&path, "%s/%s", folder, name) >= 0);
    return path;
}

static void file_write(const char *name, const char *text, unsigned int mode)
{
    char *path = in_folder(name);
    FILE *out = fopen(path, "w");

    assert_non_null(out);
    fputs(text, out);
    assert_int_equal(fclose(out), 0);
    assert_int_equal(chmod(path, mode), 0);
    free(path);
}

/* The text of a file, "" where there is none; the caller frees it. */
static char *file_read(const char *name)
{
    char *path = in_folder(name), *text = calloc(1, 1000000);
    FILE *in = fopen(path, "r");

    assert_non_null(text);
    if (in) {
        (void)fread(text, 1, 1000000 - 1, in);
        (void)fclose(in);
    }
    free(path);
    return text;
}

static void calls_check(const char *expected)
{
    char *calls = file_read("calls");

    assert_string_equal(calls, expected);
    free(calls);
}

static struct fake_guest *guest_add(uint32_t domid, const char *name)
{
    struct record_domain *domain = &record.domains[record.domain_count++];

    *domain = (struct record_domain){.domid = domid,
                                     .state = RECORD_RUNNING,
                                     .memory_kib = 65536,
                                     .cpus = 2,
                                     .store = RECORD_STORE_PARAM,
                                     .store_port = 3};
    (void)snprintf(domain->name, sizeof(domain->name), "%s", name);
    for (uint8_t i = 0; i < 16; i++)
        domain->uuid[i] = i;
    return fake_guest_add(domain);
}

static int set_up(void **state)
{
    char script[256], *path;

    (void)state;
    memset(&record, 0, sizeof(record));
    memset(&fake_dom0, 0, sizeof(fake_dom0));
    fake_store_reset();
    (void)strcpy(folder, "/tmp/hyperlaunch-test-XXXXXX");
    assert_non_null(mkdtemp(folder));
    (void)snprintf(script, sizeof(script), xl_script, folder, folder);
    file_write("xl", script, 0755);
    assert_true(asprintf(&path, "%s:/usr/bin:/bin", folder) >= 0);
    assert_int_equal(setenv("PATH", path, 1), 0);
    free(path);
    return 0;
}

static int tear_down(void **state)
{
    glob_t found;
    char *pattern = in_folder("*");

    (void)state;
    assert_int_equal(glob(pattern, 0, NULL, &found), 0);
    for (size_t i = 0; i < found.gl_pathc; i++)
        (void)unlink(found.gl_pathv[i]);
    globfree(&found);
    free(pattern);
    return rmdir(folder);
}

/* Writes a launch image with the first domain of the record, and notes its digest there. */
static char *image_make(const char *name, const char *bootargs)
{
    static struct lcm_plan plan;
    static struct image_writer writer;
    static struct image image;
    const struct lcm_sink sink = {.report = NULL};
    struct lcm_domain *domain = &plan.domains[0];
    char *path = in_folder(name);
    struct stat status;
    uint8_t *bytes;
    FILE *in;

    for (size_t i = 0; i < sizeof(ramdisk); i++)
        ramdisk[i] = (uint8_t)(i / 999);
    memset(&plan, 0, sizeof(plan));
    image_writer_init(&writer);
    writer.level = WRITE_LEVEL_MIN;
    plan.domain_count = 1;
    (void)snprintf(domain->name, sizeof(domain->name), "%s", record.domains[0].name);
    domain->domid = record.domains[0].domid;
    domain->memory_kib = record.domains[0].memory_kib;
    domain->cpus = record.domains[0].cpus;
    domain->kernel = (struct lcm_module){.present = true, .bootargs = bootargs};
    domain->ramdisk = (struct lcm_module){.present = true};
    assert_int_equal(
        image_writer_add(&writer, kernel, sizeof(kernel), false, &domain->kernel.index), 0);
    assert_int_equal(
        image_writer_add(&writer, ramdisk, sizeof(ramdisk), false, &domain->ramdisk.index), 0);
    assert_int_equal(image_writer_save(&writer, &plan, path), WRITE_OK);
    image_writer_release(&writer);
    assert_int_equal(stat(path, &status), 0);
    bytes = malloc((size_t)status.st_size);
    in = fopen(path, "r");
    assert_non_null(in);
    assert_int_equal(fread(bytes, 1, (size_t)status.st_size, in), status.st_size);
    (void)fclose(in);
    assert_int_equal(image_open(&image, bytes, (uint64_t)status.st_size, &sink), 0);
    memcpy(record.image_sha256, image.lcm_digest, sizeof(record.image_sha256));
    free(bytes);
    return path;
}

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

/* -- ends ----------------------------------------------------------------------------------- */

static int turn;

static bool one_after_another(void)
{
    struct fake_guest *guest = &fake_dom0.guests[turn];

    if (turn++ == 2)
        return false;
    guest->shut_down = true;
    return true;
}

/* As `xl save -c` has it: it is suspended, something else ends meanwhile, it goes on; at last it is
 * powered off. */
static bool suspended_and_on(void)
{
    struct fake_guest *guest = &fake_dom0.guests[0];

    switch (turn++) {
    case 0:
        guest->shut_down = true;
        guest->reason = SHUTDOWN_suspend;
        return true;
    case 1:
        return true;
    case 2:
        guest->shut_down = false;
        return true;
    case 3:
        guest->shut_down = true;
        guest->reason = SHUTDOWN_poweroff;
        return true;
    default:
        return false;
    }
}

static void test_each_end_does_what_xl_does(void **state)
{
    char *none[] = {NULL};

    (void)state;
    assert_int_equal(watch_action_for(SHUTDOWN_poweroff, false), WATCH_DESTROY);
    assert_int_equal(watch_action_for(SHUTDOWN_crash, false), WATCH_DESTROY);
    assert_int_equal(watch_action_for(SHUTDOWN_watchdog, false), WATCH_DESTROY);
    assert_int_equal(watch_action_for(SHUTDOWN_reboot, false), WATCH_REBUILD);
    assert_int_equal(watch_action_for(SHUTDOWN_reboot, true), WATCH_DESTROY);
    assert_int_equal(watch_action_for(SHUTDOWN_suspend, true), WATCH_NOTHING);
    assert_int_equal(watch_action_for(SHUTDOWN_soft_reset, false), WATCH_NOTHING);
    guest_add(5, "off")->reason = SHUTDOWN_poweroff;
    guest_add(6, "crash")->reason = SHUTDOWN_crash;
    fake_store.on_wait = one_after_another;
    turn = 0;
    assert_int_equal(watch_run(&record, none, folder), 0);
    assert_int_equal(turn, 2); /* none is left, so it does not wait again */
    calls_check("destroy 5\ndestroy 6\n");
}

static void test_suspend_is_no_end(void **state)
{
    char *none[] = {NULL};

    (void)state;
    guest_add(5, "saved");
    fake_store.on_wait = suspended_and_on;
    turn = 0;
    assert_int_equal(watch_run(&record, none, folder), 0);
    assert_int_equal(turn, 4);
    calls_check("destroy 5\n");
}

static void test_what_ended_before_is_found(void **state)
{
    char *none[] = {NULL};

    (void)state;
    guest_add(5, "off")->shut_down = true;
    guest_add(6, "gone")->exists = false;
    guest_add(8, "dying")->dying = true;   /* xl destroy, by somebody else */
    guest_add(7, "other")->handle[0] ^= 1; /* its id is another domain's now */
    assert_int_equal(watch_run(&record, none, folder), 0);
    calls_check("destroy 5\n");
}

static void test_daemon_that_goes_away(void **state)
{
    char *none[] = {NULL};

    (void)state;
    guest_add(5, "web");
    assert_int_equal(watch_run(&record, none, folder), 3);
    fake_store.down = true;
    assert_int_equal(watch_run(&record, none, folder), 3);
    calls_check("");
}

static void test_failed_destroy_is_told(void **state)
{
    char *none[] = {NULL};

    (void)state;
    guest_add(5, "off")->shut_down = true;
    file_write("fail-destroy", "", 0644);
    assert_int_equal(watch_run(&record, none, folder), 1);
}

/* -- building again ------------------------------------------------------------------------- */

static void reboot_ask(void)
{
    struct fake_guest *guest = guest_add(5, "web");

    guest->shut_down = true;
    guest->reason = SHUTDOWN_reboot;
}

static void test_reboot_builds_it_from_its_image(void **state)
{
    char expected[2048], *text, *images[] = {NULL, NULL};

    (void)state;
    reboot_ask();
    images[0] = image_make("system.img", "say \"\\hi\"\n");
    assert_int_equal(watch_run(&record, images, folder), 0);
    (void)snprintf(expected, sizeof(expected), "destroy 5\ncreate -q %s/web.cfg\n", folder);
    calls_check(expected);
    (void)snprintf(expected, sizeof(expected),
                   "name = \"web\"\nuuid = \"" UUID "\"\ntype = \"pvh\"\nmemory = 64\nvcpus = 2\n"
                   "kernel = \"%s/payload-1\"\nramdisk = \"%s/payload-2\"\n"
                   "cmdline = \"say \\\"\\\\hi\\\"\\n\"\n"
                   "on_poweroff = \"destroy\"\non_reboot = \"restart\"\non_crash = \"destroy\"\n",
                   folder, folder);
    text = file_read("web.cfg");
    assert_string_equal(text, expected);
    free(text);
    text = file_read("payload-1");
    assert_memory_equal(text, kernel, sizeof(kernel));
    free(text);
    text = file_read("payload-2");
    assert_memory_equal(text, ramdisk, sizeof(ramdisk));
    free(text);
    free(images[0]);
}

static void test_another_image_is_not_taken(void **state)
{
    char *images[] = {NULL, NULL, NULL};

    (void)state;
    reboot_ask();
    images[0] = image_make("other.img", "quiet");
    images[1] = in_folder("missing.img");
    record.image_sha256[31] ^= 1;
    assert_int_equal(watch_run(&record, images, folder), 1);
    calls_check(""); /* not even destroyed */
    free(images[0]);
    free(images[1]);
}

static void test_the_right_image_among_several(void **state)
{
    char *images[] = {NULL, NULL, NULL}, *path;

    (void)state;
    reboot_ask();
    images[0] = image_make("other.img", "another");
    images[1] = image_make("system.img", "quiet");
    path = rebuild_prepare(&record, &record.domains[0], images, folder);
    assert_non_null(path);
    free(path);
    path = file_read("web.cfg");
    assert_non_null(strstr(path, "cmdline = \"quiet\""));
    free(path);
    free(images[0]);
    free(images[1]);
}

static void test_damaged_payload_is_not_taken(void **state)
{
    char *images[] = {NULL, NULL}, *text;

    (void)state;
    reboot_ask();
    images[0] = image_make("system.img", "quiet");
    file_damage(images[0], 10); /* the ramdisk is the last payload */
    assert_int_equal(watch_run(&record, images, folder), 1);
    calls_check("");
    text = file_read("payload-2");
    assert_string_equal(text, "");
    free(text);
    free(images[0]);
}

static void test_failed_create_is_told(void **state)
{
    char expected[256], *images[] = {NULL, NULL};

    (void)state;
    reboot_ask();
    images[0] = image_make("system.img", "quiet");
    file_write("fail-create", "", 0644);
    assert_int_equal(watch_run(&record, images, folder), 1);
    (void)snprintf(expected, sizeof(expected), "destroy 5\ncreate -q %s/web.cfg\n", folder);
    calls_check(expected);
    free(images[0]);
}

static void test_stop_amid_a_rebuild_waits_for_its_end(void **state)
{
    char expected[256], script[256], *images[] = {NULL, NULL};
    int status;
    pid_t pid;

    (void)state;
    reboot_ask();
    images[0] = image_make("system.img", "quiet");
    (void)snprintf(script, sizeof(script),
                   "#!/bin/sh\n[ $1 = create ] || kill -TERM $PPID\necho \"$@\" >>%s/calls\n",
                   folder);
    file_write("xl", script, 0755);
    pid = fork();
    if (pid == 0) {
        (void)watch_run(&record, images, folder);
        _exit(0);
    }
    assert_true(pid > 0);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM);
    (void)snprintf(expected, sizeof(expected), "destroy 5\ncreate -q %s/web.cfg\n", folder);
    calls_check(expected);
    free(images[0]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_each_end_does_what_xl_does, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_suspend_is_no_end, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_what_ended_before_is_found, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_daemon_that_goes_away, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_failed_destroy_is_told, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_reboot_builds_it_from_its_image, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_another_image_is_not_taken, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_the_right_image_among_several, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_damaged_payload_is_not_taken, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_failed_create_is_told, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_stop_amid_a_rebuild_waits_for_its_end, set_up,
                                        tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
