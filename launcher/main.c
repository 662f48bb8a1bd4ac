/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The launcher: one loop, in which it launches the domains of the plan step by step and serves
 * those that run.
 */
#include "xen/clock.h"
#include "xen/console_output.h"
#include "xen/console_rate.h"
#include "launcher/launcher.h"
#include "xen/log.h"
#include "launcher/options.h"
#include "xen/domain.h"
#include "xen/memory_op.h"

/* What a domain has for one more CPU to do. */
enum { HELPER_KIB = 16 * 1024 };

static struct launcher launcher;

static void option_unknown(const char *word, int length)
{
    log_line("option '%.*s' is unknown or has an invalid value; it is ignored", length, word);
}

/* Learns how fast the console may be written to: as the option says, else by Xen's own
 * options. */
static void output_settle(struct xen *xen, const struct options *options)
{
    char line[XEN_COMMAND_LINE_SIZE];

    if (options->has_console_rate)
        output_pace(options->console_rate);
    else if (!xen_command_line(xen, line))
        output_pace(console_rate_find(line));
}

/* Finds out which Xen this is; confirms both of its control interfaces. */
static int xen_meet(struct xen *xen)
{
    uint64_t total_kib, free_kib;
    int error = xen_init(xen);

    return error ? error : xen_host_memory(xen, &total_kib, &free_kib);
}

bool launcher_greet(struct launcher *l, struct xen *xen, struct boot *boot)
{
    struct options options;
    /* The log and all times since then mean the same moment. */
    uint64_t entered = clock_now();
    struct clock_parts now = clock_split(entered);
    int error = xen_meet(xen);

    l->launch.xen = xen;
    l->launch.boot = boot;
    l->launch.entered = entered;
    l->launch.cpus = &l->cpus;
    l->cpus.xen = xen;
    resident_begin(&l->resident, &l->launch);
    if (error) {
        char refusal[XEN_REFUSAL_SIZE];

        xen_refusal_write(xen, error, refusal, sizeof(refusal));
        log_line("%s", refusal);
        return false;
    }
    log_line("entered at %lu.%06lu s on Xen %u.%u", now.seconds, now.microseconds, xen->major,
             xen->minor);
    options_read(&options, boot->command_line, option_unknown);
    output_settle(xen, &options);
    l->cpus_most = options.cpus;
    return true;
}

uint64_t launcher_store_size(const struct lcm_plan *plan)
{
    return resident_store_size(plan);
}

/*
 * Has other CPUs help, as many as the largest domain has work for. Those of a dom0 cannot, since
 * Xen starts each once; and what helped is no use to it, so beside one only those help that are
 * asked for.
 */
static void helpers_start(struct launcher *l)
{
    const struct lcm_plan *plan = &l->launch.image.plan;
    struct xen_domain_info own;
    uint64_t usual = l->launch.site.store_comes ? 1 : UINT64_MAX, work = 0, most;
    uint32_t first = 1, left;

    for (uint32_t i = 0; i < plan->domain_count; i++) {
        work = plan->domains[i].memory_kib > work ? plan->domains[i].memory_kib : work;
        if (launch_is_next_dom0(&l->launch, i))
            first = plan->domains[i].cpus;
    }
    most = (l->cpus_most ? l->cpus_most : usual) - 1;
    most = most < work / HELPER_KIB ? most : work / HELPER_KIB;
    if (most == 0 || xen_domain_info(l->launch.xen, 0, &own))
        return;
    left = own.vcpus > first ? own.vcpus - first : 0;
    if (left)
        cpus_start(&l->cpus, l->launch.boot, first, left < most ? left : (uint32_t)most);
}

/* Reads what is to be launched, and keeps no more of domain 0's memory than that needs. */
static enum launcher_phase read_step(struct launcher *l)
{
    struct launch *launch = &l->launch;
    bool readable = launch_read(launch);

    if (readable)
        helpers_start(l);
    boot_memory_settle(launch->xen, launch->boot, readable ? handover_spare_pages(launch) : 0,
                       readable ? launcher_store_size(&launch->image.plan) : 0);
    if (launch->boot->store)
        log_line("xenstore: %lu KiB", (unsigned long)launch->boot->store_kib);
    return readable ? PHASE_LISTEN : PHASE_RECORD;
}

/* While a domain is waited for there is nothing to do but to serve. */
static enum launcher_phase domains_step(struct launcher *l)
{
    enum launch_progress progress = launch_step(&l->launch);

    if (progress == LAUNCH_WAITS)
        resident_wait(&l->resident);
    return progress == LAUNCH_DONE ? PHASE_HAND_OVER : PHASE_LAUNCH;
}

static enum launcher_phase dom0_step(struct launcher *l)
{
    if (handover_step(&l->handover))
        return PHASE_BUILD_DOM0;
    if (handover_is_ready(&l->handover))
        return PHASE_LEAVE;
    resident_look(&l->resident);
    return PHASE_RECORD;
}

/* Nobody takes over: the launch is complete. */
static enum launcher_phase record_step(struct launcher *l)
{
    launch_summary_log(&l->launch);
    if (launch_image_release(&l->launch))
        log_line("the launch image's memory could not be given back");
    else if (l->launch.trimmed_kib > 0)
        log_line("the launch image: %lu KiB are given back", (unsigned long)l->launch.trimmed_kib);
    return PHASE_SETTLE;
}

/* One step of the launch; what comes next. */
static enum launcher_phase phase_step(struct launcher *l)
{
    switch (l->phase) {
    case PHASE_READ:
        return read_step(l);
    case PHASE_LISTEN:
        /* Xen may have left itself nothing. */
        if (launch_memory_lacks(&l->launch))
            return PHASE_LISTEN;
        /* A set with a dom0 is served where it has a boot domain, or one that is waited for. */
        if (!l->launch.site.store_comes || l->launch.boot->store)
            (void)resident_listen(&l->resident);
        return PHASE_CONFIGURE;
    case PHASE_CONFIGURE:
        launch_configure(&l->launch);
        if (l->launch.image.plan.domain_count > 1)
            cpus_weight_raise(&l->weight, l->launch.xen);
        boot_begin(&l->resident);
        return PHASE_BOOT;
    case PHASE_BOOT:
        return boot_step(&l->resident) ? PHASE_BOOT : PHASE_LAUNCH;
    case PHASE_LAUNCH:
        return domains_step(l);
    case PHASE_HAND_OVER:
        cpus_weight_restore(&l->weight, l->launch.xen);
        if (!handover_begin(&l->handover, &l->launch))
            return PHASE_RECORD;
        resident_store_end(&l->resident);
        return PHASE_BUILD_DOM0;
    case PHASE_BUILD_DOM0:
        return dom0_step(l);
    case PHASE_LEAVE:
        handover_leave(&l->handover, &l->resident);
        return PHASE_LEFT;
    case PHASE_RECORD:
        return record_step(l);
    case PHASE_SETTLE:
        return resident_init(&l->resident) ? PHASE_SERVE : PHASE_OVER;
    default:
        return l->phase;
    }
}

bool launcher_step(struct launcher *l)
{
    if (l->phase == PHASE_SERVE) {
        resident_serve(&l->resident);
    } else {
        l->phase = phase_step(l);
        if (launcher_is_launching(l))
            resident_glance(&l->resident);
    }
    return l->phase < PHASE_LEFT;
}

bool launcher_enter(struct xen *xen, struct boot *boot)
{
    return launcher_greet(&launcher, xen, boot);
}

void launcher_run(void)
{
    while (launcher_step(&launcher)) {
    }
}
