/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Writes a record that is whole in memory: for tools, as the launcher makes its domains one by one.
 */
#include <string.h>

#include "core/record/record_read.h"

static void domain_copy(const void *context, uint32_t i, struct record_domain *domain)
{
    *domain = ((const struct record *)context)->domains[i];
}

size_t record_write(const struct record *record, void *buffer, size_t capacity)
{
    struct record_launch launch;

    /* What both have comes first in both. */
    _Static_assert(offsetof(struct record, domain_count) ==
                       offsetof(struct record_launch, domain_count),
                   "the members are the same");
    memcpy(&launch, record, sizeof(launch));
    return record_write_each(&launch, domain_copy, record, buffer, capacity);
}
