/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * What a plan holds for a property, for those who show or write it: the launcher, which only reads
 * LCMs, is not linked with this.
 */
#include "core/lcm/property.h"

uint64_t property_number(const struct property_row *row, const void *base)
{
    const void *member = (const char *)base + row->offset;

    switch (row->size) {
    case sizeof(uint8_t):
        return *(const uint8_t *)member;
    case sizeof(uint32_t):
        return *(const uint32_t *)member;
    case sizeof(uint64_t):
        return *(const uint64_t *)member;
    default:
        return 0;
    }
}

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
