/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Checks of a domain's UUID.
 */
#include <string.h>

#include "core/lcm/check.h"
#include "core/base/values.h"

void check_uuid_shape(struct reader *r)
{
    if (reader_in_words(r))
        return;
    if (r->property.length == LCM_UUID_SIZE)
        memcpy(reader_domain(r)->uuid, r->property.data, LCM_UUID_SIZE);
    else if (r->form == LCM_FORM_SOURCE)
        reader_fault(
            r, "domain-uuid",
            "must be 16 bytes or a string; write it as \"01234567-89ab-cdef-0123-456789abcdef\"");
    else
        reader_fault(r, "domain-uuid", "must be 16 bytes; build the image again");
}

void check_uuid_text(struct reader *r)
{
    if (reader_in_words(r) &&
        (!value_string(&r->property) || !value_uuid(r->property.data, reader_domain(r)->uuid)))
        reader_fault(r, "domain-uuid",
                     "\"%.40s\" is not a UUID; write it as "
                     "\"01234567-89ab-cdef-0123-456789abcdef\"",
                     r->property.data);
}

void check_uuid_nil(struct reader *r)
{
    static const uint8_t nil[LCM_UUID_SIZE];

    /* Xen and its tools take the nil UUID for "none". */
    if (memcmp(reader_domain(r)->uuid, nil, sizeof(nil)) == 0)
        reader_fault(r, "domain-uuid", "is the nil UUID; give another or leave it out");
    else
        reader_domain(r)->uuid_given = true;
}

void check_uuid_duplicate(struct reader *r)
{
    const struct lcm_domain *domain = reader_domain(r);

    for (uint32_t i = 0; i + 1 < r->domain_next; i++) {
        const struct lcm_domain *other = &r->plan->domains[i];

        if (other->uuid_given && memcmp(other->uuid, domain->uuid, LCM_UUID_SIZE) == 0) {
            reader_fault(r, "domain-uuid", "is also that of %s; change one",
                         reader_other(r, other->node));
            return;
        }
    }
}
