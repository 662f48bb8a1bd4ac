/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Domains as the fake keeps them: what each one has, and which machine frame is where in its
 * memory.
 *
 * Their lives, in which everything else takes part, are in sim/life.h.
 */
#ifndef SIM_DOMAIN_H
#define SIM_DOMAIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/e820.h"
#include "sim/event.h"
#include "sim/layouts.h"
#include "xen/xen.h"

#include <xen/hvm/params.h>

struct sim;

enum {
    SIM_DOMAINS_MAX = 272,
    SIM_MAP_MAX = 16,
    SIM_GRANT_FRAMES = 64, /* Xen's default of the most: opt_max_grant_frames */
    SIM_CPUID_MAX = 32,    /* leaves that a domain's builder changes */
};

/* Consecutive frames in a domain's memory. */
struct sim_extent {
    uint64_t gfn;
    uint64_t mfn;
    uint64_t count;
};

/* A leaf of CPUID that a domain was given. */
struct sim_cpuid {
    uint32_t leaf;
    uint32_t subleaf; /* all ones: none */
    uint32_t registers[4];
};

struct sim_domain {
    uint32_t domid;
    bool dying;
    bool held; /* another domain maps some of it */
    bool paused;
    bool started; /* unpaused at least once */
    bool shut_down;
    uint8_t reason;
    struct sim_create create;
    bool has_vcpus;
    bool has_context;
    uint64_t entry;
    uint64_t start_info;
    uint64_t pages;
    uint64_t pages_max;
    uint64_t pool_pages;
    uint64_t pool_used; /* of those, by tables */
    bool has_pool;
    uint64_t *table_list;   /* the nested page tables that were needed */
    uint64_t table_last[4]; /* of each level; 0: none */
    size_t table_count;
    size_t table_room;
    uint64_t lost;                     /* pages that have no place in it, for want of a table */
    uint64_t grants[SIM_GRANT_FRAMES]; /* frames of its grant table, as far as it was made */
    uint32_t grant_count;
    uint64_t shared_mfn;        /* PV: the page that it shares with Xen */
    uint64_t pinned;            /* PV: its top-level page table; 0: none */
    uint64_t tables;            /* page tables in use below it, and itself */
    struct sim_extent *extents; /* sorted by gfn */
    size_t extent_count;
    size_t extent_room;
    uint64_t extents_done[3];
    uint64_t params[HVM_NR_PARAMS];
    struct sim_port ports[SIM_PORTS_MAX];
    uint32_t map_count;
    struct e820_entry map[SIM_MAP_MAX];
    uint32_t pool;
    uint16_t weight;
    uint16_t cap;           /* per cent of a CPU; 0: none */
    uint64_t affinity[128]; /* of each vCPU, the first 64 CPUs; 0: not bound */
    uint32_t cpuid_count;
    struct sim_cpuid cpuid[SIM_CPUID_MAX];
};

/* Also finds a dying one; NULL when there is none. */
struct sim_domain *domain_find(const struct sim *sim, uint32_t domid);
/* Releases the fake's own memory of a domain. */
void domain_free(struct sim_domain *domain);
bool domain_is_pv(const struct sim_domain *domain);
/* Whether a machine frame is of its grant table. */
bool domain_has_grants(const struct sim_domain *domain, uint64_t mfn);
/* The machine frame at a guest frame; 0 when nothing is there. */
uint64_t domain_mfn(const struct sim_domain *domain, uint64_t gfn);
/* Whether any of the frames is populated. */
bool domain_has_any(const struct sim_domain *domain, uint64_t gfn, uint64_t count);
/* Puts machine frames where nothing is. */
void domain_extent_add(struct sim_domain *domain, uint64_t gfn, uint64_t mfn, uint64_t count);

#endif
