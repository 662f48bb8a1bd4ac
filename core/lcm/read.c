/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Walks a Launch Control Module and fills the plan: see reader.h for how.
 */
#include <libfdt.h>
#include <string.h>

#include "core/base/text.h"
#include "core/lcm/checks.h"
#include "core/lcm/reader.h"

static void begin_domain(struct reader *r)
{
    struct lcm_domain *domain = &r->plan->domains[r->domain_next++];

    if (!r->surveying)
        return;
    *domain = (struct lcm_domain){.node = reader_node(r), .cpus = 1, .mode = LCM_MODE_PVH};
    reader_facts(r)->phandle = fdt_get_phandle(r->blob, domain->node);
    reader_facts(r)->label = reader_label(r);
}

/* A pool is called by its label where that is a name, else by its place in the tree. */
static void begin_cpupool(struct reader *r)
{
    struct lcm_cpupool *pool = &r->plan->cpupools[r->cpupool_next++];
    const char *label;

    pool->node = reader_node(r);
    if (!r->surveying)
        return;
    label = reader_label(r);
    (void)text_set(pool->name, sizeof(pool->name), "%s", label ? label : "");
    /* dtc makes such labels only; a blob may have been made by others. */
    if (!value_is_name(pool->name))
        (void)text_set(pool->name, sizeof(pool->name), "pool-%u", r->cpupool_next - 1);
}

/* Notes what the checks of other nodes want to know about this one. */
static void note_role(struct reader *r, enum role role)
{
    if (role == ROLE_DOMAIN)
        begin_domain(r);
    else if (role == ROLE_PAYLOAD)
        r->plan->payloads[r->payload_next++].node = reader_node(r);
    else if (role == ROLE_VCPU)
        r->plan->affinities[r->affinity_next++] =
            (struct lcm_affinity){.node = reader_node(r), .domain = r->domain_next - 1};
    else if (role == ROLE_CPUPOOL)
        begin_cpupool(r);
    else if ((role & ROLE_DEVICE) != 0)
        r->plan->devices[r->device_next++] =
            (struct lcm_device){.node = reader_node(r),
                                .domain = r->domain_next - 1,
                                .backend = lcm_dom0(r->plan),
                                .kind = role == ROLE_NIC    ? LCM_DEVICE_NIC
                                        : role == ROLE_DISK ? LCM_DEVICE_DISK
                                                            : LCM_DEVICE_PCI};
    else if ((role & ROLE_SHARE) != 0)
        reader_share_begin(r);
    else if (role == ROLE_HYPERVISOR && r->hypervisor < 0)
        r->hypervisor = reader_node(r);
    else if (role == ROLE_TABLE && r->table < 0)
        r->table = reader_node(r);

    r->pci_next += role == ROLE_PCI;
    if ((role & ROLE_MODULE) != 0) {
        reader_module(r)->present = true;
        reader_module(r)->node = reader_node(r);
    } else if ((role & ROLE_REFUSED) != 0) {
        r->node_refused = true;
        if (r->roles[r->depth - 1] == ROLE_DOMAIN)
            reader_facts(r)->child_refused = true;
    }
}

static void read_properties(struct reader *r)
{
    int offset;

    fdt_for_each_property_offset(offset, r->blob, reader_node(r))
    {
        int length;

        r->property.data = fdt_getprop_by_offset(r->blob, offset, &r->property.name, &length);
        r->written = r->property.name;
        r->property.name = property_renamed(r->written);
        r->property.length = (size_t)length;
        r->row = property_find(r->property.name, reader_role(r));
        if (r->row)
            bits_add(&r->seen, property_id(r->row));
        checks_run_property(r);
    }
}

static void read_node(struct reader *r)
{
    r->roles[r->depth] = role_of(r);
    note_role(r, reader_role(r));
    r->seen = (struct bits){{0}};
    r->suggested = (struct bits){{0}};
    r->failed = (struct bits){{0}};
    read_properties(r);
    checks_run_node(r);
}

static void walk(struct reader *r)
{
    int node = 0;
    int depth = 0;

    r->domain_next = 0;
    r->payload_next = 0;
    r->affinity_next = 0;
    r->cpupool_next = 0;
    r->device_next = r->pci_next = r->share_next = 0;
    /* The depth was checked, so it stays inside the arrays. */
    for (; node >= 0 && depth >= 0; node = fdt_next_node(r->blob, node, &depth)) {
        r->depth = depth;
        r->nodes[depth] = node;
        read_node(r);
    }
    r->plan->domain_count = r->domain_next;
    r->plan->payload_count = r->payload_next;
    r->plan->affinity_count = r->affinity_next;
    r->plan->cpupool_count = r->cpupool_next;
    r->plan->device_count = r->device_next;
    r->plan->share_count = r->share_next;
}

unsigned int lcm_read(const void *blob, size_t size, enum lcm_form form,
                      const struct lcm_sink *sink, struct lcm_plan *plan)
{
    struct reader r = {.blob = blob,
                       .size = size,
                       .form = form,
                       .sink = sink,
                       .plan = plan,
                       .other = -1,
                       .hypervisor = -1,
                       .table = -1};

    memset(plan, 0, sizeof(*plan));
    if (!checks_run_blob(&r))
        return r.errors;

    r.labels = form == LCM_FORM_SOURCE ? fdt_subnode_offset(blob, 0, "__symbols__") : -1;
    r.surveying = true;
    walk(&r);
    reader_settle(&r);
    reader_refer_backends(&r);
    reader_refer(&r);

    r.surveying = false;
    walk(&r);
    reader_shares_add(plan);
    checks_run_set(&r);
    return r.errors;
}
