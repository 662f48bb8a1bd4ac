/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Domains that were built and cannot run: destroyed and recorded, and the others go on.
 */
#include "launcher/launch/launch.h"
#include "xen/log.h"

void launch_failure_log(const struct lcm_domain *domain, const struct build_result *result)
{
    log_line("domain %s: failed: %s: %s", domain->name, build_step_name(result->step),
             result->cause);
    if (result->stuck)
        log_line("domain %s: Xen does not let it be destroyed, its memory is not given back",
                 domain->name);
}

void launch_leave_out(struct launch *launch, uint32_t i)
{
    struct outcome *outcome = &launch->domains[i];

    (void)result_fail(&outcome->result, BUILD_START,
                      "it is held back by the boot domain; change what that decides, or leave "
                      "\"skip\" out of hyperlaunch,boot-may");
    outcome->state = DOMAIN_FAILED;
    outcome->needs_image = false;
    life_leave(&launch->lives[i], LIFE_HELD);
    log_line("domain %s: held back by the boot domain", launch->image.plan.domains[i].name);
}

void launch_fail(struct launch *launch, uint32_t i)
{
    struct outcome *outcome = &launch->domains[i];

    outcome->state = DOMAIN_FAILED;
    outcome->needs_image = false;
    launch->failed += !outcome->started;
    if (launch->lives[i].state == LIFE_HELD)
        return;
    life_leave(&launch->lives[i], LIFE_FAILED);
    /* One that is started again is tried once more. */
    if (!outcome->started)
        life_fail(&launch->failures, &launch->image.plan, i, false);
}

void launch_undo_begin(struct launch *launch, uint32_t i)
{
    struct outcome *outcome = &launch->domains[i];

    outcome->result.built = false;
    launch_fail(launch, i);
    launch->is_undoing = true;
    launch->undone = i;
    teardown_begin(&launch->teardown, launch->image.plan.domains[i].domid, i, &outcome->result);
}

void launch_undo_refused(struct launch *launch, uint32_t i, enum build_step step, const char *what,
                         int error)
{
    (void)result_refused(&launch->domains[i].result, launch->image.plan.domains[i].mode, step, what,
                         error);
    launch_undo_begin(launch, i);
}

bool launch_undo_step(struct launch *launch)
{
    struct build_result *result = &launch->domains[launch->undone].result;

    if (!launch->is_undoing)
        return false;
    launch->is_undoing = teardown_step(&launch->teardown, &launch->site);
    if (!launch->is_undoing) {
        result->stuck = !launch->teardown.is_gone;
        launch_failure_log(&launch->image.plan.domains[launch->undone], result);
    }
    return true;
}
