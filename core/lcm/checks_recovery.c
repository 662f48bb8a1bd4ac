/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Checks of the recovery domain, and of the domains that ask for it.
 */
#include <string.h>

#include "core/lcm/check.h"

static bool is_recovery(const struct lcm_domain *domain)
{
    return (domain->functions & LCM_FUNC_RECOVERY) != 0;
}

void check_recovery_missing(struct reader *r)
{
    const char *given = r->row->form == FORM_CHOICE ? value_string(&r->property) : NULL;

    /* Who has which function is known to the second walk; a dom0 helps as it is. */
    if (r->surveying || !given || reader_has_dom0(r) ||
        (strcmp(given, "required") != 0 && strcmp(given, "recovery") != 0))
        return;
    for (uint32_t i = 0; i < r->plan->domain_count; i++)
        if (is_recovery(&r->plan->domains[i]) && &r->plan->domains[i] != reader_domain(r))
            return;
    reader_fault(r, r->row->name, "\"%s\" has the recovery domain started, and this set has none%s",
                 given,
                 is_recovery(reader_domain(r))
                     ? " but this; leave it out"
                     : "; give a domain functions = \"recovery\", or leave it out");
}

/* It starts when another failed, whatever else is to start. */
static void check_order(struct reader *r, const struct lcm_domain *domain)
{
    for (uint32_t i = 0; i < r->plan->domain_count; i++) {
        if (is_recovery(&r->plan->domains[i]) && bits_has(&domain->start_after, i))
            reader_fault(r, property_rows[PROPERTY_START_AFTER].name,
                         "names %s, the recovery domain, which starts when a domain fails; leave "
                         "it out",
                         reader_other(r, r->plan->domains[i].node));
    }
    if (is_recovery(domain) && !bits_empty(&domain->start_after))
        reader_fault(r, property_rows[PROPERTY_START_AFTER].name,
                     "is of the recovery domain, which starts when a domain fails and waits for "
                     "none; leave it out");
}

void check_recovery_domain(struct reader *r)
{
    const struct lcm_domain *domain = reader_domain(r);

    check_order(r, domain);
    if (!is_recovery(domain))
        return;
    if (domain->enhanced != LCM_ENHANCED_ENABLED)
        reader_fault(r, property_rows[PROPERTY_ENHANCED].name,
                     "keeps the store from the recovery domain, which finds there what failed; "
                     "leave it out");
}
