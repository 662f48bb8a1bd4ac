/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * A set against its host: memory, CPUs, what the processors and its Xen can.
 */
#include "tool/check/host_check.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/text.h"
#include "core/layout/cost.h"
#include "core/layout/pv_layout.h"
#include "xen/abi.h"

enum {
    KIB_PER_MIB = 1024,
    /* Xen itself, its heap, and what firmware keeps; its table of frames takes 32 bytes a page. */
    XEN_MIB = 128,
    XEN_SHARE = 128,
    LAUNCHER_MIB = 4,
    SHARES_SIZE = 512,
};

static void cpus_check(struct input *input, const struct lcm_domain *domain, unsigned int cpus)
{
    char node[LCM_PATH_SIZE];

    if (domain->cpus <= cpus)
        return;
    input_node_path(input, domain->node, node, sizeof(node));
    report_warning(&input->report, "cpus-host", node, "cpus",
                   "%u vCPUs share the host's %u CPU%s; give the domain at most that many",
                   domain->cpus, cpus, cpus == 1 ? "" : "s");
}

static void pvh_check(struct input *input, const struct lcm_domain *domain)
{
    char node[LCM_PATH_SIZE];

    if (domain->mode != LCM_MODE_PVH)
        return;
    input_node_path(input, domain->node, node, sizeof(node));
    report_error(&input->report, "pvh-host", node, "mode",
                 "the host has no hardware virtualization with nested paging, which PVH needs; "
                 "enable it in the firmware, or use PV");
}

/* "web 256, db 512": as much of it as has room. */
static void shares_write(const struct lcm_plan *plan, char *shares)
{
    struct text text;

    text_init(&text, shares, SHARES_SIZE);
    for (uint32_t i = 0; i < plan->domain_count; i++) {
        const struct lcm_domain *domain = &plan->domains[i];

        text_append(&text, "%s%s ", i ? ", " : "", domain->name);
        if (domain->memory_kib)
            text_append(&text, "%lu", (unsigned long)(domain->memory_kib / KIB_PER_MIB));
        else
            text_append(&text, "the rest");
    }
    if (text.cut)
        memcpy(shares + SHARES_SIZE - sizeof("..."), "...", sizeof("..."));
}

/*
 * The dom0 that takes the rest, by the launcher's own arithmetic: what it finds free, less a
 * reserve for Xen, holds what is loaded, the launcher's own frames, and a floor.
 */
static void rest_check(struct input *input, const struct lcm_domain *domain, uint64_t left_kib,
                       uint64_t total_kib)
{
    const struct input_dom0 *dom0 = &input->dom0;
    uint64_t reserve_kib = cost_reserve_kib(total_kib);
    uint64_t room_kib = left_kib > reserve_kib ? left_kib - reserve_kib : 0;
    uint64_t loaded_kib = 0;
    struct pv_layout layout;
    char node[LCM_PATH_SIZE], why[256];

    if (dom0->known)
        loaded_kib = (dom0->kernel.paddr_end - dom0->kernel.pv.paddr_offset) / 1024;
    if (dom0->known && !pv_layout_make(&layout, room_kib / 4, &dom0->kernel, dom0->ramdisk_size,
                                       true, why, sizeof(why)))
        loaded_kib = layout.needed * 4;
    else if (dom0->known)
        loaded_kib += dom0->ramdisk_size / 1024;
    if (loaded_kib + COST_DOM0_FLOOR_KIB <= room_kib)
        return;
    input_node_path(input, domain->node, node, sizeof(node));
    report_error(&input->report, "memory-host", node, "memory",
                 "%s is left for domain 0 (kernel and ramdisk %llu KiB, %d KiB to run in, and the "
                 "reserve for Xen %llu KiB; the others leave %llu KiB). The host would come up "
                 "without its dom0; give the others less",
                 room_kib ? "too little" : "nothing", (unsigned long long)loaded_kib,
                 COST_DOM0_FLOOR_KIB, (unsigned long long)reserve_kib,
                 (unsigned long long)left_kib);
}

static void memory_check(struct input *input, unsigned long memory_mib)
{
    const struct lcm_plan *plan = &input->image.plan;
    const struct lcm_domain *largest = &plan->domains[0], *rest = NULL;
    uint64_t memory_kib = (uint64_t)memory_mib * KIB_PER_MIB;
    uint64_t own_kib =
        (XEN_MIB + LAUNCHER_MIB + (uint64_t)memory_mib / XEN_SHARE) * (uint64_t)KIB_PER_MIB;
    uint64_t domains_kib = 0;
    char node[LCM_PATH_SIZE], shares[SHARES_SIZE];
    bool pools = false;

    /* At most 256 domains of 16 TiB: no sum wraps. */
    for (uint32_t i = 0; i < plan->domain_count; i++) {
        domains_kib += plan->domains[i].memory_kib;
        pools = pools || plan->domains[i].limits.p2m_mem_mib.given;
        if (plan->domains[i].memory_kib == 0)
            rest = &plan->domains[i];
        else if (plan->domains[i].domid == 0)
            own_kib += cost_reserve_kib(memory_kib); /* as the launcher keeps it */
        if (plan->domains[i].memory_kib > largest->memory_kib)
            largest = &plan->domains[i];
    }
    own_kib += cost_plan_kib(plan) - domains_kib;
    if (domains_kib + own_kib <= memory_kib) {
        if (rest)
            rest_check(input, rest, memory_kib - domains_kib - own_kib, memory_kib);
        return;
    }
    shares_write(plan, shares);
    input_node_path(input, largest->node, node, sizeof(node));
    report_error(&input->report, "memory-host", node, "memory",
                 "the domains take %llu MiB (%s), Xen and the launcher about %llu MiB, but the "
                 "host has %lu MiB; give the domains less%s",
                 (unsigned long long)(domains_kib / KIB_PER_MIB), shares,
                 (unsigned long long)(own_kib / KIB_PER_MIB), memory_mib,
                 pools ? ", or a smaller xen,domain-p2m-mem-mb" : "");
}

/* The list of CPUs as a person writes it, as much as has room. */
static const char *cpus_text(const struct bits *cpus, char *buffer, size_t size)
{
    struct text text;

    text_init(&text, buffer, size);
    bits_append(&text, cpus);
    return buffer;
}

static void affinity_check(struct input *input, const struct lcm_affinity *affinity,
                           const struct host *host)
{
    struct bits missing = affinity->hard;
    char node[LCM_PATH_SIZE], list[SHARES_SIZE], there[SHARES_SIZE];

    bits_remove(&missing, &host->cpus);
    if (bits_empty(&missing))
        return;
    input_node_path(input, affinity->node, node, sizeof(node));
    cpus_text(&missing, list, sizeof(list));
    cpus_text(&host->cpus, there, sizeof(there));
    if (bits_shared(&affinity->hard, &host->cpus) == BITS_MAX)
        report_error(&input->report, "affinity-host", node, "hard-affinity",
                     "the host has none of these CPUs, only %s; name some of the host's", there);
    else
        report_warning(&input->report, "affinity-missing", node, "hard-affinity",
                       "the host lacks CPUs %s, it has %s; leave them out", list, there);
}

static void pool_check(struct input *input, const struct lcm_cpupool *pool, const struct host *host)
{
    struct bits missing = pool->cpus;
    char node[LCM_PATH_SIZE], list[SHARES_SIZE], there[SHARES_SIZE];

    bits_remove(&missing, &host->cpus);
    if (bits_empty(&missing))
        return;
    input_node_path(input, pool->node, node, sizeof(node));
    report_error(&input->report, "pool-host", node, "cpupool-cpus",
                 "the host lacks CPUs %s, it has %s, and a pool needs all its CPUs; leave them out",
                 cpus_text(&missing, list, sizeof(list)),
                 cpus_text(&host->cpus, there, sizeof(there)));
}

/* A label on a Xen without XSM: refused at boot, unless the policy lets it go. */
static void label_check(struct input *input, const struct lcm_domain *domain,
                        const struct host *host)
{
    char node[LCM_PATH_SIZE];

    if (!domain->security_id || domain->label_optional || host->xsm == HOST_YES)
        return;
    input_node_path(input, domain->node, node, sizeof(node));
    if (host->xsm == HOST_NO)
        report_error(&input->report, "label-host", node, "security-id",
                     "the host's Xen has no XSM, so the domain is not built; leave it out, write "
                     "hyperlaunch,label-policy = \"ignore\", or boot a Xen that has XSM");
    else if (host->described)
        report_warning(&input->report, "label-unsure", node, "security-id",
                       "the host's file does not say whether its Xen has XSM, and without XSM, as "
                       "in distributions, the domain is not built; write hyperlaunch,xsm = \"yes\" "
                       "there, or hyperlaunch,label-policy = \"ignore\" here");
}

/* What the launcher would say of this Xen. */
static void xen_check(struct input *input, const struct host *host)
{
    const struct lcm_plan *plan = &input->image.plan;
    const struct xen_abi *abi;
    unsigned int major, minor;
    char node[LCM_PATH_SIZE], *end;

    major = (unsigned int)strtoul(host->xen, &end, 10);
    if (end == host->xen || *end != '.')
        return;
    minor = (unsigned int)strtoul(end + 1, NULL, 10);
    abi = xen_abi_find(major, minor);
    if (!abi) {
        report_error(&input->report, "xen-host", "/", NULL,
                     "the host has Xen %u.%u, and the launcher supports %s; boot one of these",
                     major, minor, xen_abi_known());
        return;
    }
    for (uint32_t i = 0; i < plan->domain_count && abi->create_grant_opts == ABI_ABSENT; i++) {
        const struct lcm_domain *domain = &plan->domains[i];

        if (!domain->limits.grant_version.given || domain->limits.grant_version.value != 1 ||
            domain->domid == 0)
            continue;
        input_node_path(input, domain->node, node, sizeof(node));
        report_error(&input->report, "xen-host", node, "max_grant_version",
                     "Xen %u.%u cannot limit the domain to version 1 grant tables, so it is not "
                     "built; leave it out, or boot Xen 4.16 or later",
                     major, minor);
    }
}

void host_check(struct input *input, const struct host *host)
{
    const struct lcm_plan *plan = &input->image.plan;
    unsigned int cpus = host_cpu_count(&host->cpus);

    for (uint32_t i = 0; i < plan->domain_count; i++) {
        if (cpus)
            cpus_check(input, &plan->domains[i], cpus);
        if (host->pvh == HOST_NO)
            pvh_check(input, &plan->domains[i]);
        label_check(input, &plan->domains[i], host);
    }
    for (uint32_t i = 0; cpus && i < plan->affinity_count; i++)
        affinity_check(input, &plan->affinities[i], host);
    for (uint32_t i = 0; cpus && i < plan->cpupool_count; i++)
        pool_check(input, &plan->cpupools[i], host);
    xen_check(input, host);
    if (host->memory_mib)
        memory_check(input, host->memory_mib);
}

void entry_check(struct input *input, unsigned long entry_mib, uint64_t image_size)
{
    enum { ROOM_MIB = 4, LIST_SHARE = 512 };
    uint64_t image_mib = (image_size + ((UINT64_C(1) << 20) - 1)) >> 20;
    /* The launcher, the list of its frames (8 bytes a page), and some for Xen's own of domain 0. */
    uint64_t least_mib = image_mib + LAUNCHER_MIB + ROOM_MIB + entry_mib / LIST_SHARE;

    if (least_mib > entry_mib)
        report_error(&input->report, "image-entry", "/", NULL,
                     "the image of %llu MiB needs dom0_mem=%lluM, and Xen panics with "
                     "dom0_mem=%luM; leave dom0_mem out of the boot entry, or raise it",
                     (unsigned long long)image_mib, (unsigned long long)least_mib, entry_mib);
}
