/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Where vCPUs run: cpupools and affinities.
 */
#ifndef SIM_SCHEDULE_H
#define SIM_SCHEDULE_H

#include <stdbool.h>
#include <stdint.h>

struct sim;
struct sim_control;
struct sim_domain;

enum {
    SIM_POOLS_MAX = 24,
    SIM_CPUS = 4, /* of the host, unless the test says otherwise */
    SIM_CPUS_MAX = 64,
    SIM_CPU_FREE = 0xfffe, /* in no pool */
    SIM_CPU_ABSENT = 0xffff,
};

struct sim_pool {
    bool live;
    uint32_t scheduler;
};

/* All CPUs in the first pool. */
void schedule_make(struct sim *sim);
/*
 * Parts of a domctl and of a sysctl; the bytes of their operation are changed in place. 0 or
 * -XEN_E*.
 */
int64_t serve_affinity(struct sim *sim, struct sim_domain *domain, uint8_t *operation);
int64_t serve_cpupool(struct sim *sim, uint8_t *bytes);
/* A domctl: what a domain has of CPUs that others want, too. */
int64_t serve_weight(struct sim *sim, struct sim_domain *domain, struct sim_control *control,
                     uint64_t address);

#endif
