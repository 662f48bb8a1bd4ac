/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Launches with a boot domain: what it may have done is done, then it is gone and the others come.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/boot_set.h"

#include <xen/io/xs_wire.h>
#include <xen/sched.h>

#define DONE "/hyperlaunch/done|1"

static void finish(void)
{
    assert_true(run_until(&boot_run, PHASE_SERVE));
}

static const struct lcm_domain *planned(uint32_t i)
{
    return &boot_run.launcher.launch.image.plan.domains[i];
}

static void test_it_is_alone_until_it_says_done(void **state)
{
    struct sim_domain_view view;

    (void)state;
    boot_expect(BOOT_ITSELF, XS_READ, "name|", "2 first");
    assert_int_equal(boot_state(BOOT_WEB), DOMAIN_PLANNED);
    assert_int_equal(boot_state(BOOT_APP), DOMAIN_PLANNED);
    boot_until(BOOT_DB, DOMAIN_PAUSED);
    boot_reads("domain/db/state", "built");
    boot_reads("domain/web/state", "planned");
    assert_int_equal(boot_run.launcher.resident.focus, BOOT_ITSELF);
    boot_ask(BOOT_ITSELF, XS_WRITE, DONE);
    boot_until(BOOT_ITSELF, DOMAIN_ENDED);
    assert_false(sim_domain_view(boot_run.sim, BOOT_ITSELF + 1, &view));
    assert_int_equal(boot_state(BOOT_DB), DOMAIN_PAUSED);
    finish();
    assert_int_equal(boot_state(BOOT_WEB), DOMAIN_RUNNING);
    assert_int_equal(boot_state(BOOT_APP), DOMAIN_RUNNING);
    assert_int_equal(boot_state(BOOT_DB), DOMAIN_RUNNING);
    assert_true(run_said(&boot_run, "hyperlaunch: domain first: said done; destroyed, its memory "
                                    "given back\n"));
    assert_true(run_said(&boot_run, "hyperlaunch: input goes to db "));
    assert_true(run_said(&boot_run, "hyperlaunch: launch complete: 4 started, 0 failed"));
}

static void test_command_line_and_memory_are_changed(void **state)
{
    struct sim_domain_view view;

    (void)state;
    boot_writes("domain/web/cmdline", "loud and clear");
    boot_writes("domain/web/memory", "6M");
    boot_ask(BOOT_ITSELF, XS_WRITE, DONE);
    finish();
    assert_string_equal(planned(BOOT_WEB)->kernel.bootargs, "loud and clear");
    assert_true(sim_domain_view(boot_run.sim, BOOT_WEB + 1, &view));
    assert_true(view.pages >= 6 << 8 && view.pages < 7 << 8);
    assert_true(run_said(&boot_run, "domain web: 6144 KiB instead of 4096, by the boot domain\n"));
}

static void test_what_is_no_good_is_refused(void **state)
{
    static const struct {
        const char *path;
        const char *value;
        const char *said;
    } bad[] = {
        {"domain/web/memory", "1K", "memory is refused: it is out of range"},
        {"domain/web/memory", "6145", "memory is refused: it is out of range, or not in whole"},
        {"domain/web/memory", "99999999999999999999", "memory is refused: it is no size"},
        {"domain/web/memory", "much", "memory is refused: it is no size"},
        {"domain/web/memory", "", "memory is refused: it is no size"},
        {"domain/web/memory", "1T", "memory is refused: the host has not so much for it"},
        {"domain/web/cmdline", "a|b", "command line is refused: it is too long, or no text"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        if (i > 0)
            boot_launch_begin();
        boot_writes(bad[i].path, bad[i].value);
        boot_ask(BOOT_ITSELF, XS_WRITE, DONE);
        finish();
        assert_true(run_said(&boot_run, bad[i].said));
        assert_int_equal(planned(BOOT_WEB)->memory_kib, 4096);
        assert_string_equal(planned(BOOT_WEB)->kernel.bootargs, "quiet");
        assert_int_equal(boot_state(BOOT_WEB), DOMAIN_RUNNING);
        if (i + 1 < sizeof(bad) / sizeof(bad[0]))
            run_free(&boot_run);
    }
}

static void test_a_command_line_that_the_kernel_does_not_take_is_refused(void **state)
{
    char line[128];

    (void)state;
    memset(line, 'x', 101);
    line[101] = '\0';
    boot_writes("domain/web/cmdline", line);
    boot_ask(BOOT_ITSELF, XS_WRITE, DONE);
    finish();
    assert_true(run_said(&boot_run, "it is longer than the kernel takes"));
    assert_string_equal(planned(BOOT_WEB)->kernel.bootargs, "quiet");
}

static void test_who_is_held_back_never_starts(void **state)
{
    static struct record record;

    (void)state;
    boot_writes("domain/web/skip", "1");
    boot_ask(BOOT_ITSELF, XS_WRITE, DONE);
    finish();
    assert_int_equal(boot_state(BOOT_WEB), DOMAIN_FAILED);
    assert_int_equal(boot_state(BOOT_APP), DOMAIN_FAILED);
    assert_int_equal(boot_state(BOOT_DB), DOMAIN_RUNNING);
    run_record(&boot_run, &record);
    assert_int_equal(record.domains[BOOT_WEB].state, RECORD_HELD);
    assert_non_null(strstr(record.domains[BOOT_WEB].cause, "held back by the boot domain; "));
    assert_int_equal(record.domains[BOOT_APP].state, RECORD_FAILED);
    assert_true(run_said(&boot_run, "hyperlaunch: domain web: held back by the boot domain\n"));
    assert_true(run_said(&boot_run, "domain app: failed: start: it starts after web, which was "
                                    "held back; "));
}

static void test_who_is_started_early_runs_beside_it(void **state)
{
    (void)state;
    boot_writes("domain/web/cmdline", "early");
    boot_writes("domain/web/start", "1");
    boot_until(BOOT_WEB, DOMAIN_RUNNING);
    assert_int_equal(boot_state(BOOT_ITSELF), DOMAIN_RUNNING);
    assert_int_equal(boot_state(BOOT_APP), DOMAIN_PLANNED);
    boot_reads("domain/web/state", "ready");
    boot_expect(BOOT_WEB, XS_READ, "/hyperlaunch/domain/web/cmdline|", "16 EACCES");
    boot_expect(BOOT_ITSELF, XS_WRITE, "/hyperlaunch/domain/web/cmdline|late", "16 EACCES");
    boot_ask(BOOT_ITSELF, XS_WRITE, DONE);
    finish();
    assert_string_equal(planned(BOOT_WEB)->kernel.bootargs, "early");
    assert_int_equal(boot_state(BOOT_APP), DOMAIN_RUNNING);
    assert_true(run_said(&boot_run, "launch complete: 4 started, 0 failed"));
}

static void test_data_reach_the_nodes_of_the_domain(void **state)
{
    (void)state;
    boot_writes("domain/web/data/net/address", "10.0.0.1");
    boot_ask(BOOT_ITSELF, XS_WRITE, DONE);
    boot_until(BOOT_WEB, DOMAIN_RUNNING);
    boot_expect(BOOT_WEB, XS_READ, "data/net/address|", "2 10.0.0.1");
    boot_expect(BOOT_WEB, XS_WRITE, "data/net/address|10.0.0.2", "11 OK");
}

static void test_data_beyond_the_limit_are_not_taken(void **state)
{
    char path[64];

    (void)state;
    for (int i = 0; i < 70; i++) {
        (void)snprintf(path, sizeof(path), "domain/web/data/%d", i);
        boot_writes(path, "x");
    }
    boot_ask(BOOT_ITSELF, XS_WRITE, DONE);
    finish();
    assert_true(run_said(&boot_run, "the boot domain's data is refused"));
    assert_int_equal(boot_state(BOOT_WEB), DOMAIN_RUNNING);
}

/* What it asked for goes with it. */
static void boot_domain_fails(void)
{
    finish();
    assert_string_equal(planned(BOOT_WEB)->kernel.bootargs, "quiet");
    assert_int_equal(boot_state(BOOT_ITSELF), DOMAIN_ENDED);
    assert_int_equal(boot_state(BOOT_WEB), DOMAIN_RUNNING);
    assert_int_equal(boot_state(BOOT_APP), DOMAIN_RUNNING);
    assert_true(run_said(&boot_run, "hyperlaunch: domain first: the boot domain failed: "));
}

static void test_a_crash_is_a_failure(void **state)
{
    (void)state;
    boot_writes("domain/web/cmdline", "loud");
    boot_writes("domain/web/skip", "1");
    sim_guest_shutdown(boot_run.sim, BOOT_ITSELF + 1, SHUTDOWN_crash);
    boot_domain_fails();
    assert_true(run_said(&boot_run, "it ended before it said done; the launch goes on as the LCM "
                                    "says"));
}

static void test_an_end_without_done_is_a_failure(void **state)
{
    (void)state;
    boot_writes("domain/web/cmdline", "loud");
    sim_guest_shutdown(boot_run.sim, BOOT_ITSELF + 1, SHUTDOWN_reboot);
    boot_domain_fails();
}

static void test_its_time_is_limited(void **state)
{
    (void)state;
    boot_writes("domain/web/cmdline", "loud");
    boot_domain_fails();
    assert_true(run_said(&boot_run, "it did not say done in hyperlaunch,boot-timeout-ms"));
    assert_true(run_said(&boot_run, "domain first: took too long; destroyed, its memory given "
                                    "back\n"));
}

static void test_done_and_then_the_end_is_no_failure(void **state)
{
    (void)state;
    boot_ask(BOOT_ITSELF, XS_WRITE, DONE);
    sim_guest_shutdown(boot_run.sim, BOOT_ITSELF + 1, SHUTDOWN_poweroff);
    finish();
    assert_false(run_said(&boot_run, "the boot domain failed"));
}

int main(void)
{
#define LAUNCH(test) cmocka_unit_test_setup_teardown(test, boot_launch_make, boot_launch_unmake)
    const struct CMUnitTest tests[] = {
        LAUNCH(test_it_is_alone_until_it_says_done),
        LAUNCH(test_command_line_and_memory_are_changed),
        LAUNCH(test_what_is_no_good_is_refused),
        LAUNCH(test_a_command_line_that_the_kernel_does_not_take_is_refused),
        LAUNCH(test_who_is_held_back_never_starts),
        LAUNCH(test_who_is_started_early_runs_beside_it),
        LAUNCH(test_data_reach_the_nodes_of_the_domain),
        LAUNCH(test_data_beyond_the_limit_are_not_taken),
        LAUNCH(test_a_crash_is_a_failure),
        LAUNCH(test_an_end_without_done_is_a_failure),
        LAUNCH(test_its_time_is_limited),
        LAUNCH(test_done_and_then_the_end_is_no_failure),
    };

    return cmocka_run_group_tests(tests, boot_set_make, boot_set_unmake);
}
