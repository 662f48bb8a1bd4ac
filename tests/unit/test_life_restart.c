/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * What follows when a domain ends: its policies, and how often it was started again.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/life/life.h"

#define SECOND UINT64_C(1000000000)

static struct life life;

static int life_make(void **state)
{
    (void)state;
    life = (struct life){0};
    return 0;
}

static void test_defaults_restart_after_a_reboot_alone(void **state)
{
    const struct lcm_domain domain = {.domid = 1};

    (void)state;
    assert_int_equal(life_end(&life, &domain, LIFE_REBOOTED, 0), LIFE_RESTART);
    assert_int_equal(life_end(&life, &domain, LIFE_CRASHED, 0), LIFE_DESTROY);
    assert_int_equal(life_end(&life, &domain, LIFE_POWERED_OFF, 0), LIFE_DESTROY);
    assert_int_equal(life_end(&life, &domain, LIFE_ENDED, 0), LIFE_DESTROY);
}

static void test_each_end_has_its_own_policy(void **state)
{
    const struct lcm_domain domain = {.on_reboot = LCM_REBOOT_PRESERVE,
                                      .on_crash = LCM_END_RESTART,
                                      .on_poweroff = LCM_END_PRESERVE};

    (void)state;
    assert_int_equal(life_end(&life, &domain, LIFE_REBOOTED, 0), LIFE_PRESERVE);
    assert_int_equal(life_end(&life, &domain, LIFE_CRASHED, 0), LIFE_RESTART);
    assert_int_equal(life_end(&life, &domain, LIFE_POWERED_OFF, 0), LIFE_PRESERVE);
    assert_int_equal(life_end(&life, &domain, LIFE_ENDED, 0), LIFE_DESTROY);
}

static void test_each_end_may_ask_for_the_recovery_domain(void **state)
{
    const struct lcm_domain domain = {.on_reboot = LCM_REBOOT_RECOVERY,
                                      .on_crash = LCM_END_RECOVERY,
                                      .on_poweroff = LCM_END_RECOVERY};

    (void)state;
    assert_int_equal(life_end(&life, &domain, LIFE_REBOOTED, 0), LIFE_RECOVER);
    assert_int_equal(life_end(&life, &domain, LIFE_CRASHED, 0), LIFE_RECOVER);
    assert_int_equal(life_end(&life, &domain, LIFE_POWERED_OFF, 0), LIFE_RECOVER);
    assert_int_equal(life_end(&life, &domain, LIFE_ENDED, 0), LIFE_DESTROY);
    assert_false(life_may_restart(&domain));
}

static void test_reboot_that_destroys(void **state)
{
    const struct lcm_domain domain = {.on_reboot = LCM_REBOOT_DESTROY};

    (void)state;
    assert_int_equal(life_end(&life, &domain, LIFE_REBOOTED, 0), LIFE_DESTROY);
}

static void test_three_restarts_are_the_default(void **state)
{
    const struct lcm_domain domain = {.domid = 1};

    (void)state;
    for (unsigned int i = 0; i < 3; i++)
        assert_int_equal(life_end(&life, &domain, LIFE_REBOOTED, 100 + i), LIFE_RESTART);
    assert_int_equal(life_end(&life, &domain, LIFE_REBOOTED, 103), LIFE_GIVE_UP);
}

static void test_ends_of_all_kinds_count_together(void **state)
{
    const struct lcm_domain domain = {.on_crash = LCM_END_RESTART, .restart_limit = 2};

    (void)state;
    assert_int_equal(life_end(&life, &domain, LIFE_CRASHED, 5), LIFE_RESTART);
    assert_int_equal(life_end(&life, &domain, LIFE_REBOOTED, 6), LIFE_RESTART);
    assert_int_equal(life_end(&life, &domain, LIFE_CRASHED, 7), LIFE_GIVE_UP);
}

static void test_a_restart_is_forgotten_after_a_minute(void **state)
{
    const struct lcm_domain domain = {.restart_limit = 2};

    (void)state;
    assert_int_equal(life_end(&life, &domain, LIFE_REBOOTED, 10 * SECOND), LIFE_RESTART);
    assert_int_equal(life_end(&life, &domain, LIFE_REBOOTED, 50 * SECOND), LIFE_RESTART);
    assert_int_equal(life_end(&life, &domain, LIFE_REBOOTED, 70 * SECOND - 1), LIFE_GIVE_UP);
    assert_int_equal(life_end(&life, &domain, LIFE_REBOOTED, 70 * SECOND), LIFE_RESTART);
    assert_int_equal(life_end(&life, &domain, LIFE_REBOOTED, 71 * SECOND), LIFE_GIVE_UP);
}

static void test_the_highest_limit_is_kept_exactly(void **state)
{
    const struct lcm_domain domain = {.restart_limit = LCM_RESTART_LIMIT_MAX};

    (void)state;
    for (unsigned int round = 0; round < 3; round++) {
        for (unsigned int i = 0; i < LCM_RESTART_LIMIT_MAX; i++) {
            assert_int_equal(life_end(&life, &domain, LIFE_REBOOTED, round * 60 * SECOND + i),
                             LIFE_RESTART);
        }
        assert_int_equal(life_end(&life, &domain, LIFE_REBOOTED, round * 60 * SECOND + 59),
                         LIFE_GIVE_UP);
    }
}

static void test_a_failed_restart_is_tried_again_within_the_limit(void **state)
{
    const struct lcm_domain domain = {.domid = 1};

    (void)state;
    assert_int_equal(life_end(&life, &domain, LIFE_REBOOTED, 1), LIFE_RESTART);
    assert_int_equal(life_end(&life, &domain, LIFE_UNBUILT, 2), LIFE_RESTART);
    assert_int_equal(life_end(&life, &domain, LIFE_UNBUILT, 3), LIFE_RESTART);
    assert_int_equal(life_end(&life, &domain, LIFE_UNBUILT, 4), LIFE_GIVE_UP);
}

static void test_who_may_start_again(void **state)
{
    (void)state;
    assert_true(life_may_restart(&(struct lcm_domain){.domid = 1}));
    assert_false(life_may_restart(&(struct lcm_domain){.on_reboot = LCM_REBOOT_DESTROY}));
    assert_false(life_may_restart(
        &(struct lcm_domain){.on_reboot = LCM_REBOOT_PRESERVE, .on_crash = LCM_END_PRESERVE}));
    assert_true(life_may_restart(
        &(struct lcm_domain){.on_reboot = LCM_REBOOT_DESTROY, .on_crash = LCM_END_RESTART}));
    assert_true(life_may_restart(
        &(struct lcm_domain){.on_reboot = LCM_REBOOT_DESTROY, .on_poweroff = LCM_END_RESTART}));
}

int main(void)
{
#define TEST(test) cmocka_unit_test_setup(test, life_make)
    const struct CMUnitTest tests[] = {
        TEST(test_defaults_restart_after_a_reboot_alone),
        TEST(test_each_end_has_its_own_policy),
        TEST(test_each_end_may_ask_for_the_recovery_domain),
        TEST(test_reboot_that_destroys),
        TEST(test_three_restarts_are_the_default),
        TEST(test_ends_of_all_kinds_count_together),
        TEST(test_a_restart_is_forgotten_after_a_minute),
        TEST(test_the_highest_limit_is_kept_exactly),
        TEST(test_a_failed_restart_is_tried_again_within_the_limit),
        TEST(test_who_may_start_again),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
