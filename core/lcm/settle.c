/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Gives domids, modes and names where the LCM gives none.
 */
#include <libfdt.h>
#include <string.h>

#include "core/base/text.h"
#include "core/base/values.h"
#include "core/lcm/reader.h"

/*
 * A domain without a domid takes the next free one from 1, in the order of the tree; the first with
 * what makes it domain 0 takes that.
 */
static bool domid_is_taken(const struct reader *r, uint32_t domid, uint32_t settled)
{
    for (uint32_t i = 0; i < r->plan->domain_count; i++)
        if ((r->facts[i].domid_given || i < settled) && r->plan->domains[i].domid == domid)
            return true;
    return false;
}

const char *reader_label(const struct reader *r)
{
    char path[LCM_PATH_SIZE];
    int property;

    reader_path(r->blob, r->nodes, r->depth, path);
    fdt_for_each_property_offset(property, r->blob, r->labels)
    {
        const char *label;
        int length;
        const char *value = fdt_getprop_by_offset(r->blob, property, &label, &length);

        if (value && (size_t)length == strlen(path) + 1 && memcmp(value, path, (size_t)length) == 0)
            return label;
    }
    return NULL;
}

static void settle_name(struct reader *r, uint32_t i)
{
    struct lcm_domain *domain = &r->plan->domains[i];
    const char *label = r->facts[i].label;
    bool whole = label ? text_set(domain->name, sizeof(domain->name), "%s", label)
                       : text_set(domain->name, sizeof(domain->name), "domain-%u", domain->domid);

    r->facts[i].label_unfit = !whole || !value_is_name(domain->name);
}

static void settle_domid(struct reader *r, uint32_t i)
{
    struct lcm_domain *domain = &r->plan->domains[i];
    uint32_t domid = (domain->capabilities & LCM_CAPS_DOM0) == LCM_CAPS_DOM0 ? 0 : 1;

    while (domid_is_taken(r, domid, i))
        domid++;
    domain->domid = domid;
}

void reader_settle(struct reader *r)
{
    for (uint32_t i = 0; i < r->plan->domain_count; i++) {
        if (!r->facts[i].domid_given)
            settle_domid(r, i);
        if (!r->facts[i].mode_given && r->plan->domains[i].domid == 0)
            r->plan->domains[i].mode = LCM_MODE_PV;
        if (!r->facts[i].name_given)
            settle_name(r, i);
    }
}
