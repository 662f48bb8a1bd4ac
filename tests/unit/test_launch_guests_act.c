/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Guests that run act while the launcher still works, at each of its hypercalls: they shut down,
 * crash, close their ports, spoil their rings, give memory back, take more. All the others start,
 * a dom0 takes over, and who ended is told of.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/two_sets.h"

#include <xen/sched.h>

#define MIB UINT64_C(1024)

enum { WEB, PV, DB, DOM0, SET, RESIDENT_SET = DOM0, BSS_SIZE = 64 << 10 };

static struct two_sets sets;
static struct run run;
static const uint32_t domids[] = {[WEB] = 1, [PV] = 2, [DB] = 3};

/* What one guest does, once; true where it could. */
typedef bool act_fn(uint32_t domid);

static struct {
    uint64_t call; /* at which it is done */
    uint32_t domid;
    act_fn *act;
    bool done;
} planned;

static int set_make(void **state)
{
    static struct set_more more[SET];
    const struct set_domain domains[SET] = {
        [WEB] = {"web", 1, 8 * MIB, 2, &sets.kernel, sets.ramdisk, sizeof(sets.ramdisk), "quiet", 0,
                 0},
        [PV] = {"pv", 2, 8 * MIB, 1, &sets.kernel, sets.ramdisk, sizeof(sets.ramdisk), NULL,
                LCM_MODE_PV, 0},
        [DB] = {"db", 3, 4 * MIB, 1, &sets.kernel, NULL, 0, "", 0, 0},
        [DOM0] = {"dom0", 0, 12 * MIB, 1, &sets.kernel, sets.ramdisk, sizeof(sets.ramdisk), "",
                  LCM_MODE_PV, 0},
    };

    (void)state;
    /* Who started and ended was started. */
    bits_add(&more[DB].start_after, WEB);
    bits_add(&more[DB].start_after, PV);
    two_sets_make(&sets,
                  &(struct kernel_spec){.bits = 64,
                                        .paddr = 0x100000,
                                        .text_size = 30000,
                                        .data_size = 3000,
                                        .bss_size = BSS_SIZE,
                                        .pv = PV_FULL,
                                        .seed = 1},
                  domains, SET, &(struct set_rest){.more = more});
    return 0;
}

static int set_unmake(void **state)
{
    (void)state;
    two_sets_free(&sets);
    return 0;
}

static void act_now(void *context, uint64_t call)
{
    (void)context;
    if (call == planned.call)
        planned.done = planned.act(planned.domid);
}

static void run_prepare(bool hand_over)
{
    const struct set_image *image = two_sets_image(&sets, hand_over);

    run_make(&run, &(struct sim_config){.minor = 17,
                                        .free_kib = 64 * MIB,
                                        .image = image->bytes,
                                        .image_size = image->size});
    sim_between(run.sim, act_now, NULL);
}

/* -- what guests do -------------------------------------------------------------------------- */

static bool act_power_off(uint32_t domid)
{
    struct sim_domain_view view;
    bool runs = sim_domain_view(run.sim, domid, &view) && view.running;

    if (runs)
        sim_guest_shutdown(run.sim, domid, SHUTDOWN_poweroff);
    return runs;
}

static bool act_crash(uint32_t domid)
{
    bool closed = sim_guest_close(run.sim, domid, 1);

    if (closed) {
        (void)sim_guest_spoil_ring(run.sim, domid, 7);
        sim_guest_shutdown(run.sim, domid, SHUTDOWN_crash);
    }
    return closed;
}

static bool act_close_ports(uint32_t domid)
{
    bool closed = sim_guest_close(run.sim, domid, 1);

    return sim_guest_close(run.sim, domid, 2) || closed;
}

static bool act_spoil_ring(uint32_t domid)
{
    return sim_guest_spoil_ring(run.sim, domid, (uint32_t)planned.call);
}

static bool act_give_back(uint32_t domid)
{
    return sim_guest_give_back(run.sim, domid, 300) > 0;
}

static bool act_grow(uint32_t domid)
{
    return sim_guest_grow(run.sim, domid, UINT64_MAX) > 0;
}

/* -- and what becomes of the launch ---------------------------------------------------------- */

static bool ends(act_fn *act)
{
    return act == act_power_off || act == act_crash;
}

static uint64_t looked;

/* "" or what is wrong after the launch. */
static const char *launch_wrong(bool hand_over)
{
    const char *wrong = run_wrong(&run), *name;
    char line[96];

    if (run.resident && !wrong[0]) {
        resident_serve(&run.launcher.resident);
        wrong = run_wrong(&run);
    }
    if (wrong[0])
        return wrong;
    if (run.launcher.launch.failed || run.left != hand_over || run.resident == hand_over)
        return "a domain failed, or there is no hand-over";
    if (run.launcher.launch.started != (hand_over ? SET : RESIDENT_SET))
        return "not all were started";
    name = run.launcher.launch.image.plan.domains[planned.domid - 1].name;
    (void)snprintf(line, sizeof(line), "domain %s: %s;", name,
                   planned.act == act_crash ? "crashed" : "powered off");
    /* What comes after the last look is for the next domain 0 to see. */
    if (planned.done && ends(planned.act) && (!hand_over || planned.call <= looked) &&
        !run_said(&run, line))
        return "the end of a domain is not told";
    return "";
}

/* Notes the last time that the launcher asks how the domain is. */
static void look_note(void *context, const struct sim_operation *operation)
{
    (void)context;
    if (operation->domid == (int32_t)planned.domid && strstr(operation->words, "how it is"))
        looked = operation->number;
}

static void guests_act(bool hand_over, uint32_t domid, act_fn *act)
{
    uint64_t first, last, acted = 0;

    planned.call = 0;
    planned.domid = domid;
    planned.act = act;
    looked = 0;
    run_prepare(hand_over);
    sim_trace(run.sim, look_note, NULL);
    run_launch(&run);
    assert_string_equal(run_wrong(&run), "");
    assert_true(looked > run.marks.started);
    first = run.marks.created;
    last = hand_over ? run.marks.leaving - 1 : sim_calls(run.sim);
    run_free(&run);
    for (planned.call = first; planned.call <= last; planned.call++) {
        const char *wrong;

        planned.done = false;
        run_prepare(hand_over);
        run_launch(&run);
        wrong = launch_wrong(hand_over);
        if (wrong[0]) {
            fail_msg("domain %u acts at hypercall %llu of %llu: %s", domid,
                     (unsigned long long)planned.call, (unsigned long long)last, wrong);
        }
        acted += planned.done;
        run_free(&run);
    }
    assert_true(acted > 0);
}

static void test_power_off(void **state)
{
    (void)state;
    guests_act(false, domids[WEB], act_power_off);
    guests_act(true, domids[WEB], act_power_off);
    guests_act(true, domids[PV], act_power_off);
}

static void test_crash(void **state)
{
    (void)state;
    guests_act(false, domids[WEB], act_crash);
    guests_act(true, domids[WEB], act_crash);
    guests_act(true, domids[PV], act_crash);
}

static void test_close_ports(void **state)
{
    (void)state;
    guests_act(false, domids[WEB], act_close_ports);
    guests_act(true, domids[WEB], act_close_ports);
    guests_act(true, domids[PV], act_close_ports);
}

static void test_spoil_ring(void **state)
{
    (void)state;
    guests_act(false, domids[WEB], act_spoil_ring);
    guests_act(true, domids[WEB], act_spoil_ring);
    guests_act(true, domids[PV], act_spoil_ring);
}

static void test_give_back(void **state)
{
    (void)state;
    guests_act(false, domids[WEB], act_give_back);
    guests_act(true, domids[WEB], act_give_back);
}

static void test_grow(void **state)
{
    (void)state;
    guests_act(false, domids[WEB], act_grow);
    guests_act(true, domids[WEB], act_grow);
}

/* What a guest gave back Xen need not have zeroed: no more than the rest of it. */
static void test_dom0_has_nothing_of_what_a_guest_gave_back(void **state)
{
    static uint8_t bytes[BSS_SIZE];
    struct boot_jump jump;

    (void)state;
    planned.domid = domids[WEB];
    planned.act = act_give_back;
    run_prepare(true);
    sim_trace(run.sim, look_note, NULL);
    planned.call = 0;
    run_launch(&run);
    planned.call = run.marks.started + 1;
    run_free(&run);
    run_prepare(true);
    run_launch(&run);
    assert_string_equal(launch_wrong(true), "");
    assert_true(planned.done && sim_left(run.sim, &jump));
    assert_true(
        sim_space_read(run.sim, jump.top_mfn,
                       KERNEL_VIRT_BASE + sets.kernel.parts[1].paddr + sets.kernel.parts[1].size,
                       bytes, sizeof(bytes)));
    for (size_t i = 0; i < sizeof(bytes); i++)
        assert_int_equal(bytes[i], 0);
    assert_true(
        sim_space_read(run.sim, jump.top_mfn, jump.stack - XEN_PAGE_SIZE, bytes, XEN_PAGE_SIZE));
    for (size_t i = 0; i < XEN_PAGE_SIZE; i++)
        assert_int_equal(bytes[i], 0);
    run_free(&run);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_power_off),
        cmocka_unit_test(test_crash),
        cmocka_unit_test(test_close_ports),
        cmocka_unit_test(test_spoil_ring),
        cmocka_unit_test(test_give_back),
        cmocka_unit_test(test_grow),
        cmocka_unit_test(test_dom0_has_nothing_of_what_a_guest_gave_back),
    };

    return cmocka_run_group_tests(tests, set_make, set_unmake);
}
