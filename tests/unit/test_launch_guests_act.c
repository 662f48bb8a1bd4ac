/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Guests that run act while the launcher still works, at each of its hypercalls: they close their
 * ports, spoil their rings, give memory back, take more. All the others start, and a dom0 takes
 * over.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/acting.h"

static bool act_close_ports(uint32_t domid)
{
    bool closed = sim_guest_close(acting_run.sim, domid, 1);

    return sim_guest_close(acting_run.sim, domid, 2) || closed;
}

static bool act_spoil_ring(uint32_t domid)
{
    return sim_guest_spoil_ring(acting_run.sim, domid, (uint32_t)acting_planned.call);
}

static bool act_give_back(uint32_t domid)
{
    return sim_guest_give_back(acting_run.sim, domid, 300) > 0;
}

static bool act_grow(uint32_t domid)
{
    return sim_guest_grow(acting_run.sim, domid, UINT64_MAX) > 0;
}

static void test_close_ports(void **state)
{
    (void)state;
    acting_guests(false, DOMID_WEB, act_close_ports, NULL);
    acting_guests(true, DOMID_WEB, act_close_ports, NULL);
    acting_guests(true, DOMID_PV, act_close_ports, NULL);
}

static void test_spoil_ring(void **state)
{
    (void)state;
    acting_guests(false, DOMID_WEB, act_spoil_ring, NULL);
    acting_guests(true, DOMID_WEB, act_spoil_ring, NULL);
    acting_guests(true, DOMID_PV, act_spoil_ring, NULL);
}

static void test_give_back(void **state)
{
    (void)state;
    acting_guests(false, DOMID_WEB, act_give_back, NULL);
    acting_guests(true, DOMID_WEB, act_give_back, NULL);
}

static void test_grow(void **state)
{
    (void)state;
    acting_guests(false, DOMID_WEB, act_grow, NULL);
    acting_guests(true, DOMID_WEB, act_grow, NULL);
}

/* What a guest gave back Xen need not have zeroed: no more than the rest of it. */
static void test_dom0_has_nothing_of_what_a_guest_gave_back(void **state)
{
    static uint8_t bytes[BSS_SIZE];
    struct boot_jump jump;

    (void)state;
    acting_planned.domid = DOMID_WEB;
    acting_planned.act = act_give_back;
    acting_planned.ends = NULL;
    acting_prepare(true);
    acting_planned.call = 0;
    run_launch(&acting_run);
    acting_planned.call = acting_run.marks.started + 1;
    run_free(&acting_run);
    acting_prepare(true);
    run_launch(&acting_run);
    assert_string_equal(acting_wrong(true), "");
    assert_true(acting_planned.done && sim_left(acting_run.sim, &jump));
    assert_true(sim_space_read(acting_run.sim, jump.top_mfn,
                               KERNEL_VIRT_BASE + acting_sets.kernel.parts[1].paddr +
                                   acting_sets.kernel.parts[1].size,
                               bytes, sizeof(bytes)));
    for (size_t i = 0; i < sizeof(bytes); i++)
        assert_int_equal(bytes[i], 0);
    assert_true(sim_space_read(acting_run.sim, jump.top_mfn, jump.stack - XEN_PAGE_SIZE, bytes,
                               XEN_PAGE_SIZE));
    for (size_t i = 0; i < XEN_PAGE_SIZE; i++)
        assert_int_equal(bytes[i], 0);
    run_free(&acting_run);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_close_ports),
        cmocka_unit_test(test_spoil_ring),
        cmocka_unit_test(test_give_back),
        cmocka_unit_test(test_grow),
        cmocka_unit_test(test_dom0_has_nothing_of_what_a_guest_gave_back),
    };

    return cmocka_run_group_tests(tests, acting_set_make, acting_set_unmake);
}
