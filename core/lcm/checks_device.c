/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Checks of disks and network cards, as far as the launcher minds them: what their texts must be
 * like is in device.h.
 */
#include "core/base/values.h"
#include "core/lcm/check.h"

void check_device_text(struct reader *r)
{
    const char *text = value_is_text(&r->property) ? value_string(&r->property) : NULL;

    if (r->row->form != FORM_TEXT)
        return;
    if (text)
        *(const char **)(void *)((char *)reader_device(r) + r->row->offset) = text;
    else
        reader_fault(r, r->row->name, "must be one string of printable characters, in quotes");
}

enum { CELL = sizeof(uint32_t) };

/* Whether one of the two is the domain that has run before all others, or that runs only later. */
static bool is_apart(const struct lcm_domain *domain)
{
    return (domain->functions & (LCM_FUNC_BOOT | LCM_FUNC_RECOVERY)) != 0;
}

void reader_refer_backends(struct reader *r)
{
    struct lcm_plan *plan = r->plan;

    for (uint32_t i = 0; i < plan->device_count; i++) {
        struct lcm_device *device = &plan->devices[i];
        struct lcm_domain *domain = &plan->domains[device->domain];
        struct property backend =
            value_find(r->blob, device->node, property_rows[PROPERTY_BACKEND].name);

        device->backend = lcm_dom0(plan);
        if (backend.length == CELL)
            device->backend = reader_domain_at(r, &backend, 0);
        /* A domain 0 starts last, and the others go without one of these. */
        if (device->backend < plan->domain_count && plan->domains[device->backend].domid != 0 &&
            device->backend != device->domain && domain->domid != 0 && !is_apart(domain) &&
            !is_apart(&plan->domains[device->backend]))
            bits_add(&domain->start_after, device->backend);
    }
}

void check_backend_unknown(struct reader *r)
{
    reader_device(r)->backend = reader_domain_named(r);
}

void check_backend_missing(struct reader *r)
{
    if (!reader_has_dom0(r) && !reader_has(r, PROPERTY_BACKEND))
        reader_fault(r, property_rows[PROPERTY_BACKEND].name,
                     "is missing, and the set has no domain 0 that would serve it; write <&label> "
                     "of a domain with hyperlaunch,driver-domain, or remove the node");
}

void check_backend_unmarked(struct reader *r)
{
    const struct lcm_device *device = reader_device(r);
    const struct lcm_domain *backend = &r->plan->domains[device->backend];
    const char *name = property_rows[PROPERTY_BACKEND].name;

    if (device->backend >= r->plan->domain_count || backend->domid == 0)
        return;
    if (device->backend == device->domain)
        reader_fault(r, name, "is the domain itself, which has what it serves; name another");
    else if (!backend->driver_domain)
        reader_fault(r, name,
                     "%s is not marked as one that serves devices; give it "
                     "hyperlaunch,driver-domain, or name another",
                     reader_other(r, backend->node));
    else if (is_apart(backend))
        reader_fault(r, name,
                     "%s is the boot or the recovery domain, which does not run beside all "
                     "others; name another",
                     reader_other(r, backend->node));
    else if (backend->enhanced != LCM_ENHANCED_ENABLED)
        reader_fault(r, name,
                     "%s finds what it serves in the xenstore, which xen,enhanced keeps from it; "
                     "leave that out, or name another",
                     reader_other(r, backend->node));
}

void check_device_incomplete(struct reader *r)
{
    for (unsigned int i = 0; i < PROPERTY_COUNT; i++)
        if (reader_lacks(r, i))
            reader_fault(r, property_rows[i].name,
                         "is missing; give both, as device = \"xvda\"; target = \"/dev/vg0/web\"");
}
