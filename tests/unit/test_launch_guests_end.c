/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Guests that run power off or crash while the launcher still works, at each of its hypercalls:
 * all the others start, a dom0 takes over, and who ended is told of.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/acting.h"

#include <xen/sched.h>

static bool act_power_off(uint32_t domid)
{
    struct sim_domain_view view;
    bool runs = sim_domain_view(acting_run.sim, domid, &view) && view.running;

    if (runs)
        sim_guest_shutdown(acting_run.sim, domid, SHUTDOWN_poweroff);
    return runs;
}

static bool act_crash(uint32_t domid)
{
    bool closed = sim_guest_close(acting_run.sim, domid, 1);

    if (closed) {
        (void)sim_guest_spoil_ring(acting_run.sim, domid, 7);
        sim_guest_shutdown(acting_run.sim, domid, SHUTDOWN_crash);
    }
    return closed;
}

static void test_power_off(void **state)
{
    (void)state;
    acting_guests(false, DOMID_WEB, act_power_off, "powered off");
    acting_guests(true, DOMID_WEB, act_power_off, "powered off");
    acting_guests(true, DOMID_PV, act_power_off, "powered off");
}

static void test_crash(void **state)
{
    (void)state;
    acting_guests(false, DOMID_WEB, act_crash, "crashed");
    acting_guests(true, DOMID_WEB, act_crash, "crashed");
    acting_guests(true, DOMID_PV, act_crash, "crashed");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_power_off),
        cmocka_unit_test(test_crash),
    };

    return cmocka_run_group_tests(tests, acting_set_make, acting_set_unmake);
}
