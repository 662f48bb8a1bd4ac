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
#include <string.h>

#include <cmocka.h>

#include "tests/support/two_sets.h"
#include "xen/errno.h"

#include <xen/sched.h>

#define MIB UINT64_C(1024)

enum { WEB, SECOND, PV, DB, DOM0, SET, RESIDENT_SET = DOM0 };
enum {
    GROUP_MIN = 2,
    GROUP_MAX = 4,
    NEAR = 20,
    DEFAULT_SEED = 1,
    DEFAULT_ROUNDS = 700,
    MINORS = 4
};
enum { ACTS_MAX = 4, LINE_RATE = 11520 };

static struct two_sets sets;
static struct run run;
static uint32_t random_state;

static const struct lcm_affinity affinities[] = {{.domain = WEB, .vcpu = 0, .hard = {{0x4}}}};
static const struct lcm_cpupool pools[] = {
    {.name = "fast", .scheduler = "credit", .cpus = {{0xc}}}};

static int set_make(void **state)
{
    static struct set_more more[SET] = {[WEB] = {.cpupool = 1}};
    const struct set_rest rest = {
        .more = more,
        .affinities = affinities,
        .affinity_count = 1,
        .cpupools = pools,
        .cpupool_count = 1,
    };
    struct set_domain domains[SET] = {
        [WEB] = {"web", 1, 8 * MIB, 2, &sets.kernel, sets.ramdisk, sizeof(sets.ramdisk), "quiet", 0,
                 0},
        /* Copied from the first one's memory, which is shown for it. */
        [SECOND] = {"second", 2, 8 * MIB, 1, &sets.kernel, NULL, 0, NULL, 0, 0},
        [PV] = {"pv", 3, 8 * MIB, 1, &sets.kernel, sets.ramdisk, sizeof(sets.ramdisk), NULL,
                LCM_MODE_PV, 0},
        [DB] = {"db", 4, 4 * MIB, 1, &sets.kernel, NULL, 0, "", 0, 0},
        [DOM0] = {"dom0", 0, 12 * MIB, 1, &sets.kernel, sets.ramdisk, sizeof(sets.ramdisk), "",
                  LCM_MODE_PV, 0},
    };

    (void)state;
    bits_add(&more[DB].start_after, PV);
    two_sets_make(&sets,
                  &(struct kernel_spec){.bits = 64,
                                        .paddr = 0x100000,
                                        .text_size = 300000,
                                        .data_size = 3000,
                                        .pv = PV_FULL,
                                        .seed = 1},
                  domains, SET, &rest);
    return 0;
}

static int set_unmake(void **state)
{
    (void)state;
    two_sets_free(&sets);
    return 0;
}

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

        if (act->call != call || !sim_domain_view(run.sim, act->domid, &view) || !view.running)
            continue;
        switch (act->what) {
        case ACT_END:
            sim_guest_shutdown(run.sim, act->domid, SHUTDOWN_reboot);
            break;
        case ACT_CLOSE:
            (void)sim_guest_close(run.sim, act->domid, 1 + call % 2);
            break;
        case ACT_SPOIL:
            (void)sim_guest_spoil_ring(run.sim, act->domid, (uint32_t)call);
            break;
        case ACT_GIVE:
            (void)sim_guest_give_back(run.sim, act->domid, 100);
            break;
        default:
            (void)sim_guest_grow(run.sim, act->domid, 100);
        }
    }
}

static void run_prepare(bool hand_over, unsigned int minor)
{
    const struct set_image *image = two_sets_image(&sets, hand_over);

    run_make(&run, &(struct sim_config){
                       .minor = minor,
                       .free_kib = 128 * MIB,
                       .spare_kib = 256,
                       .line_rate = act_count ? LINE_RATE : 0,
                       .command_line = act_count ? "console=com1 com1=115200" : NULL,
                       .image = image->bytes,
                       .image_size = image->size,
                   });
}

/* The record against what the launch says; domain 0 is the launcher's, or its successor's. */
static const char *record_wrong(void)
{
    uint32_t started = 0, failed = 0;

    for (uint32_t i = 0; i < run.launcher.launch.image.plan.domain_count; i++) {
        const struct outcome *domain = &run.launcher.launch.domains[i];

        started += domain->state == DOMAIN_RUNNING || domain->state == DOMAIN_ENDED;
        failed += domain->state == DOMAIN_FAILED;
        if (domain->result.stuck)
            return "recorded as not to be destroyed";
    }
    return started == run.launcher.launch.started && failed == run.launcher.launch.failed
               ? ""
               : "the numbers of started and failed domains are wrong";
}

static const char *launch_wrong(void)
{
    const char *wrong;

    run_launch(&run);
    wrong = run_wrong(&run);
    if (wrong[0] || !run.greeted)
        return wrong;
    wrong = record_wrong();
    if (wrong[0] || !run.resident)
        return wrong;
    for (uint32_t i = 0; i < run.launcher.launch.image.plan.domain_count; i++)
        (void)sim_guest_print(run.sim, run.launcher.launch.image.plan.domains[i].domid, "on\n");
    resident_serve(&run.launcher.resident);
    return run_wrong(&run);
}

/* -- by seed --------------------------------------------------------------------------------- */

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
        sim_fail_call(run.sim, call, errors[random_below(sizeof(errors) / sizeof(errors[0]))]);
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
    sim_between(run.sim, act_now, NULL);
}

static void groups_fail(bool hand_over, bool guests_act)
{
    static const unsigned int minors[MINORS] = {14, 17, 20, 22};
    uint32_t seed = number("FAULTS_SEED", DEFAULT_SEED);
    uint32_t rounds = number("FAULTS_ROUNDS", DEFAULT_ROUNDS);
    uint32_t first[MINORS], last[MINORS];

    print_message("FAULTS_SEED=%u FAULTS_ROUNDS=%u\n", seed, rounds);
    for (unsigned int i = 0; i < MINORS; i++) {
        run_prepare(hand_over, minors[i]);
        assert_string_equal(launch_wrong(), "");
        assert_int_equal(run.launcher.launch.started, hand_over ? SET : RESIDENT_SET);
        first[i] = (uint32_t)run.marks.created;
        last[i] = (uint32_t)(run.left ? run.marks.leaving - 1 : sim_calls(run.sim));
        run_free(&run);
    }
    random_state = seed * 2654435761U + 1;
    for (uint32_t round = 0; round < rounds; round++) {
        char calls[64];
        const char *wrong;

        act_count = guests_act;
        run_prepare(hand_over, minors[round % MINORS]);
        if (guests_act)
            acts_plan(first[round % MINORS], last[round % MINORS]);
        group_ask(last[round % MINORS], calls, sizeof(calls));
        wrong = launch_wrong();
        if (wrong[0]) {
            fail_msg("seed %u, round %u: Xen 4.%u, hypercalls%s of %u: %s", seed, round,
                     minors[round % MINORS], calls, last[round % MINORS], wrong);
        }
        run_free(&run);
    }
    act_count = 0;
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

/* -- by place -------------------------------------------------------------------------------- */

/* The number of the hypercall that a test is about, found by what the fake says of each. */
static struct {
    int32_t domid;     /* whose it is; -1: nobody's */
    const char *words; /* that it begins with */
    int32_t before;    /* the last one before the first about this domain; else the first one */
    uint64_t call;     /* 0: none so far */
    bool settled;
} sought;

static void call_seek(void *context, const struct sim_operation *operation)
{
    (void)context;
    sought.settled = sought.settled || operation->domid == sought.before;
    if (sought.settled || operation->domid != sought.domid ||
        strncmp(operation->words, sought.words, strlen(sought.words)) != 0)
        return;
    sought.call = operation->number;
    sought.settled = sought.before == INT32_MIN;
}

/* Launches with the prepared Xen, and tells which call it was. */
static uint64_t call_find(int32_t domid, const char *words, int32_t before)
{
    sought.domid = domid;
    sought.words = words;
    sought.before = before < 0 ? INT32_MIN : before;
    sought.call = 0;
    sought.settled = false;
    sim_trace(run.sim, call_seek, NULL);
    run_launch(&run);
    assert_string_equal(sim_faults(run.sim), "");
    assert_int_not_equal(sought.call, 0);
    run_free(&run);
    return sought.call;
}

/* Unmaps what the second domain was copied from, before the PV domain is made. */
static uint64_t unmapping_find(void)
{
    run_prepare(true, 17);
    return call_find(-1, "unmap ", 3);
}

/*
 * What is mapped of a domain to copy from stays so when the next is built, and is found again when
 * all are: its holder is whose pages they are, whatever the first try made of them.
 */
static void test_unmapping_what_was_copied_fails_again_and_again(void **state)
{
    static const uint32_t groups[][6] = {{0, 1, 3, 4}, {0, 1, 2, 3}, {0, 1, 2, 3, 5, 6}};

    (void)state;
    for (size_t i = 0; i < sizeof(groups) / sizeof(groups[0]); i++) {
        uint64_t call = unmapping_find();

        run_prepare(true, 17);
        for (size_t j = 0; j < 6 && (j == 0 || groups[i][j]); j++)
            sim_fail_call(run.sim, call + groups[i][j], XEN_EINVAL);
        assert_string_equal(launch_wrong(), "");
        assert_true(run.left);
        assert_int_equal(run.launcher.launch.domains[DOM0].state, DOMAIN_RUNNING);
        assert_int_equal(run.launcher.launch.domains[PV].state, DOMAIN_FAILED);
        assert_int_equal(run.launcher.launch.domains[PV].result.step, BUILD_LAYOUT);
        run_free(&run);
    }
}

/* Xen never lets the domain go: that is said, and the others run. */
static void test_domain_that_cannot_be_destroyed_is_told_of(void **state)
{
    uint64_t start, destroy;

    (void)state;
    run_prepare(false, 17);
    start = call_find(1, "unpause", -1);
    run_prepare(false, 17);
    sim_fail_call(run.sim, start, XEN_EINVAL);
    destroy = call_find(1, "destroy", -1);
    run_prepare(false, 17);
    sim_fail_call(run.sim, start, XEN_EINVAL);
    for (uint64_t call = destroy; call < destroy + XEN_UNDO_TRIES; call++)
        sim_fail_call(run.sim, call, XEN_EBUSY);
    run_launch(&run);
    assert_string_equal(sim_faults(run.sim), "");
    assert_int_equal(run.launcher.launch.started, 3);
    assert_int_equal(run.launcher.launch.domains[WEB].state, DOMAIN_FAILED);
    assert_true(run.launcher.launch.domains[WEB].result.stuck);
    assert_true(run_said(&run, "domain web: Xen does not let it be destroyed, its memory is not "
                               "given back"));
    run_free(&run);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_unmapping_what_was_copied_fails_again_and_again),
        cmocka_unit_test(test_domain_that_cannot_be_destroyed_is_told_of),
        cmocka_unit_test(test_groups_of_calls_fail),
        cmocka_unit_test(test_groups_of_calls_fail_before_a_hand_over),
        cmocka_unit_test(test_groups_of_calls_fail_while_guests_act),
    };

    return cmocka_run_group_tests(tests, set_make, set_unmake);
}
