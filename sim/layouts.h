/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The control interfaces of each Xen version as the fake knows them: written as structures, from
 * Xen's headers, and apart from the launcher's table of offsets, so that the two check each other.
 */
#ifndef SIM_LAYOUTS_H
#define SIM_LAYOUTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* XEN_DOMCTL_createdomain, whatever the version; what a version does not have is 0. */
struct sim_create {
    uint32_t ssidref;
    uint8_t handle[16];
    uint32_t flags;
    uint32_t iommu_opts;
    uint32_t max_vcpus;
    uint32_t max_evtchn_port;
    int32_t max_grant_frames;
    int32_t max_maptrack_frames;
    uint32_t grant_opts;
    uint32_t altp2m_opts;
    uint16_t altp2m_count;
    uint32_t vmtrace_size;
    uint32_t cpupool_id;
    uint32_t emulation_flags;
    uint32_t misc_flags;
};

/* XEN_DOMCTL_getdomaininfo, as far as it differs between domains here. */
struct sim_info {
    uint16_t domid;
    uint32_t flags;
    uint64_t pages;
    uint64_t pages_max;
    uint64_t shared_info; /* frame; all ones where it has none yet */
    uint64_t cpu_time;
    uint32_t vcpus_online;
    uint32_t vcpu_id_max;
    uint8_t handle[16];
    uint32_t emulation_flags;
};

struct sim_physinfo {
    uint64_t total_pages;
    uint64_t free_pages;
    bool has_iommu;
};

enum {
    SIM_DOMCTL_SIZE = 144,
    SIM_DOMCTL_UNION = 128,
    SIM_SYSCTL_SIZE = 136,
    SIM_SYSCTL_UNION = 128
};

struct sim_layouts {
    unsigned int minor;
    uint32_t domctl_version;
    uint32_t sysctl_version;
    int has_grant_opts;
    int has_mempool_op;
    int populate_tells;    /* populate_physmap does not count what has no page table */
    uint32_t create_flags; /* the flags of createdomain that this version knows */
    /* Reads the operation's union; returns the size of the structure in it. */
    size_t (*create_read)(const uint8_t *bytes, struct sim_create *create);
    /* Write the operation's union. */
    void (*info_write)(uint8_t *bytes, const struct sim_info *info);
    void (*physinfo_write)(uint8_t *bytes, const struct sim_physinfo *info);
};

/* NULL when Xen 4.`minor` is not known. */
const struct sim_layouts *sim_layouts_find(unsigned int minor);

#endif
