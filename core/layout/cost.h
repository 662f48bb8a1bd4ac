/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * What domains take of a host's memory beside their own; pure arithmetic, in KiB.
 *
 * Tool and launcher reckon by it, so that "it fits" means the same to both.
 */
#ifndef CORE_LAYOUT_COST_H
#define CORE_LAYOUT_COST_H

#include <stdint.h>

#include "core/lcm/lcm.h"

enum {
    /* What Xen's tools add to a domain's limit for special pages (libxl's LIBXL_MAXMEM_CONSTANT).
     */
    COST_SLACK_KIB = 1024,
    /*
     * The least that a domain 0 which takes the rest has to run in, beside its kernel, ramdisk and
     * tables: a Linux with less dies while it unpacks its ramdisk.
     */
    COST_DOM0_FLOOR_KIB = 64 * 1024,
    /* The launcher's own frames, which domain 0 has beside them until it runs: launcher.elf's. */
    COST_LAUNCHER_KIB = 4 * 1024,
};

/*
 * The pool for nested page tables of a PVH domain: 1 MiB a vCPU and 4 KiB for each MiB of memory,
 * as Xen's tools reckon (libxl__get_required_paging_memory), for shadow paging or not; or what the
 * plan says.
 */
uint64_t cost_paging_pool_kib(const struct lcm_domain *domain);

/* What a domain takes of Xen's memory beside its own. */
uint64_t cost_overhead_kib(const struct lcm_domain *domain);

/* What all domains of a plan take of the host's memory, that included. */
uint64_t cost_plan_kib(const struct lcm_plan *plan);

/* What Xen keeps of a host with so much memory where domain 0 takes the rest. */
uint64_t cost_reserve_kib(uint64_t total_kib);

#endif
