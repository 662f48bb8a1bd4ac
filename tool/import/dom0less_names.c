/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * What becomes of each name of the dom0less binding.
 */
#include <string.h>

#include "tool/import/dom0less.h"

#define WHY_PLACED   "memory is not placed by hand"
#define WHY_COLORS   "there are no cache colors on x86"
#define WHY_DEVICES  "no devices are passed through yet"
#define WHY_ARM      "for Arm only"
#define WHY_BOARD    "for the board's own boot"
#define WHY_SEED     "a seed for one boot; its value is not copied"
#define WHY_PROPOSED "Xen does not read it here; if you need it, write it into this domain by hand"

static void memory_take(struct board *b, struct import_domain *domain, const struct property *p)
{
    uint32_t cell;
    uint64_t kib;

    if (value_u64(p, &kib)) {
        import_memory(b->set, domain, kib);
    } else if (value_u32(p, &cell)) {
        import_note(b->set, domain,
                    "memory = %s: malformed: Xen reads two cells; the one given is read as KiB",
                    property_text(b, p));
        import_memory(b->set, domain, cell);
    } else {
        import_note(b->set, domain, "memory = %s: malformed: it is two cells, in KiB",
                    property_text(b, p));
    }
}

static void cpus_take(struct board *b, struct import_domain *domain, const struct property *p)
{
    uint32_t cpus;

    if (value_u32(p, &cpus))
        import_arm_vcpus(b->set, domain, "cpus", cpus);
}

static void enhanced_take(struct board *b, struct import_domain *domain, const struct property *p)
{
    static const char *const words[] = {"enabled", "legacy", "no-xenstore", "disabled"};
    const char *word = p->length ? value_string(p) : words[0];
    const char *from = import_text(b->set, "xen,enhanced = %s", property_text(b, p));

    for (unsigned int i = 0; from && word && i < sizeof(words) / sizeof(words[0]); i++) {
        if (strcmp(word, words[i]) == 0) {
            import_enhanced(b->set, domain, from, (enum import_enhanced)i);
            return;
        }
    }
    import_note(b->set, domain,
                "xen,enhanced = %s: malformed: it is \"enabled\", \"legacy\", \"no-xenstore\" or "
                "\"disabled\"; Xen gives no PV interfaces then",
                property_text(b, p));
    import_enhanced(b->set, domain, "xen,enhanced", IMPORT_ENHANCED_OFF);
}

static void passthrough_take(struct board *b, struct import_domain *domain,
                             const struct property *p)
{
    const char *word = value_string(p);

    if (word && strcmp(word, "disabled") == 0)
        domain->no_passthrough = true;
    else
        import_note(b->set, domain, "passthrough = %s: %s", property_text(b, p),
                    word && strcmp(word, "enabled") == 0
                        ? WHY_DEVICES
                        : "malformed: it is \"enabled\" or \"disabled\"");
}

/* Limits are called in the binding as they are here. */
static void limit_take(struct board *b, struct import_domain *domain, const struct property *p)
{
    uint32_t value;

    if (value_u32(p, &value))
        import_limit(b->set, domain, property_find(p->name, ROLE_DOMAIN), p->name, value);
}

static void p2m_take(struct board *b, struct import_domain *domain, const struct property *p)
{
    if (domain->pv)
        import_note(b->set, domain, "%s = %s: domain 0 is PV here and has no such tables", p->name,
                    property_text(b, p));
    else
        limit_take(b, domain, p);
}

static void domid_take(struct board *b, struct import_domain *domain, const struct property *p)
{
    uint32_t domid;

    if (!value_u32(p, &domid))
        return;
    import_domid(b->set, domain, p->name, domid);
    if (domain->domid)
        import_note(b->set, domain, "domid: Xen up to 4.22 does not read it; it is kept");
}

const struct dom0less_name dom0less_names[] = {
    /* How a tree says what its nodes are. */
    {NODE_ANY, "compatible", SHAPE_ANY, NULL, NULL},
    {NODE_ANY, "#address-cells", SHAPE_U32, NULL, NULL},
    {NODE_ANY, "#size-cells", SHAPE_U32, NULL, NULL},
    {NODE_ANY, "phandle", SHAPE_U32, NULL, NULL},
    {NODE_ANY, "linux,phandle", SHAPE_U32, NULL, NULL},
    {NODE_ANY, "ranges", SHAPE_ANY, NULL, "addresses are not translated, as by Xen"},
    {NODE_ANY, "name", SHAPE_ANY, NULL, "the node's own name is used"},
    {NODE_DOMAIN | NODE_MODULES | NODE_VCPU | NODE_POOL, "status", SHAPE_STRING, NULL,
     "Xen ignores it here and reads the node"},

    {NODE_DOMAIN, "memory", SHAPE_ANY, memory_take, NULL},
    {NODE_DOMAIN, "cpus", SHAPE_U32, cpus_take, NULL},
    {NODE_DOMAIN, "capabilities", SHAPE_U32, NULL, NULL},
    {NODE_DOMAIN, "xen,enhanced", SHAPE_ANY, enhanced_take, NULL},
    {NODE_DOMAIN, "passthrough", SHAPE_STRING, passthrough_take, NULL},
    {NODE_DOMAIN, "domain-cpupool", SHAPE_U32, pool_use, NULL},
    {NODE_DOMAIN, "max_grant_version", SHAPE_U32, limit_take, NULL},
    {NODE_DOMAIN, "max_grant_frames", SHAPE_U32, limit_take, NULL},
    {NODE_DOMAIN, "max_maptrack_frames", SHAPE_U32, limit_take, NULL},
    {NODE_DOMAIN, "xen,domain-p2m-mem-mb", SHAPE_U32, p2m_take, NULL},
    {NODE_DOMAIN, "vpl011", SHAPE_ANY, NULL, "the console is the PV console; write console=hvc0"},
    {NODE_DOMAIN, "nr_spis", SHAPE_U32, NULL, WHY_ARM ": there is no GIC on x86"},
    {NODE_DOMAIN, "direct-map", SHAPE_ANY, NULL, WHY_PLACED},
    {NODE_DOMAIN, "xen,static-mem", SHAPE_CELLS, NULL,
     WHY_PLACED "; \"memory\" gives the domain's memory"},
    {NODE_DOMAIN, "llc-colors", SHAPE_STRING, NULL, WHY_COLORS},
    {NODE_DOMAIN, "sve", SHAPE_ANY, NULL, WHY_ARM ": on x86 the CPUs determine the vector length"},
    {NODE_DOMAIN, "trap-unmapped-accesses", SHAPE_U32, NULL,
     WHY_ARM ": on x86 Xen itself answers such accesses"},
    {NODE_DOMAIN, "xen,sci_type", SHAPE_STRING, NULL, WHY_ARM ": there is no SCMI on x86"},
    {NODE_DOMAIN, "v8r_el1_msa", SHAPE_STRING, NULL, WHY_ARM ": for Armv8-R"},
    /* Of branches of Xen for boards of one maker. */
    {NODE_DOMAIN, "colors", SHAPE_ANY, NULL, WHY_COLORS},
    {NODE_DOMAIN, "viommu", SHAPE_ANY, NULL, WHY_DEVICES ", so no IOMMU is shown either"},
    /* Of the proposed binding for x86. */
    {NODE_DOMAIN, "domid", SHAPE_U32, domid_take, NULL},
    {NODE_DOMAIN, "mode", SHAPE_U32, NULL, WHY_PROPOSED ", as mode = \"pvh\" or \"pv\""},
    {NODE_DOMAIN, "functions", SHAPE_ANY, NULL, WHY_PROPOSED},
    {NODE_DOMAIN, "domain-uuid", SHAPE_ANY, NULL, WHY_PROPOSED},
    {NODE_DOMAIN, "security-id", SHAPE_ANY, NULL, WHY_PROPOSED},
    {NODE_DOMAIN, "mem-min", SHAPE_ANY, NULL, "Xen does not read it here; memory is fixed"},
    {NODE_DOMAIN, "mem-max", SHAPE_ANY, NULL, "Xen does not read it here; memory is fixed"},
    {NODE_ANY, "xen,passthrough", SHAPE_ANY, NULL, WHY_DEVICES},
    {NODE_ANY, "xen,force-assign-without-iommu", SHAPE_ANY, NULL, WHY_DEVICES},
    {NODE_ANY, "xen,reg", SHAPE_ANY, NULL, WHY_DEVICES},
    {NODE_ANY, "xen,path", SHAPE_ANY, NULL, WHY_DEVICES},

    {NODE_MODULES, "reg", SHAPE_CELLS, NULL, NULL},
    {NODE_MODULES, "xen,uefi-binary", SHAPE_STRING, NULL, NULL},
    {NODE_KERNEL, "bootargs", SHAPE_STRING, NULL, NULL},
    {NODE_MODULES & ~(unsigned int)NODE_KERNEL, "bootargs", SHAPE_ANY, NULL,
     "only a kernel has a command line"},
    {NODE_VCPU, "id", SHAPE_U32, NULL, NULL},
    {NODE_VCPU, "hard-affinity", SHAPE_STRING, NULL, NULL},
    {NODE_POOL, "cpupool-cpus", SHAPE_CELLS, NULL, NULL},
    {NODE_POOL, "cpupool-sched", SHAPE_STRING, NULL, NULL},
    {NODE_EVTCHN, "xen,evtchn", SHAPE_CELLS, NULL,
     "no event channel is bound beforehand; the domains bind theirs at run time"},
    {NODE_SHM, "xen,shm-id", SHAPE_STRING, NULL,
     "no memory is shared beforehand; the domains share theirs by grants at run time"},
    {NODE_SHM, "xen,shared-mem", SHAPE_CELLS, NULL,
     "guest addresses and sizes of the shared memory that is left out"},
    {NODE_SHM, "xen,offset", SHAPE_CELLS, NULL, "of the shared memory that is left out"},
    {NODE_SHM, "role", SHAPE_STRING, NULL, "who owns the shared memory that is left out"},

    {NODE_CHOSEN, "xen,xen-bootargs", SHAPE_STRING, NULL, NULL},
    {NODE_CHOSEN, "xen,dom0-bootargs", SHAPE_STRING, NULL, NULL},
    {NODE_CHOSEN, "bootargs", SHAPE_STRING, NULL, NULL},
    {NODE_CHOSEN, "linux,initrd-start", SHAPE_CELLS, NULL, NULL},
    {NODE_CHOSEN, "linux,initrd-end", SHAPE_CELLS, NULL, NULL},
    {NODE_CHOSEN, "stdout-path", SHAPE_ANY, NULL, WHY_BOARD ": on x86 Xen reads console="},
    {NODE_CHOSEN, "linux,stdout-path", SHAPE_ANY, NULL, WHY_BOARD ": on x86 Xen reads console="},
    {NODE_CHOSEN, "xen,static-heap", SHAPE_CELLS, NULL, WHY_PLACED},
    {NODE_CHOSEN, "xen,uefi-cfg-load", SHAPE_ANY, NULL,
     WHY_BOARD ": the launch image holds everything"},
    {NODE_CHOSEN, "kaslr-seed", SHAPE_ANY, NULL, WHY_SEED},
    {NODE_CHOSEN, "rng-seed", SHAPE_ANY, NULL, WHY_SEED},
    {NODE_CHOSEN, "linux,uefi-system-table", SHAPE_ANY, NULL, WHY_BOARD},
    {NODE_CHOSEN, "linux,uefi-mmap-start", SHAPE_ANY, NULL, WHY_BOARD},
    {NODE_CHOSEN, "linux,uefi-mmap-size", SHAPE_ANY, NULL, WHY_BOARD},
    {NODE_CHOSEN, "linux,uefi-mmap-desc-size", SHAPE_ANY, NULL, WHY_BOARD},
    {NODE_CHOSEN, "linux,uefi-mmap-desc-ver", SHAPE_ANY, NULL, WHY_BOARD},
    {0, NULL, SHAPE_ANY, NULL, NULL},
};
