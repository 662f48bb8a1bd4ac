/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Launches of many small domains: what one costs does not grow with their number, and the service
 * that stays hears all of them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/launches.h"

#include <xen/sched.h>

/* A poll names 128 ports: two are the service's own. */
enum { MANY = 200, NAMED = 126 };

#define MIB    UINT64_C(1024)
#define SECOND UINT64_C(1000000000)

static struct kernel kernel, dom0_kernel;
static char names[LCM_DOMAINS_MAX][LCM_NAME_SIZE];
static struct set_domain domains[LCM_DOMAINS_MAX];
static struct set_more more[LCM_DOMAINS_MAX];
static struct set_image image;
static struct run run;

static int set_make(void **state)
{
    struct kernel_spec spec = {.bits = 64, .paddr = 0x100000, .text_size = 5000, .data_size = 100};

    (void)state;
    kernel = kernel_make(&spec);
    spec.pv = PV_FULL;
    dom0_kernel = kernel_make(&spec);
    return 0;
}

static int set_unmake(void **state)
{
    (void)state;
    kernel_free(&kernel);
    kernel_free(&dom0_kernel);
    return 0;
}

static int set_reset(void **state)
{
    (void)state;
    memset(more, 0, sizeof(more));
    for (uint32_t i = 0; i < LCM_DOMAINS_MAX; i++) {
        snprintf(names[i], sizeof(names[i]), "d%u", i + 1);
        domains[i] = (struct set_domain){
            .name = names[i], .domid = i + 1, .memory_kib = 4 * MIB, .cpus = 1, .kernel = &kernel};
    }
    return 0;
}

static void launch_any(uint32_t count)
{
    image = set_build_with(domains, count, &(struct set_rest){.more = more});
    run_make(&run, &(struct sim_config){
                       .minor = 17,
                       .free_kib = 2048 * MIB,
                       .image = image.bytes,
                       .image_size = image.size,
                   });
    run_launch(&run);
    assert_string_equal(run_wrong(&run), "");
}

static void launch(uint32_t count)
{
    launch_any(count);
    assert_int_equal(run.launcher.launch.started, count);
    assert_int_equal(run.launcher.launch.failed, 0);
}

static void launch_end(void)
{
    run_free(&run);
    set_free(&image);
}

static void test_hypercalls_of_a_domain_do_not_grow(void **state)
{
    uint64_t alone, all_alone;

    (void)state;
    launch(1);
    alone = run.launcher.launch.domains[0].result.calls;
    all_alone = run.marks.started - run.marks.settled;
    launch_end();

    launch(MANY);
    for (uint32_t i = 0; i < MANY; i++)
        /* For the first one Xen is asked for the default CPU policy. */
        assert_int_equal(run.launcher.launch.domains[i].result.calls, alone - (i > 0));
    /* Each has a line in the log, and that is all there is beside. */
    assert_int_equal(run.marks.started - run.marks.settled, MANY * (all_alone - 1) + 1);
    launch_end();
}

static void test_each_waits_for_the_next(void **state)
{
    (void)state;
    for (uint32_t i = 0; i + 1 < LCM_DOMAINS_MAX; i++)
        bits_add(&more[i].start_after, i + 1);
    launch(LCM_DOMAINS_MAX);
    for (uint32_t i = 0; i + 1 < LCM_DOMAINS_MAX; i++)
        assert_true(run.launcher.launch.domains[i].started >
                    run.launcher.launch.domains[i + 1].started);
    launch_end();
}

/* All but the first wait for one that fails. */
static void test_failure_goes_through_all_that_wait(void **state)
{
    uint32_t last = LCM_DOMAINS_MAX - 1;

    (void)state;
    domains[1].memory_kib = UINT64_C(1) << 30;
    for (uint32_t i = 2; i < LCM_DOMAINS_MAX; i++)
        bits_add(&more[i].start_after, i - 1);
    launch_any(LCM_DOMAINS_MAX);
    assert_int_equal(run.launcher.launch.started, 1);
    assert_int_equal(run.launcher.launch.failed, last);
    assert_true(run_said(&run, "domain d256: failed: start: it starts after d255, which was not"));
    launch_end();
}

static void test_as_many_with_the_next_domain_0(void **state)
{
    static struct record record;

    (void)state;
    domains[9] = (struct set_domain){
        .name = "dom0", .domid = 0, .memory_kib = 64 * MIB, .cpus = 1, .kernel = &dom0_kernel};
    launch_any(LCM_DOMAINS_MAX);
    assert_true(run.left);
    launch_record_fill(&run.launcher.launch, &record);
    assert_int_equal(record.domain_count, LCM_DOMAINS_MAX);
    for (uint32_t i = 0; i < LCM_DOMAINS_MAX; i++)
        assert_int_equal(record.domains[i].state, i == 9 ? RECORD_HANDED_OVER : RECORD_RUNNING);
    launch_end();
}

/* Serves the events that binding made, until nothing is left to do. */
static void serve_all(void)
{
    struct sim_sleeps before = sim_sleeps(run.sim), now;

    do {
        resident_serve(&run.launcher.resident);
        now = sim_sleeps(run.sim);
    } while (now.timed == before.timed && now.endless == before.endless);
    sim_console_clear(run.sim);
}

static void test_as_many_as_one_poll_names_need_no_tick(void **state)
{
    (void)state;
    launch(NAMED);
    serve_all();
    (void)sim_guest_print(run.sim, NAMED, "here\n");
    resident_serve(&run.launcher.resident);
    assert_string_equal(sim_console(run.sim), "[d126] here\n");
    resident_serve(&run.launcher.resident);
    assert_int_equal(sim_sleeps(run.sim).timed, 0);
    launch_end();
}

/* The fake does what Xen may: it sleeps, as an event without a name came just before. */
static void test_more_than_one_poll_names_are_late_by_a_second_at_most(void **state)
{
    uint32_t endless, timed;
    uint64_t before;

    (void)state;
    launch(NAMED + 1);
    serve_all();
    endless = sim_sleeps(run.sim).endless;
    timed = sim_sleeps(run.sim).timed;
    before = sim_boot(run.sim)->shared->vcpu_info[0].time.system_time;
    (void)sim_guest_print(run.sim, NAMED + 1, "here\n");
    resident_serve(&run.launcher.resident);
    assert_string_equal(sim_console(run.sim), "[d127] here\n");
    assert_int_equal(sim_sleeps(run.sim).timed, timed + 1);
    assert_in_range(sim_boot(run.sim)->shared->vcpu_info[0].time.system_time - before, 1,
                    SECOND + SECOND / 1000);
    sim_console_clear(run.sim);

    /* One with a name wakes it at once, and it hears the others, too. */
    (void)sim_guest_print(run.sim, NAMED, "and here\n");
    (void)sim_guest_print(run.sim, NAMED + 1, "again\n");
    resident_serve(&run.launcher.resident);
    assert_string_equal(sim_console(run.sim), "[d126] and here\n[d127] again\n");
    assert_int_equal(sim_sleeps(run.sim).timed, timed + 1);
    assert_int_equal(sim_sleeps(run.sim).endless, endless);

    /* The tick ends with the domain that is one too many. */
    sim_guest_shutdown(run.sim, 1, SHUTDOWN_poweroff);
    resident_serve(&run.launcher.resident);
    serve_all();
    resident_serve(&run.launcher.resident);
    assert_int_equal(sim_sleeps(run.sim).timed, timed + 1);
    assert_true(sim_sleeps(run.sim).endless > endless);
    launch_end();
}

static void test_all_are_heard_and_all_ends_noticed(void **state)
{
    char line[32];

    (void)state;
    launch(LCM_DOMAINS_MAX);
    serve_all();
    for (uint32_t i = 0; i < LCM_DOMAINS_MAX; i++) {
        (void)snprintf(line, sizeof(line), "I am %u\n", i + 1);
        (void)sim_guest_print(run.sim, i + 1, line);
    }
    resident_serve(&run.launcher.resident);
    for (uint32_t i = 0; i < LCM_DOMAINS_MAX; i++) {
        (void)snprintf(line, sizeof(line), "[d%u] I am %u\n", i + 1, i + 1);
        assert_true(run_said(&run, line));
    }
    for (uint32_t i = 0; i < LCM_DOMAINS_MAX; i++)
        sim_guest_shutdown(run.sim, i + 1, SHUTDOWN_poweroff);
    resident_serve(&run.launcher.resident);
    assert_int_equal(sim_domains(run.sim), 0);
    assert_string_equal(run_wrong(&run), "");
    launch_end();
}

int main(void)
{
#define STEP(test) cmocka_unit_test_setup(test, set_reset)
    const struct CMUnitTest tests[] = {
        STEP(test_hypercalls_of_a_domain_do_not_grow),
        STEP(test_each_waits_for_the_next),
        STEP(test_failure_goes_through_all_that_wait),
        STEP(test_as_many_with_the_next_domain_0),
        STEP(test_as_many_as_one_poll_names_need_no_tick),
        STEP(test_more_than_one_poll_names_are_late_by_a_second_at_most),
        STEP(test_all_are_heard_and_all_ends_noticed),
    };

    return cmocka_run_group_tests(tests, set_make, set_unmake);
}
