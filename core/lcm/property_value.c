/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * What a plan holds for a property, in words and with its limits, for those who show or write it:
 * the launcher, which only reads LCMs, is not linked with this.
 */
#include "core/lcm/property.h"

/* Counted as property_choice_set() does. */
const char *property_choice(const struct property_row *row, const void *base)
{
    unsigned int count = row->form == FORM_CHOICE ? row->served : row->value_count;

    return row->values[(row->fallback + property_number(row, base)) % count];
}

struct lcm_limit property_limit(const struct property_row *row, const struct lcm_limits *limits)
{
    size_t offset = row->offset - offsetof(struct lcm_domain, limits);

    return *(const struct lcm_limit *)(const void *)((const char *)limits + offset);
}
