/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * CPU policies: what CPUID tells, on the host, by default, and in each domain.
 */
#ifndef SIM_CPUID_H
#define SIM_CPUID_H

#include <stdint.h>

struct sim;
struct sim_domain;

/*
 * Parts of a sysctl (read) and of a domctl (change leaves); the sysctl's bytes are changed in
 * place. 0 or -XEN_E*.
 */
int64_t serve_cpu_policy(struct sim *sim, uint8_t *operation);
int64_t serve_cpu_policy_set(struct sim *sim, struct sim_domain *domain, const uint8_t *operation);

#endif
