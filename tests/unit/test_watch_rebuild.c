/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The watch builds a domain again that reboots; a stop waits for the end of that.
 */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "dom0/watch.h"
#include "tests/support/fake_store.h"
#include "tests/support/watched.h"

#define UUID "00010203-0405-0607-0809-0a0b0c0d0e0f"

static void test_reboot_builds_it_from_its_image(void **state)
{
    char expected[2048], *text, *images[] = {NULL, NULL};

    (void)state;
    watched_reboot_ask();
    images[0] = watched_image_make("system.img", "say \"\\hi\"\n");
    fake_store.on_wait = watched_power_off;
    assert_int_equal(watch_run(&watched_record, images, watched_folder), 0);
    (void)snprintf(expected, sizeof(expected), "destroy 5\ncreate -qe %s/web.cfg\ndestroy 20\n",
                   watched_folder);
    watched_calls_check(expected);
    (void)snprintf(expected, sizeof(expected),
                   "name = \"web\"\nuuid = \"" UUID "\"\ntype = \"pvh\"\nmemory = 64\nvcpus = 2\n"
                   "kernel = \"%s/payload-1\"\nramdisk = \"%s/payload-2\"\n"
                   "cmdline = \"say \\\"\\\\hi\\\"\\n\"\n"
                   "on_poweroff = \"destroy\"\non_reboot = \"restart\"\non_crash = \"destroy\"\n",
                   watched_folder, watched_folder);
    text = watched_file_read("web.cfg");
    assert_string_equal(text, expected);
    free(text);
    text = watched_file_read("payload-1");
    assert_memory_equal(text, watched_kernel, sizeof(watched_kernel));
    free(text);
    text = watched_file_read("payload-2");
    assert_memory_equal(text, watched_ramdisk, sizeof(watched_ramdisk));
    free(text);
    free(images[0]);
}

/* What the domain that was built again has in the store; then it is powered off. */
static char given[16];

static bool given_note(void)
{
    const char *value = fake_store_value("/local/domain/20/data/greeting");

    if (value)
        (void)snprintf(given, sizeof(given), "%s", value);
    return watched_power_off();
}

/* Its command line and its data are the boot domain's, whose word the image does not have. */
static void test_what_a_boot_domain_gave_is_given_again(void **state)
{
    char *text, *images[] = {NULL, NULL};

    (void)state;
    watched_reboot_ask();
    watched_record.domains[0].cmdline = (struct record_texts){"loud", sizeof("loud")};
    watched_record.domains[0].data =
        (struct record_texts){"greeting\0hello", sizeof("greeting\0hello")};
    images[0] = watched_image_make("system.img", "quiet");
    given[0] = '\0';
    fake_store.on_wait = given_note;
    assert_int_equal(watched_run(images), 0);
    assert_string_equal(given, "hello");
    text = watched_file_read("web.cfg");
    assert_non_null(strstr(text, "\ncmdline = \"loud\"\n"));
    free(text);
    free(images[0]);
}

static void test_data_that_cannot_be_given_again_are_told(void **state)
{
    char *text, *images[] = {NULL, NULL};

    (void)state;
    watched_reboot_ask();
    watched_record.domains[0].data =
        (struct record_texts){"greeting\0hello", sizeof("greeting\0hello")};
    images[0] = watched_image_make("system.img", "quiet");
    fake_store.denied = "/local/domain/20/data/greeting";
    fake_store.on_wait = watched_power_off;
    assert_int_equal(watched_run(images), 0);
    text = watched_file_read("said");
    assert_non_null(strstr(text, "domain web: the boot domain's data are not given to it again: "
                                 "/local/domain/20/data/greeting cannot be written: "));
    assert_non_null(strstr(text, "built again by xl as domain 20"));
    free(text);
    free(images[0]);
}

static void test_stop_amid_a_rebuild_waits_for_its_end(void **state)
{
    char expected[256], script[256], *images[] = {NULL, NULL};
    int status;
    pid_t pid;

    (void)state;
    watched_reboot_ask();
    images[0] = watched_image_make("system.img", "quiet");
    (void)snprintf(script, sizeof(script),
                   "#!/bin/sh\n[ $1 = create ] || kill -TERM $PPID\necho \"$@\" >>%s/calls\n",
                   watched_folder);
    watched_file_write("xl", script, 0755);
    pid = fork();
    if (pid == 0) {
        (void)watch_run(&watched_record, images, watched_folder);
        _exit(0);
    }
    assert_true(pid > 0);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM);
    (void)snprintf(expected, sizeof(expected), "destroy 5\ncreate -qe %s/web.cfg\n",
                   watched_folder);
    watched_calls_check(expected);
    free(images[0]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_reboot_builds_it_from_its_image, watched_set_up,
                                        watched_tear_down),
        cmocka_unit_test_setup_teardown(test_what_a_boot_domain_gave_is_given_again, watched_set_up,
                                        watched_tear_down),
        cmocka_unit_test_setup_teardown(test_data_that_cannot_be_given_again_are_told,
                                        watched_set_up, watched_tear_down),
        cmocka_unit_test_setup_teardown(test_stop_amid_a_rebuild_waits_for_its_end, watched_set_up,
                                        watched_tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
