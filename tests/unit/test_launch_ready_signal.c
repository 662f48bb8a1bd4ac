/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Launches in which domains wait for what another writes to the store.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/launches.h"

#include <xen/io/xs_wire.h>
#include <xen/sched.h>

#define MIB    UINT64_C(1024)
#define SIGNAL "data/hyperlaunch/ready"

enum { DB, APP, SET };
enum { STEPS_MAX = 3000 };

static struct kernel kernel;
static struct set_image image;
static struct run run;

static int set_make(void **state)
{
    struct set_more more[SET] = {[DB] = {.ready_signal = true, .ready_timeout_ms = 5000}};

    (void)state;
    bits_add(&more[APP].start_after, DB);
    kernel = kernel_make(&(struct kernel_spec){
        .bits = 64, .paddr = 0x100000, .text_size = 5000, .data_size = 100, .seed = 1});
    image = set_build_with(
        (struct set_domain[SET]){
            {"db", 1, 4 * MIB, 1, &kernel, NULL, 0, NULL, 0, 0},
            {"app", 2, 4 * MIB, 1, &kernel, NULL, 0, NULL, 0, 0},
        },
        SET, &(struct set_rest){.more = more});
    return 0;
}

static int set_unmake(void **state)
{
    (void)state;
    set_free(&image);
    kernel_free(&kernel);
    return 0;
}

static enum domain_state state_of(uint32_t i)
{
    return run.launcher.launch.domains[i].state;
}

static void state_await(uint32_t i, enum domain_state state)
{
    for (unsigned int steps = 0; state_of(i) != state; steps++) {
        assert_true(steps < STEPS_MAX);
        (void)launcher_step(&run.launcher);
    }
}

/* Up to where the first runs, and the launch waits for it. */
static int launch_make(void **state)
{
    (void)state;
    run_make(&run, &(struct sim_config){.minor = 17,
                                        .free_kib = 64 * MIB,
                                        .spare_kib = 32 * MIB,
                                        .image = image.bytes,
                                        .image_size = image.size});
    assert_true(launcher_greet(&run.launcher, &run.xen, sim_boot(run.sim)));
    state_await(DB, DOMAIN_RUNNING);
    return 0;
}

static int launch_unmake(void **state)
{
    (void)state;
    run.resident = run_until(&run, PHASE_SERVE);
    assert_true(run.resident);
    assert_string_equal(run_wrong(&run), "");
    run_free(&run);
    return 0;
}

static void write_node(uint32_t domid, const char *path)
{
    const struct xsd_sockmsg header = {.type = XS_WRITE, .len = (uint32_t)strlen(path) + 1};

    assert_int_equal(sim_guest_store_send(run.sim, domid, &header, sizeof(header)), sizeof(header));
    assert_int_equal(sim_guest_store_send(run.sim, domid, path, header.len), header.len);
}

static void test_who_waits_starts_after_the_signal(void **state)
{
    (void)state;
    (void)launcher_step(&run.launcher);
    assert_int_equal(state_of(APP), DOMAIN_PAUSED);
    write_node(DB + 1, SIGNAL);
    state_await(APP, DOMAIN_RUNNING);
    assert_true(run_said(&run, "hyperlaunch: domain db: ready, "));
    assert_true(run_until(&run, PHASE_SERVE));
    assert_true(run_said(&run, "hyperlaunch: launch complete: 2 started, 0 failed"));
}

static void test_other_nodes_and_lines_do_not_count(void **state)
{
    (void)state;
    write_node(DB + 1, "data/hyperlaunch/read");
    (void)sim_guest_print(run.sim, DB + 1, "any line\n");
    (void)launcher_step(&run.launcher);
    assert_true(run_said(&run, "[db] any line\n"));
    assert_int_equal(state_of(APP), DOMAIN_PAUSED);
    write_node(DB + 1, SIGNAL);
    state_await(APP, DOMAIN_RUNNING);
}

static void test_who_never_signals_is_late(void **state)
{
    (void)state;
    state_await(APP, DOMAIN_FAILED);
    assert_int_equal(state_of(DB), DOMAIN_RUNNING);
    assert_true(run_until(&run, PHASE_SERVE));
    assert_true(run_said(&run, "hyperlaunch: domain db: not ready within 5000 ms: it wrote no "
                               "data/hyperlaunch/ready to the store; see what it prints, or give a "
                               "longer hyperlaunch,ready-timeout-ms\n"));
    assert_true(run_said(&run, "domain app: failed: start: it starts after db, which was not ready "
                               "in time; "));
}

/* Its next life has a store again, in which it can say so. */
static void test_reboot_before_the_signal_is_waited_for(void **state)
{
    (void)state;
    sim_guest_shutdown(run.sim, DB + 1, SHUTDOWN_reboot);
    state_await(DB, DOMAIN_PLANNED);
    state_await(DB, DOMAIN_RUNNING);
    assert_int_equal(state_of(APP), DOMAIN_PAUSED);
    write_node(DB + 1, SIGNAL);
    state_await(APP, DOMAIN_RUNNING);
}

int main(void)
{
#define LAUNCH(test) cmocka_unit_test_setup_teardown(test, launch_make, launch_unmake)
    const struct CMUnitTest tests[] = {
        LAUNCH(test_who_waits_starts_after_the_signal),
        LAUNCH(test_other_nodes_and_lines_do_not_count),
        LAUNCH(test_who_never_signals_is_late),
        LAUNCH(test_reboot_before_the_signal_is_waited_for),
    };

    return cmocka_run_group_tests(tests, set_make, set_unmake);
}
