/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The hand-over, step by step, with the point of no return marked.
 */
#include <string.h>

#include "core/base/text.h"
#include "launcher/builder/pv/pv.h"
#include "launcher/cpus/pool.h"
#include "launcher/handover/steps.h"
#include "xen/clock.h"
#include "xen/console_output.h"
#include "xen/log.h"
#include "xen/event.h"

static int tables_make(struct build *b)
{
    struct handover *h = handover_of(b);

    h->pinned = build_pv_tables_make(b) == 0;
    return h->pinned ? 0 : -1;
}

static int jump_ready(struct build *b)
{
    const struct boot_jump jump = {
        .top_mfn = b->p2m[b->pv.top_table],
        .entry = b->kernel.pv.entry,
        .stack = pv_address(&b->pv, b->pv.stack) + XEN_PAGE_SIZE,
        .start_info = pv_address(&b->pv, b->pv.start_info),
    };
    int error = cpus_stop(b->site->cpus, b->site->boot);

    if (error)
        return build_refused(b, BUILD_START, "the end of the CPUs that helped", error);
    error = boot_jump_prepare(b->xen, b->boot, &jump);
    return error ? build_refused(b, BUILD_START, "the page that the launcher jumps from", error)
                 : 0;
}

static const struct build_sequence sequence[] = {
    {BUILD_VERIFY, build_verify},
    {BUILD_KERNEL, build_kernel_read},
    {BUILD_LAYOUT, handover_layout},
    {BUILD_POPULATE, handover_memory_begin},
    {BUILD_LOAD, build_payloads_load},
    {BUILD_LOAD, build_pv_info_write},
    {BUILD_POPULATE, handover_memory_finish},
    {BUILD_TABLES, handover_own_frames_adopt},
    {BUILD_TABLES, tables_make},
    {BUILD_VCPU, build_affinity_set},
    {BUILD_START, jump_ready},
    {BUILD_START, handover_record_put},
};

enum { STEPS = sizeof(sequence) / sizeof(sequence[0]) };

/* Keeps the command line: what has it goes before the kernel is given it. */
static void bootargs_keep(struct handover *h, struct lcm_module *kernel)
{
    if (!kernel->bootargs)
        return;
    (void)text_set(h->bootargs, sizeof(h->bootargs), "%s", kernel->bootargs);
    kernel->bootargs = h->bootargs;
}

bool handover_begin(struct handover *h, struct launch *launch)
{
    struct build *b = &h->build;
    const struct lcm_domain *domain;
    uint32_t i;

    domain = handover_dom0(launch, &i);
    if (!domain)
        return false;
    memset(h, 0, sizeof(*h));
    h->launch = launch;
    bootargs_keep(h, &launch->image.plan.domains[i].kernel);
    h->outcome = &launch->domains[i];
    h->outcome->began = clock_now();
    build_begin(b, &launch->site, domain, &h->outcome->result);
    b->sequence = sequence;
    b->count = STEPS;
    b->owner = DOMID_SELF;
    b->slot = i;
    return true;
}

bool handover_step(struct handover *h)
{
    uint64_t calls = h->launch->xen->calls;
    bool more = build_step(&h->build);

    h->calls += h->launch->xen->calls - calls;
    if (more)
        return true;
    h->outcome->result.calls = h->calls;
    if (!handover_is_ready(h))
        handover_undo(h);
    return false;
}

bool handover_is_ready(const struct handover *h)
{
    return h->outcome->result.built;
}

void handover_leave(struct handover *h, struct resident *resident)
{
    struct launch *launch = h->launch;

    /* Dom0's console daemon finds in the rings what the console does not take now. */
    resident_drain(resident);
    resident_ends_tell(resident);
    log_line("domain %s: takes over domain 0 with %lu KiB and %u vCPUs", h->build.domain->name,
             (unsigned long)h->outcome->memory_kib, (unsigned int)h->outcome->vcpus);
    launch_summary_log(launch);
    output_finish();

    /* ===== the point of no return: what follows cannot be undone, and has nothing left to fail
     * ==== */

    for (int tries = 0; tries < XEN_UNDO_TRIES && xen_event_reset(launch->xen); tries++) {
    }
    boot_jump_leave(launch->boot);
}
