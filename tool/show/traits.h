/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * What few domains have: limits, label, pool, order, affinity and devices, each as a name and a
 * text.
 */
#ifndef TOOL_SHOW_TRAITS_H
#define TOOL_SHOW_TRAITS_H

#include "core/lcm/lcm.h"

enum {
    TRAIT_NAME_SIZE = 64,
    TRAIT_TEXT_SIZE = LCM_DOMAINS_MAX * (LCM_NAME_SIZE + 1) /* names with commas */
};

struct trait {
    unsigned int next; /* where to go on; 0 at the start */
    char name[TRAIT_NAME_SIZE];
    char text[TRAIT_TEXT_SIZE];
    bool has_number;
    uint32_t number; /* what the text says, where that is a number */
    int node; /* of an affinity or a device, its own; else 0: the name is a property of the domain
               */
    const char *property;            /* of that node, that says it */
    const struct lcm_device *device; /* NULL: it is no device */
};

/*
 * Walks what a domain of the plan has; start with `*trait` all zero. The names are those of the
 * binding, "vCPU 3" for an affinity, "disk xvda", "network card 0" and "PCI device 0000:00:03.0"
 * for devices, "channel ctl" and "shared memory ring" for what it shares as owner or peer. False
 * after the last.
 */
bool trait_next(const struct lcm_plan *plan, const struct lcm_domain *domain, struct trait *trait);

/* Finds one by its name; false where the domain does not have it. */
bool trait_find(const struct lcm_plan *plan, const struct lcm_domain *domain, const char *name,
                struct trait *trait);

/* One more than the highest CPU that affinities and cpupools name; 0 where they name none. */
unsigned int plan_cpus_named(const struct lcm_plan *plan);

/* "CPUs 2-3, scheduler credit": what a cpupool is. */
void cpupool_text(const struct lcm_cpupool *pool, char *buffer, size_t size);

#endif
