/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * What is done for Xen itself before any domain is built: microcode, policy, cpupools.
 *
 * Nothing here stops a launch: what Xen refuses is logged, and a domain that needs it fails with
 * the cause.
 */
#include <string.h>

#include "core/base/text.h"
#include "launcher/launch/launch.h"
#include "launcher/pci/devices.h"
#include "xen/errno.h"
#include "xen/log.h"
#include "xen/platform_op.h"
#include "xen/schedule.h"

enum { CPUS_TEXT_SIZE = 128, FIRST_POOL = 0 };

typedef int load_fn(struct xen *xen, const void *bytes, uint32_t size);

static void module_load(struct launch *launch, const struct lcm_module *module, const char *what,
                        load_fn *load, const char *remedy)
{
    const struct lcm_payload *payload;
    int error;

    if (!module->present)
        return;
    payload = &launch->image.plan.payloads[module->index - 1];
    if (!build_payload_good(&launch->site, module->index)) {
        log_line("%s: payload %u is damaged and was not loaded: its digest is not the LCM's; build "
                 "the launch image again and check how it is stored",
                 what, (unsigned int)module->index);
        return;
    }
    error = load(launch->xen, image_payload(&launch->image, module->index),
                 (uint32_t)payload->stored_size);
    if (error) {
        log_line("%s: payload %u was not loaded: Xen says %s; %s", what,
                 (unsigned int)module->index, xen_strerror(error), remedy);
    } else {
        log_line("%s: payload %u loaded, %lu bytes", what, (unsigned int)module->index,
                 (unsigned long)payload->stored_size);
    }
}

/* Puts the CPUs that a pool has got, all up to `end`, back to the first pool. */
static void pool_undo(struct launch *launch, const struct bits *cpus, unsigned int end, uint32_t id)
{
    for (unsigned int cpu = 0; cpu < end; cpu++) {
        for (int tries = 0; bits_has(cpus, cpu) && tries < XEN_UNDO_TRIES; tries++)
            if (xen_cpupool_move_cpu(launch->xen, cpu, id, FIRST_POOL) == 0)
                break;
    }
    for (int tries = 0; tries < XEN_UNDO_TRIES; tries++)
        if (xen_cpupool_destroy(launch->xen, id) == 0)
            break;
}

static const char *pool_remedy(int error)
{
    return error == -XEN_EBUSY ? "Xen needs it in the pool that it starts with"
                               : "name CPUs that the host has";
}

/* The scheduler's number in Xen's public headers (xen/include/public/domctl.h). */
static int scheduler_find(struct xen *xen, const char *name, uint32_t *id)
{
    static const struct {
        const char *name;
        uint32_t id;
    } known[] = {{"credit", 5}, {"credit2", 6}, {"arinc653", 7}, {"rtds", 8}, {"null", 9}};

    for (unsigned int i = 0; name && i < sizeof(known) / sizeof(known[0]); i++) {
        if (strcmp(known[i].name, name) == 0) {
            *id = known[i].id;
            return 0;
        }
    }
    return xen_scheduler(xen, id);
}

/* Makes one pool of its CPUs; false with the cause in it. */
static bool pool_make(struct launch *launch, const struct lcm_cpupool *wanted,
                      struct build_cpupool *pool)
{
    struct xen *xen = launch->xen;
    uint32_t scheduler;
    int error = scheduler_find(xen, wanted->scheduler, &scheduler);

    if (!error)
        error = xen_cpupool_create(xen, scheduler, &pool->id);
    if (error) {
        (void)text_set(pool->cause, sizeof(pool->cause),
                       "a pool with the scheduler %s: Xen says %s; Xen may have been built "
                       "without that scheduler: choose another",
                       wanted->scheduler ? wanted->scheduler : "that Xen booted with",
                       xen_strerror(error));
        return false;
    }
    for (unsigned int cpu = 0; cpu < BITS_MAX; cpu++) {
        if (!bits_has(&wanted->cpus, cpu))
            continue;
        error = xen_cpupool_move_cpu(xen, cpu, FIRST_POOL, pool->id);
        if (error) {
            (void)text_set(pool->cause, sizeof(pool->cause), "CPU %u: Xen says %s; %s", cpu,
                           xen_strerror(error), pool_remedy(error));
            pool_undo(launch, &wanted->cpus, cpu, pool->id);
            return false;
        }
    }
    return true;
}

static void pools_make(struct launch *launch)
{
    const struct lcm_plan *plan = &launch->image.plan;

    for (uint32_t i = 0; i < plan->cpupool_count; i++) {
        struct build_cpupool *pool = &launch->site.cpupools[i];
        char cpus[CPUS_TEXT_SIZE];
        struct text text;

        text_init(&text, cpus, sizeof(cpus));
        bits_append(&text, &plan->cpupools[i].cpus);
        pool->made = pool_make(launch, &plan->cpupools[i], pool);
        if (pool->made) {
            log_line("cpupool %s: CPUs %s%s, scheduler %s: made, Xen's pool %u",
                     plan->cpupools[i].name, cpus, text.cut ? "..." : "",
                     plan->cpupools[i].scheduler ? plan->cpupools[i].scheduler : "as booted with",
                     (unsigned int)pool->id);
        } else {
            log_line("cpupool %s: CPUs %s%s: not made: %s", plan->cpupools[i].name, cpus,
                     text.cut ? "..." : "", pool->cause);
        }
    }
}

void launch_configure(struct launch *launch)
{
    const struct lcm_plan *plan = &launch->image.plan;

    module_load(launch, &plan->microcode, "microcode", xen_microcode_update,
                "give a file for this CPU that is newer than what it has");
    module_load(launch, &plan->xsm_policy, "XSM policy", xen_policy_load,
                "leave it out, or boot a Xen with XSM that takes this policy");
    pools_make(launch);
    pci_configure(&launch->site);
}
