/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The watch and restarts that do not go well, or that another watch began.
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

#include "tests/support/fake_store.h"
#include "tests/support/watched.h"

#include <xen/sched.h>

#define SAYS "hyperlaunch-init: domain web: "

static void text_check(const char *name, const char *expected)
{
    char *text = watched_file_text(name);

    assert_string_equal(text, expected);
    free(text);
}

static bool something(void)
{
    return true;
}

/* Xl can build again, as soon as it was asked once. */
static bool create_mended(void)
{
    char *path = watched_path("fail-create");

    (void)unlink(path);
    free(path);
    return watched_built.made == 0 || watched_power_off();
}

static void test_build_that_fails_is_tried_again(void **state)
{
    char *images[] = {NULL, NULL};

    (void)state;
    watched_reboot_ask();
    images[0] = watched_image_make("system.img", "quiet");
    watched_file_write("fail-create", "", 0644);
    fake_store.on_wait = create_mended;
    assert_int_equal(watched_run(images), 0);
    text_check("calls", "destroy 5\ncreate -qe DIR/web.cfg\ncreate -qe DIR/web.cfg\ndestroy 20\n");
    text_check("said", "hyperlaunch-init: xl create -qe failed; its own messages say why\n" SAYS
                       "asked for a reboot; destroyed, but not built; that is tried again in a "
                       "second\n" SAYS
                       "asked for a reboot; built again by xl as domain 20, restart 2\n" SAYS
                       "powered off; destroyed\n");
    free(images[0]);
}

static void test_build_that_fails_too_often_is_given_up(void **state)
{
    char *images[] = {NULL, NULL};

    (void)state;
    watched_reboot_ask();
    watched_policy.restart_limit = 1;
    images[0] = watched_image_make("system.img", "quiet");
    watched_file_write("fail-create", "", 0644);
    fake_store.on_wait = something;
    assert_int_equal(watched_run(images), 1);
    text_check("calls", "destroy 5\ncreate -qe DIR/web.cfg\n");
    text_check("said",
               "hyperlaunch-init: xl create -qe failed; its own messages say why\n" SAYS
               "asked for a reboot; destroyed, but not built, and given up after 1 restarts "
               "within 60 s: correct that, then run xl create DIR/web.cfg\n");
    free(images[0]);
}

/* The daemon goes away once the domain is built again: a second watch finds the domain. */
static bool none(void)
{
    return false;
}

static void test_next_watch_finds_what_was_built_again(void **state)
{
    char *images[] = {NULL, NULL};

    (void)state;
    watched_reboot_ask();
    images[0] = watched_image_make("system.img", "quiet");
    fake_store.on_wait = none;
    assert_int_equal(watched_run(images), 3);
    text_check("web.domid", "20\n");
    fake_store.on_wait = watched_power_off;
    assert_int_equal(watched_run(images), 0);
    text_check("calls", "destroy 5\ncreate -qe DIR/web.cfg\ndestroy 20\n");
    free(images[0]);
}

static void test_next_watch_builds_what_was_destroyed(void **state)
{
    char *images[] = {NULL, NULL};

    (void)state;
    watched_reboot_ask();
    fake_guest_find(5)->exists = false;
    images[0] = watched_image_make("system.img", "quiet");
    watched_file_write("web.domid", "0\n", 0644);
    fake_store.on_wait = watched_power_off;
    assert_int_equal(watched_run(images), 0);
    text_check("calls", "create -qe DIR/web.cfg\ndestroy 20\n");
    text_check("said",
               SAYS "was being started again; built again by xl as domain 20, restart 1\n" SAYS
                    "powered off; destroyed\n");
    free(images[0]);
}

/* The domain's number is another's by now. */
static void test_note_of_another_domain_is_no_domain(void **state)
{
    char *images[] = {NULL};

    (void)state;
    watched_add(5, "web");
    watched_add(6, "db")->exists = false;
    watched_file_write("web.domid", "6\n", 0644);
    watched_file_write("db.domid", "5\n", 0644);
    fake_store.on_wait = none;
    assert_int_equal(watched_run(images), 0);
    text_check("calls", "");
}

static void test_note_without_sense_is_ignored(void **state)
{
    static const char *const notes[] = {"", "web\n", "5", "-3\n", "32752\n", "99999999999999\n"};
    char *images[] = {NULL};

    (void)state;
    watched_add(5, "web")->shut_down = true;
    for (size_t i = 0; i < sizeof(notes) / sizeof(notes[0]); i++) {
        watched_file_write("web.domid", notes[i], 0644);
        watched_file_write("fail-destroy", "", 0644);
        watched_file_write("calls", "", 0644);
        assert_int_equal(watched_run(images), 1);
        text_check("calls", "destroy 5\n");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_build_that_fails_is_tried_again, watched_set_up,
                                        watched_tear_down),
        cmocka_unit_test_setup_teardown(test_build_that_fails_too_often_is_given_up, watched_set_up,
                                        watched_tear_down),
        cmocka_unit_test_setup_teardown(test_next_watch_finds_what_was_built_again, watched_set_up,
                                        watched_tear_down),
        cmocka_unit_test_setup_teardown(test_next_watch_builds_what_was_destroyed, watched_set_up,
                                        watched_tear_down),
        cmocka_unit_test_setup_teardown(test_note_of_another_domain_is_no_domain, watched_set_up,
                                        watched_tear_down),
        cmocka_unit_test_setup_teardown(test_note_without_sense_is_ignored, watched_set_up,
                                        watched_tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
