/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Checks of numbers of 32 bits and limits, as their rows of properties.def say it.
 */
#include "core/base/values.h"
#include "core/lcm/check.h"

/* Whether the current property is a number without checks of its own. */
static bool is_number(const struct reader *r)
{
    return !r->row->checked && (r->row->form == FORM_U32 || r->row->form == FORM_LIMIT);
}

void check_number_shape(struct reader *r)
{
    uint32_t value;

    if (!is_number(r))
        return;
    /* No number in these ranges looks like a text that somebody would write. */
    if (value_is_text(&r->property) || !value_u32(&r->property, &value)) {
        reader_fault(r, r->property.name, "must be one 32-bit number; write it as <1>");
        return;
    }
    if (r->row->form == FORM_LIMIT)
        property_limit_set(r->row, &reader_domain(r)->limits, value);
    else
        property_number_set(r->row, reader_described(r), value);
    if (property_id(r->row) == PROPERTY_DOMID)
        reader_facts(r)->domid_given = true;
}

void check_number_range(struct reader *r)
{
    uint32_t value;

    if (is_number(r) && value_u32(&r->property, &value) &&
        (value < r->row->low || value > r->row->high))
        reader_fault(r, r->property.name, "%u is out of range; give %u to %u", value, r->row->low,
                     r->row->high);
}
