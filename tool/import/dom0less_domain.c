/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * A node xen,domain, and the vCPUs in it.
 */
#include <libfdt.h>
#include <string.h>

#include "tool/import/dom0less.h"

enum { MEMORY_KIB = 128 * 1024 /* where there is none */ };

void vcpu_take(struct board *b, struct import_domain *domain, int node, const char *path)
{
    struct property id = value_find(b->blob, node, "id");
    struct property list = value_find(b->blob, node, "hard-affinity");
    const char *cpus = list.data ? value_string(&list) : NULL;
    const char *from = import_text(b->set, "%s: hard-affinity", path);
    uint32_t vcpu;

    if (!id.data || !value_u32(&id, &vcpu)) {
        import_note(b->set, domain, "the node %s: has no id, the vCPU's number; left out%s%s", path,
                    cpus ? ", with hard-affinity = " : "", cpus ? cpus : "");
        return;
    }
    if (!list.data)
        import_note(b->set, domain, "the node %s: vCPU %u has no hard-affinity: any CPU", path,
                    vcpu);
    else if (cpus && from)
        import_affinity(b->set, domain, from, vcpu, cpus);
    else
        import_note(b->set, domain, "the node %s: vCPU %u: any CPU", path, vcpu);
}

/* A name is free to be one here only once. */
static void name_take(struct board *b, struct import_domain *domain, const char *name)
{
    import_name(b->set, domain, name);
    if (!domain->name) {
        import_note(b->set, domain, "the node %s: no domain name can be made from that", name);
        return;
    }
    if (strcmp(domain->name, name) != 0)
        import_note(b->set, domain, "the node %s is called %s here", name, domain->name);
    for (uint32_t i = 0; i < b->set->count; i++) {
        const struct import_domain *other = &b->set->domains[i];

        if (other == domain || !other->name || strcmp(other->name, domain->name) != 0)
            continue;
        import_note(b->set, domain, "the name %s is another domain's; give it a hyperlaunch,name",
                    domain->name);
        domain->name = NULL;
        return;
    }
}

static void capabilities_take(struct board *b, struct import_domain *domain, int node)
{
    struct property property = value_find(b->blob, node, "capabilities");
    uint32_t bits;

    /* The walk says it where it is malformed. */
    if (property.data && value_u32(&property, &bits))
        import_capabilities(b->set, domain,
                            import_text(b->set, "capabilities = %s", property_text(b, &property)),
                            bits);
}

/* What Xen cannot do without, and what it does where a thing is absent. */
static void domain_finish(struct board *b, struct import_domain *domain, int node)
{
    if (!value_find(b->blob, node, "xen,enhanced").data)
        import_enhanced(b->set, domain, "xen,enhanced", IMPORT_ENHANCED_ABSENT);
    if (!value_find(b->blob, node, "cpus").data)
        import_note(b->set, domain,
                    "cpus: not given, which stops Xen; 1 is used: write the number");
    if (!domain->kernel) {
        domain->kernel = "kernel";
        import_note(b->set, domain, "kernel: not given, which stops Xen; write its file name");
    }
    if (domain->memory_kib == 0) {
        import_memory(b->set, domain, MEMORY_KIB);
        import_note(b->set, domain,
                    "memory: not given, which stops Xen; %d MiB are used: write the size",
                    MEMORY_KIB / 1024);
    }
    import_affinity_finish(b->set, domain);
}

void domain_take(struct board *b, int node)
{
    struct import_domain *domain = import_domain_new(b->set);

    if (!domain)
        return;
    name_take(b, domain, fdt_get_name(b->blob, node, NULL));
    capabilities_take(b, domain, node); /* first: a PV kernel's command line is shorter */
    b->walk(b, domain, node, NODE_DOMAIN, "");
    domain_finish(b, domain, node);
}
