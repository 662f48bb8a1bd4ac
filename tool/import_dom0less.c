/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Imports a set from the device tree of an Arm board with dom0less domains
 * (xen/docs/misc/arm/device-tree/booting.txt).
 *
 * Modules are given by address there: the files get names made of the domain's, and a note says
 * where each lay.
 */
#include <libfdt.h>
#include <string.h>

#include "base/tree_check.h"
#include "base/values.h"
#include "tool/import.h"
#include "tool/tool.h"

struct board {
    struct import_set *set;
    const void *blob;
    int pools[IMPORT_POOLS_MAX]; /* their nodes */
};

static bool is_of(const struct board *b, int node, const char *compatible)
{
    return fdt_node_check_compatible(b->blob, node, compatible) == 0;
}

/* Every node "cpu" below /cpus, in its order, is one of Xen's CPUs. */
static bool cpu_find(const struct board *b, uint32_t phandle, unsigned int *cpu)
{
    int cpus = fdt_path_offset(b->blob, "/cpus"), node;

    *cpu = 0;
    if (cpus < 0)
        return false;
    fdt_for_each_subnode(node, b->blob, cpus)
    {
        struct property type = value_find(b->blob, node, "device_type");
        const char *text = type.data ? value_string(&type) : NULL;

        if (!text || strcmp(text, "cpu") != 0)
            continue;
        if (fdt_get_phandle(b->blob, node) == phandle)
            return *cpu < BITS_MAX;
        (*cpu)++;
    }
    return false;
}

static void pool_take(struct board *b, int node)
{
    struct import_set *set = b->set;
    struct property list = value_find(b->blob, node, "cpupool-cpus");
    struct property scheduler = value_find(b->blob, node, "cpupool-sched");
    struct bits *cpus = &set->pools[set->pool_count];
    bool whole = list.length > 0 && list.length % 4 == 0 && list.length <= (size_t)BITS_MAX * 4;
    unsigned int cpu;
    uint32_t phandle;

    if (set->pool_count == IMPORT_POOLS_MAX) {
        import_note(set, NULL, "a cpupool beyond the %d of one set", IMPORT_POOLS_MAX);
        return;
    }
    *cpus = (struct bits){{0}};
    for (size_t at = 0; whole && at < list.length; at += 4) {
        struct property cell = {.data = list.data + at, .length = 4};

        whole = value_u32(&cell, &phandle) && cpu_find(b, phandle, &cpu);
        if (whole)
            bits_add(cpus, cpu);
    }
    if (!whole || bits_has(cpus, 0)) {
        import_note(set, NULL, "the cpupool %s: %s", fdt_get_name(b->blob, node, NULL),
                    whole ? "it has CPU 0, which stays in the pool that Xen starts with"
                          : "its CPUs are not in /cpus");
        return;
    }
    if (scheduler.data)
        import_note(set, NULL, "the scheduler of cpupool %s: cpupool-sched can say it again",
                    fdt_get_name(b->blob, node, NULL));
    b->pools[set->pool_count++] = node;
}

/* The file of a module: a name made up, and a note where its bytes lay. */
static const char *module_file(struct board *b, const struct import_domain *domain, int node,
                               const char *what)
{
    struct property reg = value_find(b->blob, node, "reg");
    const char *file = import_text(b->set, "%s-%s", domain->name ? domain->name : "domain", what);
    uint64_t address;

    if (reg.length == 16) {
        struct property first = {.data = reg.data, .length = 8};

        (void)value_u64(&first, &address);
        import_note(b->set, domain,
                    "%s: it lay at 0x%llx, loaded by the boot loader; give the file of one for x86",
                    what, (unsigned long long)address);
    } else {
        import_note(b->set, domain,
                    "%s: it lay where the boot loader put it; give the file of one "
                    "for x86",
                    what);
    }
    return file;
}

static void module_take(struct board *b, struct import_domain *domain, int node)
{
    struct property bootargs = value_find(b->blob, node, "bootargs");
    const char *text = bootargs.data ? value_string(&bootargs) : NULL;

    if (is_of(b, node, "multiboot,kernel")) {
        domain->kernel = module_file(b, domain, node, "kernel");
        if (text)
            import_cmdline(b->set, domain, text);
    } else if (is_of(b, node, "multiboot,ramdisk")) {
        domain->ramdisk = module_file(b, domain, node, "ramdisk");
    } else if (is_of(b, node, "multiboot,device-tree")) {
        import_note(b->set, domain, "the device tree %s: no devices are passed through yet",
                    fdt_get_name(b->blob, node, NULL));
    } else {
        import_note(b->set, domain, "the node %s: nothing here corresponds to it",
                    fdt_get_name(b->blob, node, NULL));
    }
}

static void pool_use(struct board *b, struct import_domain *domain, uint32_t phandle)
{
    for (unsigned int i = 0; i < b->set->pool_count; i++) {
        if (fdt_get_phandle(b->blob, b->pools[i]) == phandle)
            domain->pool = i + 1;
    }
    if (!domain->pool)
        import_note(b->set, domain, "domain-cpupool: that pool was not carried over");
}

static void enhanced_take(struct board *b, struct import_domain *domain,
                          const struct property *property)
{
    const char *text = property->length ? value_string(property) : "enabled";

    if (text && strcmp(text, "no-xenstore") == 0)
        domain->no_store = true;
    else if (!text || strcmp(text, "enabled") != 0)
        import_note(b->set, domain, "xen,enhanced: \"%s\" is not served", text ? text : "?");
}

/* Takes a property that is one number; false for any other. */
static bool number_take(struct board *b, struct import_domain *domain,
                        const struct property *property)
{
    struct lcm_limits *limits = &domain->limits;
    const char *name = property->name;
    uint32_t value;

    if (!value_u32(property, &value))
        return false;
    if (strcmp(name, "cpus") == 0)
        import_vcpus(b->set, domain, value);
    else if (strcmp(name, "domain-cpupool") == 0)
        pool_use(b, domain, value);
    else if (strcmp(name, "max_grant_version") == 0)
        import_limit(b->set, domain, &limits->grant_version, name, value, 1, 2);
    else if (strcmp(name, "max_grant_frames") == 0)
        import_limit(b->set, domain, &limits->grant_frames, name, value, 1, INT32_MAX);
    else if (strcmp(name, "max_maptrack_frames") == 0)
        import_limit(b->set, domain, &limits->maptrack_frames, name, value, 0, INT32_MAX);
    else if (strcmp(name, "xen,domain-p2m-mem-mb") == 0)
        import_limit(b->set, domain, &limits->p2m_mem_mib, name, value, 1, 1 << 20);
    else
        return false;
    return true;
}

static void property_take(struct board *b, struct import_domain *domain,
                          const struct property *property)
{
    static const char *const silent[] = {"compatible", "#address-cells", "#size-cells", "phandle",
                                         "linux,phandle"};
    uint64_t kib;

    for (size_t i = 0; i < sizeof(silent) / sizeof(silent[0]); i++) {
        if (strcmp(property->name, silent[i]) == 0)
            return;
    }
    if (strcmp(property->name, "memory") == 0 && value_u64(property, &kib))
        import_memory(b->set, domain, kib);
    else if (strcmp(property->name, "xen,enhanced") == 0)
        enhanced_take(b, domain, property);
    else if (strcmp(property->name, "vpl011") == 0)
        import_note(b->set, domain, "vpl011: the console is the PV console; write console=hvc0");
    else if (!number_take(b, domain, property))
        import_note(b->set, domain, "%s: nothing here corresponds to it", property->name);
}

/* A child node xen,vcpu of a domain. */
static void vcpu_take(struct board *b, struct import_domain *domain, int node)
{
    struct property id = value_find(b->blob, node, "id");
    struct property list = value_find(b->blob, node, "hard-affinity");
    const char *text = list.data ? value_string(&list) : NULL;
    struct bits cpus;
    uint32_t vcpu;

    if (!id.data || !value_u32(&id, &vcpu) || vcpu >= LCM_CPUS_MAX || !text ||
        !bits_read(&cpus, text))
        import_note(b->set, domain, "the node %s: says no vCPU, or no CPUs",
                    fdt_get_name(b->blob, node, NULL));
    else
        domain->affinity[vcpu] = (struct import_affinity){.given = true, .hard = cpus};
}

static void domain_take(struct board *b, int node)
{
    struct import_domain *domain = import_domain_new(b->set);
    int offset;

    if (!domain)
        return;
    import_name(b->set, domain, fdt_get_name(b->blob, node, NULL));
    fdt_for_each_property_offset(offset, b->blob, node)
    {
        struct property property;
        int length;

        property.data = fdt_getprop_by_offset(b->blob, offset, &property.name, &length);
        property.length = (size_t)length;
        property_take(b, domain, &property);
    }
    fdt_for_each_subnode(offset, b->blob, node)
    {
        if (is_of(b, offset, "xen,vcpu"))
            vcpu_take(b, domain, offset);
        else
            module_take(b, domain, offset);
    }
    if (!domain->kernel) {
        domain->kernel = "kernel";
        import_note(b->set, domain, "kernel: there was none; put its file's name here");
    }
    if (domain->memory_kib == 0) {
        import_memory(b->set, domain, 128 * 1024);
        import_note(b->set, domain, "memory: none was given");
    }
}

/* The modules of domain 0 stand in /chosen itself. */
static void dom0_module_take(struct board *b, struct import_domain **dom0, int chosen, int node)
{
    bool kernel = is_of(b, node, "multiboot,kernel") || is_of(b, node, "xen,linux-zimage");
    struct property bootargs = value_find(b->blob, chosen, "xen,dom0-bootargs");
    const char *text = bootargs.data ? value_string(&bootargs) : NULL;

    if (!*dom0) {
        *dom0 = import_domain_new(b->set);
        if (!*dom0)
            return;
        **dom0 = (struct import_domain){.name = "dom0", .dom0 = true, .pv = true, .vcpus = 1};
    }
    if (!kernel) {
        (*dom0)->ramdisk = module_file(b, *dom0, node, "ramdisk");
        return;
    }
    (*dom0)->kernel = module_file(b, *dom0, node, "kernel");
    bootargs = value_find(b->blob, node, "bootargs");
    if (bootargs.data && value_string(&bootargs))
        text = value_string(&bootargs);
    if (text)
        import_cmdline(b->set, *dom0, text);
}

int import_dom0less(struct import_set *set, const char *name, const void *bytes, size_t size)
{
    struct board b = {.set = set, .blob = bytes};
    size_t total = tree_total(bytes, size);
    struct import_domain *dom0 = NULL;
    int chosen, node;

    if (total == 0 || fdt_version(bytes) < TREE_VERSION || tree_check(bytes, total, NULL) != 0) {
        tool_complain("import: %s: not a sound device tree blob; name the board's .dtb", name);
        return TOOL_FAULT;
    }
    chosen = fdt_path_offset(bytes, "/chosen");
    import_note(set, NULL,
                "written for an Arm board: give kernels and ramdisks for x86, and look at "
                "the command lines");
    if (chosen >= 0) {
        /* The pools first: domains refer to them. */
        fdt_for_each_subnode(node, bytes, chosen)
        {
            if (is_of(&b, node, "xen,cpupool"))
                pool_take(&b, node);
        }
        fdt_for_each_subnode(node, bytes, chosen)
        {
            if (is_of(&b, node, "xen,domain"))
                domain_take(&b, node);
            else if (is_of(&b, node, "multiboot,module") || is_of(&b, node, "xen,multiboot-module"))
                dom0_module_take(&b, &dom0, chosen, node);
        }
    }
    if (dom0 && !dom0->kernel)
        dom0->kernel = "kernel";
    if (set->count > 0 || set->full)
        return TOOL_FINE;
    tool_complain(
        "import: %s: /chosen has no node with compatible \"xen,domain\"; name the blob of a "
        "board that starts domains",
        name);
    return TOOL_FAULT;
}
