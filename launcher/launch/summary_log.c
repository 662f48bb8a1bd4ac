/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The summary of a launch in the log: a table, what each domain cost, and the closing line.
 */
#include "xen/clock.h"
#include "launcher/launch/launch.h"
#include "xen/log.h"
#include "core/base/text.h"
#include "core/image/digest.h"

/* Steps that took less are left out of a domain's line. */
#define SHOWN_NS UINT64_C(100000)

/* Milliseconds with three decimals, as "12.345". */
static void milliseconds(char *buffer, size_t size, uint64_t nanoseconds)
{
    (void)text_set(buffer, size, "%lu.%03lu", (unsigned long)(nanoseconds / 1000000),
                   (unsigned long)(nanoseconds / 1000 % 1000));
}

static void modules_text(char *buffer, size_t size, const struct lcm_domain *domain)
{
    struct text text;

    text_init(&text, buffer, size);
    text_append(&text, "kernel=%u", (unsigned int)domain->kernel.index);
    if (domain->ramdisk.present)
        text_append(&text, " ramdisk=%u", (unsigned int)domain->ramdisk.index);
}

static void row_log(const struct launch *launch, uint32_t i)
{
    const struct lcm_domain *domain = &launch->image.plan.domains[i];
    const struct outcome *outcome = &launch->domains[i];
    char created[24] = "-", started[24] = "failed", modules[32];

    modules_text(modules, sizeof(modules), domain);
    if (outcome->created)
        milliseconds(created, sizeof(created), outcome->created - launch->entered);
    if (outcome->started)
        milliseconds(started, sizeof(started), outcome->started - launch->entered);
    else if (outcome->state == DOMAIN_PAUSED)
        (void)text_set(started, sizeof(started), "staged");
    else if (launch->lives[i].state == LIFE_HELD)
        (void)text_set(started, sizeof(started), "held");
    log_line("  %-16s %5u %5u %9lu  %-20s %11s %11s", domain->name, (unsigned int)domain->domid,
             (unsigned int)outcome->vcpus, (unsigned long)(outcome->memory_kib / 1024), modules,
             created, started);
}

/* Where the time of building a domain went, and what it asked of Xen. */
static void cost_log(const struct launch *launch, uint32_t i)
{
    const struct build_result *result = &launch->domains[i].result;
    uint64_t kib = result->loaded >> 10;
    uint64_t per_mib = kib ? result->calls * 100 * 1024 / kib : 0;
    char steps[160], took[24];
    struct text text;

    if (!launch->domains[i].started)
        return;
    text_init(&text, steps, sizeof(steps));
    for (unsigned int step = 0; step < BUILD_STEPS; step++) {
        milliseconds(took, sizeof(took), result->took[step]);
        if (result->took[step] >= SHOWN_NS)
            text_append(&text, "%s%s %s", text.used ? ", " : "", build_step_name(step), took);
    }
    milliseconds(took, sizeof(took), launch->domains[i].created - launch->domains[i].began);
    log_line("domain %s: built in %s ms%s%s%s; %lu KiB loaded, %lu hypercalls, %lu.%02lu a MiB",
             launch->image.plan.domains[i].name, took, text.used ? " (" : "", steps,
             text.used ? ")" : "", (unsigned long)kib, (unsigned long)result->calls,
             (unsigned long)(per_mib / 100), (unsigned long)(per_mib % 100));
}

/* What no other line says, and the log must tell: records are made of it. */
static void plan_log(const struct launch *launch, uint32_t i)
{
    char words[LIFE_PLAN_SIZE];

    life_plan_write(&launch->image.plan, launch->lives, i, words);
    log_line("domain %s: %s", launch->image.plan.domains[i].name, words);
}

void launch_summary_log(const struct launch *launch)
{
    uint32_t count = launch->image.plan.domain_count;
    char took[24], late[48] = "", digest[DIGEST_TEXT_SIZE];

    milliseconds(took, sizeof(took), clock_now() - launch->entered);
    if (count > 0) {
        log_line("  %-16s %5s %5s %9s  %-20s %11s %11s", "domain", "domid", "vCPUs", "memory/MiB",
                 "modules", "created/ms", "started/ms");
        for (uint32_t i = 0; i < count; i++)
            row_log(launch, i);
        for (uint32_t i = 0; i < count; i++) {
            cost_log(launch, i);
            plan_log(launch, i);
        }
        digest_text(launch->image.lcm_digest, digest);
        log_line("LCM's sha256: %s", digest);
    }
    if (launch->late > 0)
        (void)text_set(late, sizeof(late), ", %u after their budget", (unsigned int)launch->late);
    log_line("launch complete: %u started, %u failed, %s ms after entry, %lu hypercalls%s",
             (unsigned int)launch->started, (unsigned int)launch->failed, took,
             (unsigned long)launch->xen->calls, late);
}
