/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * A thousand restarts leave memory, the store, ports and domids as they were.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/restarts.h"

#include <xen/sched.h>

enum { RESTARTS = 1000 };

#define MINUTE UINT64_C(60000000000)
#define MIB    UINT64_C(1024)

static int launch_with_store_make(void **state)
{
    restarts_spare_kib = 64 * MIB;
    return restarts_launch_make(state);
}

static void test_a_thousand_restarts_change_nothing(void **state)
{
    const struct launch *launch = &restarts_run.launcher.launch;
    uint64_t kib = sim_free_kib(restarts_run.sim), own = sim_own_frames(restarts_run.sim);
    uint32_t ports = sim_own_ports(restarts_run.sim), port = 0, ended = 0;
    const struct store *store = restarts_run.launcher.resident.store;
    uint32_t cells = store->pool.used;
    struct sim_domain_view view;

    (void)state;
    for (uint32_t n = 0; n < RESTARTS; n++) {
        uint32_t i = n % 2 ? RESTARTS_PV : RESTARTS_WEB;

        /* Three are allowed a minute. */
        if (n % 6 == 0)
            sim_pass(restarts_run.sim, MINUTE);
        sim_console_clear(restarts_run.sim);
        restarts_end(i, SHUTDOWN_reboot);
        ended += restarts_state(i) != DOMAIN_RUNNING;
        assert_int_equal(sim_free_kib(restarts_run.sim), kib);
        assert_int_equal(sim_own_ports(restarts_run.sim), ports);
        assert_int_equal(store->pool.used, cells);
        assert_true(sim_domain_view(restarts_run.sim, i + 1, &view));
        /* Of its own ports, too, it gets the same numbers each time. */
        assert_true(n < 2 || launch->domains[i].result.console_port <= port);
        port = launch->domains[i].result.console_port > port
                   ? launch->domains[i].result.console_port
                   : port;
    }
    assert_int_equal(ended, 0);
    assert_int_equal(sim_own_frames(restarts_run.sim), own);
    assert_int_equal(restarts_state(RESTARTS_DB), DOMAIN_RUNNING);
    assert_true(run_said(&restarts_run, "; restart 500\n"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_a_thousand_restarts_change_nothing,
                                        launch_with_store_make, restarts_launch_unmake),
    };

    return cmocka_run_group_tests(tests, restarts_set_make, restarts_set_unmake);
}
