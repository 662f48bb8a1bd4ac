/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Structures of xen/include/public/{domctl,sysctl}.h, branches stable-4.14 to stable-4.22.
 */
#include <string.h>

#include "sim/layouts.h"

/* What precedes in createdomain everywhere. */
struct create_start {
    uint32_t ssidref;
    uint8_t handle[16];
    uint32_t flags;
    uint32_t iommu_opts;
    uint32_t max_vcpus;
    uint32_t max_evtchn_port;
    int32_t max_grant_frames;
    int32_t max_maptrack_frames;
};

struct create_14 {
    struct create_start start;
    uint32_t emulation_flags;
};

struct create_15 {
    struct create_start start;
    uint32_t vmtrace_size;
    uint32_t emulation_flags;
    uint32_t misc_flags;
};

struct create_16 {
    struct create_start start;
    uint32_t grant_opts;
    uint32_t vmtrace_size;
    uint32_t emulation_flags;
    uint32_t misc_flags;
};

struct create_17 {
    struct create_start start;
    uint32_t grant_opts;
    uint32_t vmtrace_size;
    uint32_t cpupool_id;
    uint32_t emulation_flags;
    uint32_t misc_flags;
};

struct create_19 {
    struct create_start start;
    uint32_t grant_opts;
    uint32_t altp2m_opts;
    uint32_t vmtrace_size;
    uint32_t cpupool_id;
    uint32_t emulation_flags;
    uint32_t misc_flags;
};

struct create_21 {
    struct create_start start;
    uint32_t grant_opts;
    struct {
        uint16_t opts;
        uint16_t nr;
    } altp2m;
    uint32_t vmtrace_size;
    uint32_t cpupool_id;
    struct {
        uint32_t emulation_flags;
        uint32_t misc_flags;
    } arch;
};

_Static_assert(sizeof(struct create_14) == 48 && sizeof(struct create_15) == 56 &&
                   sizeof(struct create_16) == 60 && sizeof(struct create_17) == 64 &&
                   sizeof(struct create_19) == 68 && sizeof(struct create_21) == 68,
               "no padding has crept in");

static struct sim_create start_take(const struct create_start *start)
{
    struct sim_create create = {
        .ssidref = start->ssidref,
        .flags = start->flags,
        .iommu_opts = start->iommu_opts,
        .max_vcpus = start->max_vcpus,
        .max_evtchn_port = start->max_evtchn_port,
        .max_grant_frames = start->max_grant_frames,
        .max_maptrack_frames = start->max_maptrack_frames,
    };

    memcpy(create.handle, start->handle, sizeof(create.handle));
    return create;
}

static size_t create_read_14(const uint8_t *bytes, struct sim_create *create)
{
    struct create_14 raw;

    memcpy(&raw, bytes, sizeof(raw));
    *create = start_take(&raw.start);
    create->emulation_flags = raw.emulation_flags;
    return sizeof(raw);
}

static size_t create_read_15(const uint8_t *bytes, struct sim_create *create)
{
    struct create_15 raw;

    memcpy(&raw, bytes, sizeof(raw));
    *create = start_take(&raw.start);
    create->vmtrace_size = raw.vmtrace_size;
    create->emulation_flags = raw.emulation_flags;
    create->misc_flags = raw.misc_flags;
    return sizeof(raw);
}

static size_t create_read_16(const uint8_t *bytes, struct sim_create *create)
{
    struct create_16 raw;

    memcpy(&raw, bytes, sizeof(raw));
    *create = start_take(&raw.start);
    create->grant_opts = raw.grant_opts;
    create->vmtrace_size = raw.vmtrace_size;
    create->emulation_flags = raw.emulation_flags;
    create->misc_flags = raw.misc_flags;
    return sizeof(raw);
}

static size_t create_read_17(const uint8_t *bytes, struct sim_create *create)
{
    struct create_17 raw;

    memcpy(&raw, bytes, sizeof(raw));
    *create = start_take(&raw.start);
    create->grant_opts = raw.grant_opts;
    create->vmtrace_size = raw.vmtrace_size;
    create->cpupool_id = raw.cpupool_id;
    create->emulation_flags = raw.emulation_flags;
    create->misc_flags = raw.misc_flags;
    return sizeof(raw);
}

static size_t create_read_19(const uint8_t *bytes, struct sim_create *create)
{
    struct create_19 raw;

    memcpy(&raw, bytes, sizeof(raw));
    *create = start_take(&raw.start);
    create->grant_opts = raw.grant_opts;
    create->altp2m_opts = raw.altp2m_opts;
    create->vmtrace_size = raw.vmtrace_size;
    create->cpupool_id = raw.cpupool_id;
    create->emulation_flags = raw.emulation_flags;
    create->misc_flags = raw.misc_flags;
    return sizeof(raw);
}

static size_t create_read_21(const uint8_t *bytes, struct sim_create *create)
{
    struct create_21 raw;

    memcpy(&raw, bytes, sizeof(raw));
    *create = start_take(&raw.start);
    create->grant_opts = raw.grant_opts;
    create->altp2m_opts = raw.altp2m.opts;
    create->altp2m_count = raw.altp2m.nr;
    create->vmtrace_size = raw.vmtrace_size;
    create->cpupool_id = raw.cpupool_id;
    create->emulation_flags = raw.arch.emulation_flags;
    create->misc_flags = raw.arch.misc_flags;
    return sizeof(raw);
}

/* What precedes in getdomaininfo everywhere. */
struct info_start {
    uint16_t domain;
    uint16_t pad1;
    uint32_t flags;
    uint64_t tot_pages;
    uint64_t max_pages;
    uint64_t outstanding_pages;
    uint64_t shr_pages;
    uint64_t paged_pages;
    uint64_t shared_info_frame;
    uint64_t cpu_time;
    uint32_t nr_online_vcpus;
    uint32_t max_vcpu_id;
    uint32_t ssidref;
    uint8_t handle[16];
    uint32_t cpupool;
};

struct info_14 {
    struct info_start start;
    uint32_t emulation_flags;
    uint32_t misc_flags; /* 4.15; before it, the end's alignment */
};

struct info_16 {
    struct info_start start;
    uint8_t gpaddr_bits;
    uint8_t pad2[7];
    uint32_t emulation_flags;
    uint32_t misc_flags;
};

_Static_assert(sizeof(struct info_14) == 104 && sizeof(struct info_16) == 112,
               "no padding has crept in");

static struct info_start start_fill(const struct sim_info *info)
{
    struct info_start start = {
        .domain = info->domid,
        .flags = info->flags,
        .tot_pages = info->pages,
        .max_pages = info->pages_max,
        .shared_info_frame = info->shared_info,
        .cpu_time = info->cpu_time,
        .nr_online_vcpus = info->vcpus_online,
        .max_vcpu_id = info->vcpu_id_max,
    };

    memcpy(start.handle, info->handle, sizeof(start.handle));
    return start;
}

static void info_write_14(uint8_t *bytes, const struct sim_info *info)
{
    struct info_14 raw = {.start = start_fill(info), .emulation_flags = info->emulation_flags};

    memcpy(bytes, &raw, sizeof(raw));
}

static void info_write_16(uint8_t *bytes, const struct sim_info *info)
{
    struct info_16 raw = {
        .start = start_fill(info),
        .gpaddr_bits = 48,
        .emulation_flags = info->emulation_flags,
    };

    memcpy(bytes, &raw, sizeof(raw));
}

struct physinfo_start {
    uint32_t threads_per_core;
    uint32_t cores_per_socket;
    uint32_t nr_cpus;
    uint32_t max_cpu_id;
    uint32_t nr_nodes;
    uint32_t max_node_id;
    uint32_t cpu_khz;
    uint32_t capabilities;
};

struct physinfo_end {
    uint64_t total_pages;
    uint64_t free_pages;
    uint64_t scrub_pages;
    uint64_t outstanding_pages;
    uint64_t max_mfn;
    uint32_t hw_cap[8];
};

struct physinfo_14 {
    struct physinfo_start start;
    struct physinfo_end end;
};

struct physinfo_17 {
    struct physinfo_start start;
    uint32_t arch_capabilities;
    uint32_t pad;
    struct physinfo_end end;
};

enum { PHYSCAP_DIRECTIO = 1 << 2 };

static const struct physinfo_start host = {1, 1, 2, 1, 1, 0, 2000000, 0};

static void physinfo_write_14(uint8_t *bytes, const struct sim_physinfo *info)
{
    struct physinfo_14 raw = {
        .start = host,
        .end = {.total_pages = info->total_pages, .free_pages = info->free_pages},
    };

    raw.start.capabilities = info->has_iommu ? PHYSCAP_DIRECTIO : 0;
    memcpy(bytes, &raw, sizeof(raw));
}

static void physinfo_write_17(uint8_t *bytes, const struct sim_physinfo *info)
{
    struct physinfo_17 raw = {
        .start = host,
        .end = {.total_pages = info->total_pages, .free_pages = info->free_pages},
    };

    raw.start.capabilities = info->has_iommu ? PHYSCAP_DIRECTIO : 0;
    memcpy(bytes, &raw, sizeof(raw));
}

/*
 * Flags of createdomain: up to iommu; 4.15 has nested_virt, 4.16 vpmu. 4.21's
 * trap_unmapped_accesses is refused on x86.
 */
enum { FLAGS_14 = 0x3f, FLAGS_15 = 0x7f, FLAGS_16 = 0xff };

static const struct sim_layouts versions[] = {
    {14, 0x12, 0x13, 0, 0, 0, FLAGS_14, create_read_14, info_write_14, physinfo_write_14},
    {15, 0x13, 0x13, 0, 0, 0, FLAGS_15, create_read_15, info_write_14, physinfo_write_14},
    {16, 0x14, 0x14, 1, 0, 1, FLAGS_16, create_read_16, info_write_16, physinfo_write_14},
    {17, 0x15, 0x15, 1, 1, 1, FLAGS_16, create_read_17, info_write_16, physinfo_write_17},
    {18, 0x16, 0x15, 1, 1, 1, FLAGS_16, create_read_17, info_write_16, physinfo_write_17},
    {19, 0x17, 0x15, 1, 1, 1, FLAGS_16, create_read_19, info_write_16, physinfo_write_17},
    {20, 0x17, 0x15, 1, 1, 1, FLAGS_16, create_read_19, info_write_16, physinfo_write_17},
    {21, 0x17, 0x16, 1, 1, 1, FLAGS_16, create_read_21, info_write_16, physinfo_write_17},
    {22, 0x18, 0x16, 1, 1, 1, FLAGS_16, create_read_21, info_write_16, physinfo_write_17},
};

const struct sim_layouts *sim_layouts_find(unsigned int minor)
{
    for (size_t i = 0; i < sizeof(versions) / sizeof(versions[0]); i++)
        if (versions[i].minor == minor)
            return &versions[i];
    return NULL;
}
