/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Runs the launcher's own phases on the fake Xen and tells what they do.
 */
#include "tool/run/simulate.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/layout/cost.h"
#include "core/record/record_read.h"
#include "tool/base/tool.h"
#include "xen/clock.h"
#include "xen/console_output.h"
#include "xen/errno.h"
#include "launcher/launcher.h"
#include "xen/log.h"
#include "sim/sim.h"
#include "tool/run/simulate_guests.h"
#include "tool/run/simulate_pci.h"
#include "tool/run/simulate_work.h"
#include "tool/show/traits.h"

enum { KIB_PER_MIB = 1024, SPARE_KIB = 512 * KIB_PER_MIB, NAME_WIDTH = 16 };

static uint64_t module_kib(const struct lcm_plan *plan, const struct lcm_module *module)
{
    return module->present ? plan->payloads[module->index - 1].size / 1024 : 0;
}

uint64_t simulate_memory(const struct lcm_plan *plan)
{
    uint64_t kib = cost_plan_kib(plan) + SPARE_KIB;

    /* What a dom0 that takes the rest has to hold: the spare is for it to run in, and for Xen. */
    for (uint32_t i = 0; i < plan->domain_count; i++) {
        const struct lcm_domain *domain = &plan->domains[i];

        if (domain->memory_kib == 0)
            kib += module_kib(plan, &domain->kernel) + module_kib(plan, &domain->ramdisk);
    }
    return kib;
}

static const char *domain_name(const struct lcm_plan *plan, int32_t domid)
{
    for (uint32_t i = 0; i < plan->domain_count && domid > 0; i++)
        if (plan->domains[i].domid == (uint32_t)domid)
            return plan->domains[i].name;
    return domid == 0 ? "launcher" : "-";
}

static void operation_print(void *context, const struct sim_operation *operation)
{
    const struct lcm_plan *plan = context;

    printf("%5llu  %-*s  %s: ", (unsigned long long)operation->number, NAME_WIDTH,
           domain_name(plan, operation->domid), operation->words);
    if (operation->result < 0)
        printf("%s\n", xen_strerror(operation->result));
    else if (operation->counted)
        printf("%lld done\n", (long long)operation->result);
    else
        printf("ok\n");
}

/* What the launcher keeps of one launch, the Xen it speaks to, and the domains. */
struct simulation {
    struct xen xen;
    struct console_output output;
    struct launcher launcher;
    struct simulate_guests guests;
};

static int result_tell(const struct sim *sim, const struct simulation *own, bool quiet)
{
    const struct launch *launch = &own->launcher.launch;

    if (!quiet)
        printf("\n%s", sim_console(sim));
    if (sim_faults(sim)[0]) {
        tool_complain("simulate: Xen would refuse what the launcher does; report this as a "
                      "defect:");
        fputs(sim_faults(sim), stderr);
        return TOOL_FAILED;
    }
    return launch->started > 0 && launch->failed == 0 && !guests_fail_late(&own->guests)
               ? TOOL_FINE
               : TOOL_FAULT;
}

/* The record as the launcher would leave it. */
static void record_take(const struct launch *launch, struct record *record)
{
    static _Alignas(8) char blob[RECORD_BLOB_MAX];
    size_t size = launch_record_write(launch, blob, sizeof(blob));

    if (size == 0 || record_read(blob, size, record) != RECORD_OK)
        tool_complain("simulate: the launcher's record cannot be read; report this as a defect");
}

static bool turn(struct sim *sim, struct simulation *own)
{
    guests_act(&own->guests, sim, &own->launcher);
    return launcher_step(&own->launcher);
}

/* Serves the domains until nothing more happens; what waits for a time has it at once. */
static void service_run(struct sim *sim, struct simulation *own)
{
    uint32_t before = sim_sleeps(sim).endless, reason;

    while (turn(sim, own) && sim_sleeps(sim).endless == before && !sim_ended(sim, &reason)) {
    }
}

/* A turn of the launch, whose work is counted where that is asked for. */
static void turn_count(struct sim *sim, struct simulation *own, struct simulate_work *work)
{
    struct work_turn begun = work_turn_begin(sim, &own->launcher);

    (void)turn(sim, own);
    if (work)
        work_turn_end(work, &begun, sim, &own->launcher);
}

static void phases_run(struct sim *sim, struct simulation *own, struct record *record,
                       struct simulate_work *work)
{
    struct boot *boot = sim_boot(sim);

    log_init(&own->output, &own->xen);
    clock_init(boot->shared);
    if (!launcher_greet(&own->launcher, &own->xen, boot))
        return;
    while (launcher_is_launching(&own->launcher))
        turn_count(sim, own, work);
    if (guests_fail_late(&own->guests))
        service_run(sim, own);
    record_take(&own->launcher.launch, record);
    record->simulated = 1;
}

/* What is left of a launch: of the domains by Xen's books, of the rest by the record. */
static void summary_fill(struct simulate_summary *summary, const struct sim *sim,
                         const struct simulation *own, const struct record *record)
{
    const struct launch *launch = &own->launcher.launch;

    summary->left_kib = sim_free_kib(sim);
    summary->calls = sim_calls(sim);
    summary->fits = true;
    for (uint32_t i = 0; i < record->domain_count; i++) {
        struct simulate_domain *domain = &summary->domains[i];
        const struct build_result *result = &launch->domains[i].result;
        struct sim_domain_view view;

        *domain = (struct simulate_domain){
            .calls = record->domains[i].hypercalls,
            .loaded = record->domains[i].loaded,
            .is_staged = launch->domains[i].state == DOMAIN_PAUSED,
            .cause = record_has_cause(record->domains[i].state) ? record->domains[i].cause : NULL,
        };
        if (domain->is_staged)
            domain->cause = NULL;
        guest_became(&own->guests, launch, i, domain->became);
        if (sim_domain_view(sim, record->domains[i].domid, &view)) {
            domain->frames = view.pages;
            domain->kept_kib = view.pool_kib;
        } else if (record->domains[i].domid == 0 && !domain->cause) {
            domain->frames = sim_own_frames(sim);
        }
        if (domain->cause && (result->step == BUILD_LAYOUT || result->step == BUILD_POPULATE))
            summary->fits = false;
    }
}

/* Domain 0 has the vCPUs that its kernel wants: Xen's command line is not simulated. */
static uint32_t dom0_vcpus(const struct lcm_plan *plan)
{
    for (uint32_t i = 0; i < plan->domain_count; i++)
        if (plan->domains[i].domid == 0)
            return plan->domains[i].cpus;
    return 1;
}

/* As many CPUs as the set names, and no fewer than a small host has. */
static uint32_t host_cpus(const struct lcm_plan *plan)
{
    enum { CPUS_FEWEST = 4, CPUS_MOST = 64 };
    uint32_t named = plan_cpus_named(plan);

    return named < CPUS_FEWEST ? CPUS_FEWEST : named > CPUS_MOST ? CPUS_MOST : named;
}

/* The domids of those that cannot be built. */
static uint32_t failed_list(const struct lcm_plan *plan, const struct bits *failed,
                            uint32_t domids[LCM_DOMAINS_MAX])
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < plan->domain_count; i++)
        if (bits_has(failed, i))
            domids[count++] = plan->domains[i].domid;
    return count;
}

int simulate_launch(const struct image *image, const struct simulate_config *config,
                    struct record *record, struct simulate_summary *summary)
{
    uint32_t refused[LCM_DOMAINS_MAX];
    struct sim_pci_device devices[LCM_PCI_MAX];
    struct sim *sim = sim_new(&(struct sim_config){
        .minor = config->minor,
        .free_kib = config->free_kib,
        .spare_kib = (launcher_store_size(&image->plan) + XEN_PAGE_SIZE - 1) / XEN_PAGE_SIZE * 4,
        .image = image->bytes,
        .image_size = image->size,
        .vcpus = dom0_vcpus(&image->plan),
        .host_cpus = host_cpus(&image->plan),
        .has_iommu = true,
        .pci = devices,
        .pci_count = simulate_pci(&image->plan, devices),
        .refused = refused,
        .refused_count = failed_list(&image->plan, &config->fails[SIMULATE_BUILD], refused),
    });
    struct simulation *own = calloc(1, sizeof(*own));
    struct lcm_plan plan = image->plan;
    unsigned long long free_mib = config->free_kib / KIB_PER_MIB;
    int status = TOOL_FAILED;

    if (sim && own) {
        *summary = (struct simulate_summary){
            .minor = config->minor, .free_kib = config->free_kib, .work = config->work};
        memcpy(summary->fails, config->fails, sizeof(summary->fails));
        own->guests.config = config;
        if (!config->quiet) {
            printf("Xen 4.%u with %llu MiB free for domains, simulated: no domain runs, and an "
                   "operation takes 1 us.\n\n",
                   config->minor, free_mib);
            sim_trace(sim, operation_print, &plan);
        }
        phases_run(sim, own, record, config->work);
        summary_fill(summary, sim, own, record);
        status = result_tell(sim, own, config->quiet);
    } else {
        tool_complain("simulate: a host with %llu MiB cannot be simulated here: %s", free_mib,
                      strerror(errno));
    }
    free(own);
    sim_free(sim);
    return status;
}
