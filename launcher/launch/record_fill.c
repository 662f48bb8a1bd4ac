/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Filling the launch record, which tells dom0 of the launch, from what became of each domain.
 */
#include <string.h>

#include "xen/clock.h"
#include "launcher/launch/launch.h"
#include "core/base/text.h"

static enum record_state state_of(const struct launch *launch, uint32_t i)
{
    switch (launch->domains[i].state) {
    case DOMAIN_RUNNING:
        return launch->image.plan.domains[i].domid ? RECORD_RUNNING : RECORD_HANDED_OVER;
    case DOMAIN_PLANNED:
        return RECORD_PLANNED;
    case DOMAIN_PAUSED:
        return launch_is_staged(launch, i) ? RECORD_STAGED : RECORD_PLANNED;
    case DOMAIN_ENDING:
    case DOMAIN_ENDED:
    case DOMAIN_PRESERVED:
        return RECORD_ENDED;
    default:
        return launch->lives[i].state == LIFE_HELD ? RECORD_HELD : RECORD_FAILED;
    }
}

static struct record_module module_of(const struct launch *launch, const struct lcm_module *module)
{
    struct record_module recorded = {.present = module->present, .index = module->index};

    if (module->present) {
        memcpy(recorded.digest, launch->image.plan.payloads[module->index - 1].digest,
               sizeof(recorded.digest));
    }
    return recorded;
}

static void steps_tell(const struct build_result *result, struct record_domain *to)
{
    _Static_assert((int)BUILD_STEPS <= (int)RECORD_STEPS_MAX, "every step has room");
    for (unsigned int step = 0; step < BUILD_STEPS; step++) {
        (void)text_set(to->steps[step].name, sizeof(to->steps[step].name), "%s",
                       build_step_name((enum build_step)step));
        to->steps[step].took_ns = result->took[step];
    }
    to->step_count = BUILD_STEPS;
}

static enum record_end end_of(const struct life *life)
{
    static const enum record_end ends[] = {
        [LIFE_REBOOTED] = RECORD_END_REBOOTED,
        [LIFE_CRASHED] = RECORD_END_CRASHED,
        [LIFE_POWERED_OFF] = RECORD_END_POWERED_OFF,
        [LIFE_UNBUILT] = RECORD_END_NONE,
        [LIFE_ENDED] = RECORD_END_OTHER,
    };

    return life->ended_at ? ends[life->end] : RECORD_END_NONE;
}

static void life_tell(const struct launch *launch, uint32_t i, struct record_domain *to)
{
    const struct lcm_plan *plan = &launch->image.plan;
    const struct life *life = &launch->lives[i];

    to->ready = plan->domains[i].ready;
    (void)text_set(to->ready_line, sizeof(to->ready_line), "%s", plan->domains[i].ready_line);
    to->ready_timeout_ms = to->ready ? life_ready_timeout(&plan->domains[i]) : 0;
    to->ready_ns = life->ready_at;
    to->late = life->was_late;
    to->start_within_ms = plan->domains[i].start_within_ms;
    to->end = end_of(life);
    to->ended_ns = life->ended_at;
    to->preserved = launch->domains[i].state == DOMAIN_PRESERVED;
    to->given_up = life->ended_at && life->action == LIFE_GIVE_UP;
    to->restarts = life->restarts;
    for (uint32_t n = life->restarts > RECORD_RESTARTS_MAX ? life->restarts - RECORD_RESTARTS_MAX
                                                           : 0;
         n < life->restarts; n++)
        to->restarts_ns[to->restart_count++] = life->restarted[n % LCM_RESTART_LIMIT_MAX];
    _Static_assert((int)RECORD_AFTER_MAX == (int)LIFE_AFTER_MAX, "the log names as many");
    to->after_count = life_after(plan, launch->lives, i, to->after, RECORD_AFTER_MAX);
    for (uint32_t n = 0; n < to->after_count; n++)
        to->after[n] = plan->domains[to->after[n]].domid;
}

static void domain_tell(const void *context, uint32_t i, struct record_domain *to)
{
    const struct launch *launch = context;
    const struct lcm_domain *domain = &launch->image.plan.domains[i];
    const struct outcome *from = &launch->domains[i];
    const struct build_result *result = &from->result;
    const struct build_cpupool *pool =
        domain->cpupool ? &launch->site.cpupools[domain->cpupool - 1] : NULL;
    bool pv = domain->mode == LCM_MODE_PV;

    to->domid = domain->domid;
    (void)text_set(to->name, sizeof(to->name), "%s", domain->name);
    if (domain->domid)
        image_domain_uuid(&launch->image, domain, to->uuid);
    to->mode = pv ? RECORD_PV : RECORD_PVH;
    to->memory_kib = from->memory_kib;
    to->cpus = from->vcpus;
    to->capabilities = domain->capabilities;
    to->functions = domain->functions;
    to->state = state_of(launch, i);
    if (record_has_cause(to->state)) {
        (void)text_set(to->step, sizeof(to->step), "%s", build_step_name(result->step));
        (void)text_set(to->cause, sizeof(to->cause), "%s", result->cause);
    }
    to->began_ns = from->began;
    to->created_ns = from->created;
    to->started_ns = from->started;
    to->loaded = result->loaded;
    to->hypercalls = result->calls;
    to->reboot_destroys = domain->on_reboot == LCM_REBOOT_DESTROY;
    to->label_ignored = result->label_ignored;
    to->grant_version = result->grant_version;
    to->cpupool = pool && pool->made ? pool->id : 0;
    steps_tell(result, to);
    life_tell(launch, i, to);
    to->cmdline = from->cmdline;
    to->data = from->data;
    to->kernel = module_of(launch, &domain->kernel);
    to->ramdisk = module_of(launch, &domain->ramdisk);
    if (to->state != RECORD_RUNNING)
        return;
    to->console_frame = result->console_frame;
    to->console_port = result->console_remote;
    if (build_store_has_port(result->store)) {
        to->store = result->store == BUILD_STORE_LATER ? RECORD_STORE_PARAM : RECORD_STORE_WAITING;
        to->store_frame = result->store_frame;
        to->store_port = result->store_remote;
    }
}

size_t launch_archive_make(struct launch *launch)
{
    char *record = launch->archive + ARCHIVE_HEAD;
    size_t size = launch_record_write(launch, record, RECORD_BLOB_MAX);

    return size ? archive_write(record, size, launch->archive, sizeof(launch->archive)) : 0;
}

size_t launch_record_write(const struct launch *launch, void *buffer, size_t capacity)
{
    struct record_launch record = {
        .xen_major = launch->xen->major,
        .xen_minor = launch->xen->minor,
        .entered_ns = launch->entered,
        .recorded_ns = clock_now(),
        .hypercalls = launch->xen->calls,
        .store_kib = launch->boot->store_kib,
        .image_kept_kib = launch_image_kib(launch),
        .image_freed_kib = launch->trimmed_kib,
        .domain_count = launch->image.plan.domain_count,
    };

    memcpy(record.image_sha256, launch->image.lcm_digest, sizeof(record.image_sha256));
    return record_write_each(&record, domain_tell, launch, buffer, capacity);
}
