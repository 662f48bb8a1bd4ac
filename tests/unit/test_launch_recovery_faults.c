/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Sets with a recovery domain in which every single hypercall fails in turn: what failed and asks
 * for it has it started, unless it failed itself, and nothing is left behind.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/rescued.h"
#include "xen/errno.h"

#include <xen/sched.h>

enum { WEB = RESCUED_WEB, DB = RESCUED_DB, RESCUE = RESCUED_RESCUE, LAST = RESCUED_LAST };

/* One failure of the set: how it comes, and what is the end that a test gives. */
struct scene {
    void (*prepare)(void);
    bool crashes; /* db does, twice */
};

static void build_fails(void)
{
    rescued_more[WEB].on_failure = LCM_FAILURE_REQUIRED;
    rescued_memory_kib[WEB] = RESCUED_TOO_MUCH;
}

static void web_is_late(void)
{
    rescued_more[WEB].on_failure = LCM_FAILURE_REQUIRED;
    rescued_more[WEB].ready_line = "up";
}

static void restarts_pass_the_limit(void)
{
    rescued_more[DB].on_failure = LCM_FAILURE_RECOVERY;
    rescued_more[DB].on_crash = LCM_END_RESTART;
    rescued_more[DB].restart_limit = 1;
}

static void crash_asks(void)
{
    rescued_more[DB].on_crash = LCM_END_RECOVERY;
}

static void any_failure_asks(void)
{
    for (uint32_t i = 0; i < RESCUED_SET; i++)
        if (i != RESCUE)
            rescued_more[i].on_failure = LCM_FAILURE_RECOVERY;
}

static void scene_play(const struct scene *scene)
{
    rescued_launch();
    for (unsigned int i = 0; i < 2 && scene->crashes && rescued_run.resident; i++) {
        if (rescued_state(DB) == DOMAIN_RUNNING)
            rescued_end(DB, SHUTDOWN_crash);
        /* Where the question how it is failed, another event has it asked again. */
        rescued_end(WEB, SHUTDOWN_poweroff);
    }
}

static void scene_expect(uint64_t call, uint64_t count)
{
    const struct life_failures *failures = &rescued_run.launcher.launch.failures;
    const char *wrong = run_wrong(&rescued_run);

    if (wrong[0])
        fail_msg("hypercall %llu of %llu: %s", (unsigned long long)call, (unsigned long long)count,
                 wrong);
    /* Where the launch was not begun, or nothing can be served, nobody is told. */
    if (!rescued_run.greeted || !rescued_run.resident)
        return;
    if ((rescued_state(RESCUE) == DOMAIN_PAUSED) != !failures->is_recovery_wanted &&
        rescued_state(RESCUE) != DOMAIN_FAILED && rescued_state(RESCUE) != DOMAIN_PLANNED)
        fail_msg("hypercall %llu: the recovery domain is %d", (unsigned long long)call,
                 (int)rescued_state(RESCUE));
    if (rescued_run.launcher.resident.failures_told != failures->count)
        fail_msg("hypercall %llu: not all failures are told", (unsigned long long)call);
}

static void scene_calls_fail(const struct scene *scene, uint32_t minor, int error)
{
    uint64_t count;

    (void)rescued_defaults(NULL);
    scene->prepare();
    rescued_prepare(minor);
    scene_play(scene);
    count = sim_calls(rescued_run.sim);
    scene_expect(0, count);
    (void)rescued_unmake(NULL);
    for (uint64_t call = 1; call <= count; call++) {
        rescued_prepare(minor);
        sim_fail_call(rescued_run.sim, call, error);
        scene_play(scene);
        scene_expect(call, count);
        (void)rescued_unmake(NULL);
    }
}

static void test_every_call_fails_beside_a_failed_build(void **state)
{
    (void)state;
    scene_calls_fail(&(struct scene){build_fails, false}, 17, XEN_ENOMEM);
}

static void test_every_call_fails_beside_a_late_domain(void **state)
{
    (void)state;
    scene_calls_fail(&(struct scene){web_is_late, false}, 20, XEN_EBUSY);
}

static void test_every_call_fails_beside_a_crash_loop(void **state)
{
    (void)state;
    scene_calls_fail(&(struct scene){restarts_pass_the_limit, true}, 17, XEN_ENOMEM);
}

static void test_every_call_fails_beside_a_crash(void **state)
{
    (void)state;
    scene_calls_fail(&(struct scene){crash_asks, true}, 14, XEN_EAGAIN);
}

/* Each refused start or build is a failure that asks. */
static void test_every_call_fails_where_each_failure_asks(void **state)
{
    (void)state;
    scene_calls_fail(&(struct scene){any_failure_asks, false}, 17, XEN_EPERM);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_call_fails_beside_a_failed_build),
        cmocka_unit_test(test_every_call_fails_beside_a_late_domain),
        cmocka_unit_test(test_every_call_fails_beside_a_crash_loop),
        cmocka_unit_test(test_every_call_fails_beside_a_crash),
        cmocka_unit_test(test_every_call_fails_where_each_failure_asks),
    };

    return cmocka_run_group_tests(tests, rescued_set_make, rescued_set_unmake);
}
