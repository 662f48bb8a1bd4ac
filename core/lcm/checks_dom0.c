/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Checks of domain 0: who can be it, and what only it can have or cannot.
 *
 * A domain that has no domid was given one between the walks, so in the second every check knows
 * who is domain 0. One that only tries to be gets one fault for that, and none for what follows.
 */
#include "core/lcm/check.h"
#include "core/base/values.h"

/* Why nobody else can be. */
#define TEXT_ONE_DOM0                                                                              \
    "a Xen without XSM, as distributions build it, grants control and hardware only to domain 0"

static bool has_both(const struct lcm_domain *domain)
{
    return (domain->capabilities & LCM_CAPS_DOM0) == LCM_CAPS_DOM0;
}

bool reader_means_dom0(const struct reader *r)
{
    const struct lcm_domain *domain = reader_domain(r);

    return domain->domid == 0 || (domain->capabilities & LCM_CAPS_DOM0) != 0;
}

void check_domid_zero(struct reader *r)
{
    const struct lcm_domain *domain = reader_domain(r);

    if (reader_facts(r)->domid_given && domain->domid == 0 &&
        (domain->capabilities & LCM_CAPS_DOM0) == 0 &&
        !bits_has(&r->suggested, PROPERTY_CAPABILITIES))
        reader_fault(r, "domid",
                     "0 is for the domain with the capabilities control and hardware; give it "
                     "both, or use a domid from 1 to %d",
                     LCM_DOMID_MAX);
}

void check_capabilities_split(struct reader *r)
{
    uint32_t has = reader_domain(r)->capabilities & LCM_CAPS_DOM0;
    uint32_t lacks = LCM_CAPS_DOM0 & ~has;
    const char *one = has == LCM_CAP_CONTROL ? "control" : "hardware";
    const char *other = has == LCM_CAP_CONTROL ? "hardware" : "control";

    if (has == 0 || lacks == 0)
        return;
    for (uint32_t i = 0; i < r->plan->domain_count; i++) {
        if ((r->plan->domains[i].capabilities & lacks) != 0) {
            reader_fault(r, "capabilities",
                         "\"%s\" is here, but \"%s\" is in %s; " TEXT_ONE_DOM0
                         ": give both to one domain",
                         one, other, reader_other(r, r->plan->domains[i].node));
            return;
        }
    }
    reader_fault(r, "capabilities",
                 "\"%s\" is given without \"%s\"; " TEXT_ONE_DOM0
                 ": give the domain both or neither",
                 one, other);
}

void check_capabilities_domid(struct reader *r)
{
    const struct lcm_domain *domain = reader_domain(r);

    if (has_both(domain) && reader_facts(r)->domid_given && domain->domid != 0)
        reader_fault(r, "domid",
                     "%u is not possible for the domain with control and hardware; " TEXT_ONE_DOM0
                     ": give it 0 or leave it out",
                     domain->domid);
}

void check_capabilities_duplicate(struct reader *r)
{
    const struct lcm_domain *domain = reader_domain(r);

    if (!has_both(domain) || reader_facts(r)->domid_given || domain->domid == 0)
        return;
    for (uint32_t i = 0; i < r->plan->domain_count; i++) {
        const struct lcm_domain *other = &r->plan->domains[i];

        if (other->domid != 0 || !has_both(other))
            continue;
        reader_fault(
            r, "capabilities",
            "%s is domain 0 already, and a set has only one; leave control and hardware out",
            reader_other(r, other->node));
        return;
    }
}

void check_memory_rest(struct reader *r)
{
    if (bits_has(&r->seen, PROPERTY_MEMORY) && reader_domain(r)->memory_kib == 0 &&
        !reader_means_dom0(r))
        reader_fault(r, "memory",
                     "\"rest\" (or 0) is only for domain 0, which has control and hardware; give a "
                     "size, as \"256M\"");
}

void check_mode_dom0(struct reader *r)
{
    if (reader_domain(r)->domid == 0 && reader_domain(r)->mode != LCM_MODE_PV)
        reader_fault(r, "mode",
                     "domain 0 cannot be PVH, as the launcher hands it over to a PV kernel; leave "
                     "it out or use PV");
}

void check_enhanced_dom0(struct reader *r)
{
    if (reader_domain(r)->domid == 0 && reader_domain(r)->enhanced != LCM_ENHANCED_ENABLED)
        reader_fault(r, "xen,enhanced",
                     "domain 0 serves the xenstore and cannot be without it; leave it out");
}

void check_uuid_dom0(struct reader *r)
{
    if (reader_domain(r)->domid == 0)
        reader_fault(r, "domain-uuid", "Xen's tools give domain 0 the nil UUID; leave it out");
}

/* Xen makes domain 0 itself, before anyone can say how. */
void check_dom0_fixed(struct reader *r)
{
    if (reader_domain(r)->domid == 0 && r->row->guests)
        reader_fault(r, r->property.name,
                     "cannot be set for domain 0, which Xen makes itself; leave it out");
}
