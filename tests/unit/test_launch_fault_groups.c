/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Two to four hypercalls of one launch fail, at random, often close to each other, so that what
 * undoes fails, too: nothing is left behind, the record is right, and domain 0 lives. Also while
 * guests act, and the console is a slow line.
 *
 * FAULTS_SEED and FAULTS_ROUNDS in the environment try others; both are printed.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "tests/support/fault_sets.h"
#include "xen/errno.h"

#include <xen/sched.h>

enum {
    GROUP_MIN = 2,
    GROUP_MAX = 4,
    NEAR = 20,
    DEFAULT_SEED = 1,
    DEFAULT_ROUNDS = 700,
    MINORS = 4,
    ACTS_MAX = 4
};

static uint32_t random_state;

/* What guests do before some hypercalls. */
static struct act {
    uint32_t call;
    uint32_t domid;
    enum { ACT_END, ACT_CLOSE, ACT_SPOIL, ACT_GIVE, ACT_GROW, ACTS } what;
} acts[ACTS_MAX];
static uint32_t act_count;

static void act_now(void *context, uint64_t call)
{
    (void)context;
    for (uint32_t i = 0; i < act_count; i++) {
        const struct act *act = &acts[i];
        struct sim_domain_view view;

        if (act->call != call || !sim_domain_view(fault_run.sim, act->domid, &view) ||
            !view.running)
            continue;
        switch (act->what) {
        case ACT_END:
            sim_guest_shutdown(fault_run.sim, act->domid, SHUTDOWN_reboot);
            break;
        case ACT_CLOSE:
            (void)sim_guest_close(fault_run.sim, act->domid, 1 + call % 2);
            break;
        case ACT_SPOIL:
            (void)sim_guest_spoil_ring(fault_run.sim, act->domid, (uint32_t)call);
            break;
        case ACT_GIVE:
            (void)sim_guest_give_back(fault_run.sim, act->domid, 100);
            break;
        default:
            (void)sim_guest_grow(fault_run.sim, act->domid, 100);
        }
    }
}

static uint32_t number(const char *variable, uint32_t otherwise)
{
    const char *text = getenv(variable);

    return text ? (uint32_t)strtoul(text, NULL, 0) : otherwise;
}

/* From 0 to `end` - 1. */
static uint32_t random_below(uint32_t end)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 17;
    random_state ^= random_state << 5;
    return random_state % end;
}

/* One group: the first anywhere, each next one near the one before, or anywhere, too. */
static void group_ask(uint32_t last, char *words, size_t size)
{
    static const int errors[] = {XEN_ENOMEM, XEN_EINVAL, XEN_EBUSY, XEN_EPERM, XEN_EAGAIN};
    uint32_t count = GROUP_MIN + random_below(GROUP_MAX - GROUP_MIN + 1), call = 0, used = 0;

    for (uint32_t i = 0; i < count; i++) {
        call = i == 0 || random_below(4) == 0 ? 1 + random_below(last)
                                              : call + 1 + random_below(random_below(NEAR) + 1);
        sim_fail_call(fault_run.sim, call,
                      errors[random_below(sizeof(errors) / sizeof(errors[0]))]);
        used += (uint32_t)snprintf(words + used, size - used, " %u", call);
    }
}

/* Where guests act: while some run, which is from `first` on. */
static void acts_plan(uint32_t first, uint32_t last)
{
    act_count = 1 + random_below(ACTS_MAX);
    for (uint32_t i = 0; i < act_count; i++) {
        acts[i].call = first + random_below(last - first);
        acts[i].domid = 1 + random_below(RESIDENT_SET);
        acts[i].what = random_below(ACTS);
    }
    sim_between(fault_run.sim, act_now, NULL);
}

static void groups_fail(bool hand_over, bool guests_act)
{
    static const unsigned int minors[MINORS] = {14, 17, 20, 22};
    uint32_t seed = number("FAULTS_SEED", DEFAULT_SEED);
    uint32_t rounds = number("FAULTS_ROUNDS", DEFAULT_ROUNDS);
    uint32_t first[MINORS], last[MINORS];

    print_message("FAULTS_SEED=%u FAULTS_ROUNDS=%u\n", seed, rounds);
    for (unsigned int i = 0; i < MINORS; i++) {
        fault_prepare(hand_over, minors[i], false);
        assert_string_equal(fault_launch_wrong(), "");
        assert_int_equal(fault_run.launcher.launch.started, hand_over ? SET : RESIDENT_SET);
        first[i] = (uint32_t)fault_run.marks.created;
        last[i] =
            (uint32_t)(fault_run.left ? fault_run.marks.leaving - 1 : sim_calls(fault_run.sim));
        run_free(&fault_run);
    }
    random_state = seed * 2654435761U + 1;
    for (uint32_t round = 0; round < rounds; round++) {
        char calls[64];
        const char *wrong;

        fault_prepare(hand_over, minors[round % MINORS], guests_act);
        if (guests_act)
            acts_plan(first[round % MINORS], last[round % MINORS]);
        group_ask(last[round % MINORS], calls, sizeof(calls));
        wrong = fault_launch_wrong();
        if (wrong[0]) {
            fail_msg("seed %u, round %u: Xen 4.%u, hypercalls%s of %u: %s", seed, round,
                     minors[round % MINORS], calls, last[round % MINORS], wrong);
        }
        run_free(&fault_run);
    }
}

static void test_groups_of_calls_fail(void **state)
{
    (void)state;
    groups_fail(false, false);
}

static void test_groups_of_calls_fail_before_a_hand_over(void **state)
{
    (void)state;
    groups_fail(true, false);
}

static void test_groups_of_calls_fail_while_guests_act(void **state)
{
    (void)state;
    groups_fail(false, true);
    groups_fail(true, true);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_groups_of_calls_fail),
        cmocka_unit_test(test_groups_of_calls_fail_before_a_hand_over),
        cmocka_unit_test(test_groups_of_calls_fail_while_guests_act),
    };

    return cmocka_run_group_tests(tests, fault_set_make, fault_set_unmake);
}
