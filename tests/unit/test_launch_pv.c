/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/* PV domains are built on the fake Xen, as their kernels ask, and their console is carried. */
#include <elf.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/pv_set.h"

static void test_domains_on_4_14(void **state)
{
    (void)state;
    pv_set_expect(14);
}

static void test_domains_on_4_17(void **state)
{
    (void)state;
    pv_set_expect(17);
}

static void test_domains_on_4_20(void **state)
{
    (void)state;
    pv_set_expect(20);
}

static void test_console_of_a_pv_domain_is_carried(void **state)
{
    char typed[8];

    (void)state;
    pv_set_launch(17);
    assert_int_equal(sim_guest_print(pv_set_run.sim, 7, "hello\n"), 6);
    resident_serve(&pv_set_run.launcher.resident);
    assert_true(run_said(&pv_set_run, "[plain] hello\n"));
    sim_type(pv_set_run.sim, "k");
    resident_serve(&pv_set_run.launcher.resident);
    assert_int_equal(sim_guest_typed(pv_set_run.sim, 1, typed, sizeof(typed)), 1);
    run_free(&pv_set_run);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_domains_on_4_14),
        cmocka_unit_test(test_domains_on_4_17),
        cmocka_unit_test(test_domains_on_4_20),
        cmocka_unit_test(test_console_of_a_pv_domain_is_carried),
    };

    return cmocka_run_group_tests(tests, pv_set_make, pv_set_unmake);
}
