/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Counting the work of each turn of the launcher.
 */
#include "tool/run/simulate_work.h"

struct work_time work_time(const struct units *units, const struct work_counts *counts)
{
    struct work_time time = {0, 0};

    for (enum work work = 0; work < WORKS; work++)
        *(work < WORK_SHARED ? &time.shared : &time.serial) +=
            units_time(units, work, counts->of[work]);
    return time;
}

/* What is being built; NULL: nothing, or it is being undone. */
static const struct build *build_now(const struct launcher *launcher)
{
    const struct launch *launch = &launcher->launch;
    const struct build *build = NULL;

    if (launcher->phase == PHASE_BUILD_DOM0)
        build = &launcher->handover.build;
    else if (launch->is_building && !launch->builder.is_undoing)
        build = &launch->builder.build;
    return build && build->done < build->count ? build : NULL;
}

/* Whether a module will be copied from a domain that has it, as launcher/builder/parts/load.c does.
 */
static bool is_copied(const struct build *build, const struct lcm_module *module,
                      const struct build_holder *holders)
{
    const struct lcm_payload *payload = &build->image->plan.payloads[module->index - 1];

    return module->present && build->domain->mode == LCM_MODE_PVH &&
           holders[module->index - 1].known && build_may_copy(payload->encoding, payload->size);
}

struct work_turn work_turn_begin(const struct sim *sim, const struct launcher *launcher)
{
    const struct build *build = build_now(launcher);
    struct work_turn turn = {.work = sim_work(sim), .calls = sim_calls(sim), .build = build};

    if (!build)
        return turn;
    turn.domain = (uint32_t)(build->domain - build->image->plan.domains);
    turn.step = build->sequence[build->done].step;
    turn.loaded = build->result->loaded;
    turn.copies_kernel = is_copied(build, &build->domain->kernel, build->site->kernels);
    turn.copies_ramdisk = is_copied(build, &build->domain->ramdisk, build->site->ramdisks);
    return turn;
}

static void hash_count(struct simulate_work *work, const struct build *build,
                       const struct lcm_module *module, struct work_counts *counts)
{
    if (!module->present || work->hashed[module->index - 1])
        return;
    work->hashed[module->index - 1] = true;
    counts->of[WORK_HASH] += build->image->plan.payloads[module->index - 1].stored_size;
}

/*
 * `size` bytes of a module were put into the domain. Of one that is decoded nearly every chunk has
 * some of them, and a chunk is decoded whole.
 */
static void load_count(const struct build *build, const struct lcm_module *module, uint64_t size,
                       bool is_copy, struct work_counts *counts)
{
    const struct lcm_payload *payload = &build->image->plan.payloads[module->index - 1];

    if (!module->present || size == 0)
        return;
    if (is_copy || payload->encoding == LCM_ENCODING_NONE)
        counts->of[WORK_COPY] += size;
    else
        counts->of[WORK_DECODE] += payload->size;
}

/* What the launcher itself does to payloads in a step. */
static void payloads_count(struct simulate_work *work, const struct work_turn *turn,
                           struct work_counts *counts)
{
    const struct build *build = turn->build;
    const struct lcm_module *kernel = &build->domain->kernel, *ramdisk = &build->domain->ramdisk;
    uint64_t loaded = build->result->loaded - turn->loaded, rest;

    if (turn->step == BUILD_VERIFY) {
        hash_count(work, build, kernel, counts);
        hash_count(work, build, ramdisk, counts);
    }
    rest = ramdisk->present ? build->image->plan.payloads[ramdisk->index - 1].size : 0;
    rest = rest < loaded ? rest : loaded;
    load_count(build, kernel, loaded - rest, turn->copies_kernel, counts);
    load_count(build, ramdisk, rest, turn->copies_ramdisk, counts);
}

/* The domain that was started in this turn; their number where none was. */
static uint32_t started_find(const struct simulate_work *work, const struct launch *launch)
{
    uint32_t i = 0;

    while (i < launch->image.plan.domain_count &&
           (launch->domains[i].started == 0 || work->is_started[i]))
        i++;
    return i;
}

void work_turn_end(struct simulate_work *work, const struct work_turn *turn, const struct sim *sim,
                   const struct launcher *launcher)
{
    const struct sim_work now = sim_work(sim), *before = &turn->work;
    uint32_t started = started_find(work, &launcher->launch);
    struct work_counts counts = {
        .of = {
            [WORK_SCRUB] = (now.populated - before->populated) * XEN_PAGE_SIZE,
            [WORK_MAP] = now.mapped - before->mapped,
            [WORK_GIVE] = now.populated - before->populated,
            [WORK_EXTENT] = now.extents - before->extents,
            [WORK_CREATE] = now.created - before->created,
            [WORK_CALL] = sim_calls(sim) - turn->calls,
        }};
    struct work_counts *total = &work->own;
    struct work_time took;

    if (turn->build) {
        payloads_count(work, turn, &counts);
        total = &work->steps[turn->domain][turn->step];
    } else if (started < launcher->launch.image.plan.domain_count) {
        total = &work->steps[started][BUILD_START];
    }
    for (enum work kind = 0; kind < WORKS; kind++)
        total->of[kind] += counts.of[kind];
    took = work_time(work->units, &counts);
    work->until.shared += took.shared;
    work->until.serial += took.serial;
    if (started < launcher->launch.image.plan.domain_count) {
        work->is_started[started] = true;
        work->started[started] = work->until;
    }
}
