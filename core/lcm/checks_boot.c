/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Checks of the boot domain, and of what it can do to others.
 */
#include "core/lcm/check.h"

void check_boot_may(struct reader *r)
{
    check_bits_shape(r);
    if (!r->has_failed)
        check_bits_unknown(r);
}

static void boot_itself_check(struct reader *r)
{
    const struct lcm_domain *domain = reader_domain(r);

    if ((domain->functions & LCM_FUNC_RECOVERY) != 0)
        reader_fault(r, property_rows[PROPERTY_FUNCTIONS].name,
                     "\"boot\" and \"recovery\" are not for the same domain, as the boot domain is "
                     "gone when others fail; give one of them to another domain");
    if (domain->boot_may != 0)
        reader_fault(r, property_rows[PROPERTY_BOOT_MAY].name,
                     "is for the domains that the boot domain prepares, not for itself; leave it "
                     "out");
    if (!bits_empty(&domain->start_after))
        reader_fault(r, property_rows[PROPERTY_START_AFTER].name,
                     "cannot be of the boot domain, which starts before all others; leave it out");
    if (domain->enhanced != LCM_ENHANCED_ENABLED)
        reader_fault(r, property_rows[PROPERTY_ENHANCED].name,
                     "keeps the boot domain from the store, in which it says what it wants; leave "
                     "it out");
}

/* Which domains have the function is known to the second walk. */
void check_boot_domain(struct reader *r)
{
    const struct lcm_domain *domain = reader_domain(r);
    bool has_boot = lcm_boot_domain(r->plan) < r->plan->domain_count;

    if ((domain->functions & LCM_FUNC_BOOT) != 0) {
        boot_itself_check(r);
        return;
    }
    if (reader_has(r, PROPERTY_BOOT_TIMEOUT))
        reader_fault(r, property_rows[PROPERTY_BOOT_TIMEOUT].name,
                     "is for the domain with functions = \"boot\" alone; leave it out");
    if (domain->boot_may == 0 || r->surveying)
        return;
    if (domain->domid == 0 && (domain->boot_may & ~(uint32_t)LCM_MAY_CMDLINE) != 0)
        reader_fault(r, property_rows[PROPERTY_BOOT_MAY].name,
                     "can be \"cmdline\" alone for domain 0, which always starts, as the last, "
                     "and has its memory by what the launcher found; leave the others out");
    else if (!has_boot)
        reader_fault(r, property_rows[PROPERTY_BOOT_MAY].name,
                     "needs a domain with functions = \"boot\", and this set has none; give one "
                     "that function, or leave it out");
}
