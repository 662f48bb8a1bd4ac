/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * What a domain's CPUID says of packages, cores and threads, as under Xen's own tools.
 */
#include "launcher/builder/parts/cpuid.h"
#include "launcher/builder/parts/build.h"
#include "xen/cpu_policy.h"
#include "xen/domain.h"

#define LEAF_EXTENDED_FEATURES UINT32_C(0x80000001)
#define LEAF_EXTENDED_SIZES    UINT32_C(0x80000008)

/* The vendor by ebx of leaf 0: the first four letters of its name. */
#define VENDOR_INTEL UINT32_C(0x756e6547) /* GenuineIntel */
#define VENDOR_AMD   UINT32_C(0x68747541) /* AuthenticAMD */
#define VENDOR_HYGON UINT32_C(0x6f677948) /* HygonGenuine */

#define HTT        (UINT32_C(1) << 28) /* leaf 1, edx: more than one logical processor */
#define CMP_LEGACY (UINT32_C(1) << 1)  /* leaf 0x80000001, ecx: they are cores, not threads */

enum {
    LEAVES_MAX = 256, /* of a whole policy, whichever Xen */
    LEAF_VENDOR = 0,
    LEAF_FEATURES = 1,
    LEAF_CACHES = 4,
};

static const struct xen_cpuid *leaf_find(const struct xen_cpuid *policy, uint32_t count,
                                         uint32_t leaf)
{
    for (uint32_t i = 0; i < count; i++)
        if (policy[i].leaf == leaf)
            return &policy[i];
    return NULL;
}

/* Logical processors of a package, ebx 16 to 23; beyond 127 they cannot be doubled. */
static void features_change(struct xen_cpuid *leaf)
{
    uint32_t processors = leaf->b >> 16 & 0xff;

    if (processors == 0)
        processors = 2;
    else if (processors < 0x80)
        processors *= 2;
    leaf->b = (leaf->b & 0xff00ffff) | processors << 16;
    leaf->d |= HTT;
}

/* Intel: highest id of a core in eax 26 to 31; threads that share the cache, 14 to 25, are one. */
static bool cache_change(struct xen_cpuid *leaf)
{
    bool present = leaf->a & 0x1f;
    uint32_t cores = leaf->a >> 26;

    leaf->a = (leaf->a & 0x3fff) | (cores << 1 | 1) << 26;
    return present;
}

/* AMD: highest number of a core in ecx 0 to 7, and the bits of an APIC id for it, 12 to 15. */
static bool sizes_change(struct xen_cpuid *leaf)
{
    uint32_t cores = leaf->c & 0xff, bits = leaf->c >> 12 & 0xf;

    if (cores >= 0x7f)
        return false;
    /* No bits mean something else; more than 7 some systems do not take. */
    bits += bits != 0 && bits < 7;
    leaf->c = (leaf->c & 0xffff0f00) | bits << 12 | cores << 1 | 1;
    return true;
}

static bool pvh_leaf_change(struct xen_cpuid *leaf, uint32_t vendor)
{
    switch (leaf->leaf) {
    case LEAF_FEATURES:
        features_change(leaf);
        return true;
    case LEAF_CACHES:
        return vendor == VENDOR_INTEL && cache_change(leaf);
    case LEAF_EXTENDED_FEATURES:
        leaf->c &= ~CMP_LEGACY;
        return true;
    case LEAF_EXTENDED_SIZES:
        return (vendor == VENDOR_AMD || vendor == VENDOR_HYGON) && sizes_change(leaf);
    default:
        return false;
    }
}

uint32_t cpuid_pvh_change(const struct xen_cpuid *policy, uint32_t count,
                          struct xen_cpuid changed[CPUID_CHANGED_MAX])
{
    const struct xen_cpuid *vendor = leaf_find(policy, count, LEAF_VENDOR);
    uint32_t n = 0;

    for (uint32_t i = 0; i < count && n < CPUID_CHANGED_MAX; i++) {
        changed[n] = policy[i];
        n += pvh_leaf_change(&changed[n], vendor ? vendor->b : 0);
    }
    return n;
}

uint32_t cpuid_pv_change(const struct xen_cpuid *policy, uint32_t count,
                         const struct xen_cpuid *host, uint32_t host_count,
                         struct xen_cpuid changed[CPUID_CHANGED_MAX])
{
    const struct xen_cpuid *features = leaf_find(policy, count, LEAF_FEATURES);
    const struct xen_cpuid *extended = leaf_find(policy, count, LEAF_EXTENDED_FEATURES);
    const struct xen_cpuid *host_features = leaf_find(host, host_count, LEAF_FEATURES);
    const struct xen_cpuid *host_extended = leaf_find(host, host_count, LEAF_EXTENDED_FEATURES);
    uint32_t n = 0;

    if (features && host_features) {
        changed[n] = *features;
        changed[n].d = (features->d & ~HTT) | (host_features->d & HTT);
        n++;
    }
    if (extended && host_extended) {
        changed[n] = *extended;
        changed[n].c = (extended->c & ~CMP_LEGACY) | (host_extended->c & CMP_LEGACY);
        n++;
    }
    return n;
}

/* Reads Xen's default for domains of the mode, once for all of them. */
static int leaves_read(struct build *b, struct build_leaves *leaves)
{
    static struct xen_cpuid policy[LEAVES_MAX], host[LEAVES_MAX];
    bool pv = b->domain->mode == LCM_MODE_PV;
    uint32_t count = LEAVES_MAX, host_count = LEAVES_MAX;
    int error =
        xen_cpu_policy_get(b->xen, pv ? XEN_CPU_POLICY_PV : XEN_CPU_POLICY_HVM, policy, &count);

    if (!error && pv)
        error = xen_cpu_policy_get(b->xen, XEN_CPU_POLICY_HOST, host, &host_count);
    if (error)
        return error;
    leaves->count = pv ? cpuid_pv_change(policy, count, host, host_count, leaves->changed)
                       : cpuid_pvh_change(policy, count, leaves->changed);
    leaves->known = true;
    return 0;
}

int build_cpuid_set(struct build *b)
{
    struct build_leaves *leaves = &b->site->leaves[b->domain->mode == LCM_MODE_PV];
    int error = leaves->known ? 0 : leaves_read(b, leaves);

    if (error)
        return build_refused(b, BUILD_VCPU, "the default CPUID policy", error);
    error = xen_domain_set_cpu_policy(b->xen, b->domid, leaves->changed, leaves->count);
    return error ? build_refused(b, BUILD_VCPU, "its CPUID policy", error) : 0;
}
