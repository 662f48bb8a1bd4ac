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

void check_backend_not_served(struct reader *r)
{
    uint32_t backend = reader_device(r)->backend;

    if (!reader_has_dom0(r))
        reader_fault(r, NULL,
                     "\"%.64s\" is not supported yet in a set without a domain 0, which would "
                     "serve it; add a domain 0, or remove the node",
                     role_compatible(r));
    else if (backend < r->plan->domain_count && r->plan->domains[backend].domid != 0)
        reader_fault(r, property_rows[PROPERTY_BACKEND].name,
                     "%s is not domain 0, and no other backend is supported yet; leave it out",
                     r->plan->domains[backend].name);
}

void check_device_incomplete(struct reader *r)
{
    for (unsigned int i = 0; i < PROPERTY_COUNT; i++)
        if (reader_lacks(r, i))
            reader_fault(r, property_rows[i].name,
                         "is missing; give both, as device = \"xvda\"; target = \"/dev/vg0/web\"");
}
