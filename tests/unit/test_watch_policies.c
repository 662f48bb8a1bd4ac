/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The watch does when a domain ends what its LCM says: destroys it, starts it again, preserves it,
 * or gives it up.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/fake_store.h"
#include "tests/support/watched.h"

#include <xen/sched.h>

#define SAYS "hyperlaunch-init: domain web: "

/* Runs the watch over domain 5, "web", that ended for this reason. */
static int ended_run(uint8_t reason)
{
    char *images[] = {NULL, NULL};
    struct fake_guest *guest = watched_add(5, "web");
    int status;

    guest->shut_down = true;
    guest->reason = reason;
    images[0] = watched_image_make("system.img", "quiet");
    fake_store.on_wait = watched_power_off;
    status = watched_run(images);
    free(images[0]);
    return status;
}

/* Checks what xl was called for, and what the watch said. */
static void outcome_check(const char *calls, const char *said)
{
    char *text = watched_file_text("calls");

    assert_string_equal(text, calls);
    free(text);
    text = watched_file_text("said");
    assert_string_equal(text, said);
    free(text);
}

static void test_crash_starts_it_again(void **state)
{
    char *text;

    (void)state;
    watched_policy.on_crash = LCM_END_RESTART;
    assert_int_equal(ended_run(SHUTDOWN_watchdog), 0);
    outcome_check("destroy 5\ncreate -qe DIR/web.cfg\ndestroy 20\n", SAYS
                  "was stopped by its watchdog; built again by xl as domain 20, restart 1\n" SAYS
                  "powered off; destroyed\n");
    text = watched_file_text("web.cfg");
    assert_non_null(strstr(text, "on_poweroff = \"destroy\"\non_reboot = \"restart\"\n"
                                 "on_crash = \"restart\"\n"));
    free(text);
}

static void test_power_off_preserves_it(void **state)
{
    (void)state;
    watched_policy.on_poweroff = LCM_END_PRESERVE;
    assert_int_equal(ended_run(SHUTDOWN_poweroff), 0);
    outcome_check("", SAYS "powered off; preserved as it is, with its memory; xl destroy web ends "
                           "that\n");
}

static void test_reboot_destroys_it(void **state)
{
    (void)state;
    watched_policy.on_reboot = LCM_REBOOT_DESTROY;
    assert_int_equal(ended_run(SHUTDOWN_reboot), 0);
    outcome_check("destroy 5\n", SAYS "asked for a reboot; destroyed\n");
}

/* A policy is the LCM's, whatever the record says. */
static void test_each_restart_is_served_by_the_same_policy(void **state)
{
    (void)state;
    watched_policy.on_crash = LCM_END_PRESERVE;
    watched_built =
        (struct watched_built){.count = 2, .reasons = {SHUTDOWN_reboot, SHUTDOWN_crash}};
    assert_int_equal(ended_run(SHUTDOWN_reboot), 0);
    outcome_check("destroy 5\ncreate -qe DIR/web.cfg\ndestroy 20\ncreate -qe DIR/web.cfg\n",
                  SAYS "asked for a reboot; built again by xl as domain 20, restart 1\n" SAYS
                       "asked for a reboot; built again by xl as domain 21, restart 2\n" SAYS
                       "crashed; preserved as it is, with its memory; xl destroy web ends that\n");
}

static void test_too_many_restarts_give_it_up(void **state)
{
    (void)state;
    watched_policy.on_crash = LCM_END_RESTART;
    watched_policy.restart_limit = 2;
    watched_built =
        (struct watched_built){.count = 2, .reasons = {SHUTDOWN_crash, SHUTDOWN_reboot}};
    assert_int_equal(ended_run(SHUTDOWN_crash), 1);
    outcome_check("destroy 5\ncreate -qe DIR/web.cfg\ndestroy 20\ncreate -qe DIR/web.cfg\n"
                  "destroy 21\n",
                  SAYS
                  "crashed; built again by xl as domain 20, restart 1\n" SAYS
                  "crashed; built again by xl as domain 21, restart 2\n" SAYS
                  "asked for a reboot; given up: it was started again 2 times within 60 s, and "
                  "is destroyed; find out why it ends, or raise hyperlaunch,restart-limit; xl "
                  "create DIR/web.cfg starts it\n");
}

#define NO_IMAGE                                                                                   \
    "hyperlaunch-init: no launch image was found that this host was launched from: until there "   \
    "is one, the defaults of hyperlaunch,on-crash, hyperlaunch,on-poweroff and "                   \
    "hyperlaunch,restart-limit are served; put it into /boot/hyperlaunch/*.img, or name it with "  \
    "--image\n"

static void test_without_image_the_record_and_defaults_serve(void **state)
{
    char *images[] = {NULL};

    (void)state;
    watched_add(5, "web")->shut_down = true;
    watched_add(6, "db")->shut_down = true;
    fake_guest_find(5)->reason = SHUTDOWN_crash;
    fake_guest_find(6)->reason = SHUTDOWN_reboot;
    watched_record.domains[1].reboot_destroys = 1;
    assert_int_equal(watched_run(images), 0);
    outcome_check("destroy 5\ndestroy 6\n",
                  NO_IMAGE SAYS "crashed; destroyed\n"
                                "hyperlaunch-init: domain db: asked for a reboot; destroyed\n");
}

/* The image comes while the watch waits; then the domain crashes. */
static char *image_later;

static bool image_comes(void)
{
    struct fake_guest *guest = fake_guest_find(5);
    char *path = watched_path("there.img");

    if (!guest)
        return false;
    (void)rename(image_later, path);
    free(path);
    guest->shut_down = true;
    guest->reason = SHUTDOWN_crash;
    return true;
}

static void test_image_that_comes_later_has_its_say(void **state)
{
    char *images[] = {NULL, NULL};

    (void)state;
    watched_add(5, "web");
    watched_policy.on_crash = LCM_END_PRESERVE;
    image_later = watched_image_make("system.img", "quiet");
    images[0] = watched_path("there.img");
    fake_store.on_wait = image_comes;
    assert_int_equal(watched_run(images), 0);
    outcome_check("", "hyperlaunch-init: DIR/there.img cannot be read: No such file or "
                      "directory\n" NO_IMAGE SAYS
                      "crashed; preserved as it is, with its memory; xl destroy web ends that\n");
    free(image_later);
    free(images[0]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_crash_starts_it_again, watched_set_up,
                                        watched_tear_down),
        cmocka_unit_test_setup_teardown(test_power_off_preserves_it, watched_set_up,
                                        watched_tear_down),
        cmocka_unit_test_setup_teardown(test_reboot_destroys_it, watched_set_up, watched_tear_down),
        cmocka_unit_test_setup_teardown(test_each_restart_is_served_by_the_same_policy,
                                        watched_set_up, watched_tear_down),
        cmocka_unit_test_setup_teardown(test_too_many_restarts_give_it_up, watched_set_up,
                                        watched_tear_down),
        cmocka_unit_test_setup_teardown(test_without_image_the_record_and_defaults_serve,
                                        watched_set_up, watched_tear_down),
        cmocka_unit_test_setup_teardown(test_image_that_comes_later_has_its_say, watched_set_up,
                                        watched_tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
