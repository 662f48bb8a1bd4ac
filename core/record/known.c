/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * What of a record is known: see record_read.h.
 */
#include "core/record/fields.h"
#include "core/record/record_read.h"

bool record_knows(const struct record *record, size_t offset)
{
    return !(record->absent & field_bit(record_launch_fields, offset));
}

bool record_domain_knows(const struct record_domain *domain, size_t offset)
{
    return !(domain->absent & field_bit(record_domain_fields, offset));
}

bool record_module_knows(const struct record_module *module, size_t offset)
{
    return !(module->absent & field_bit(record_module_fields, offset));
}

void record_learn(struct record *record, size_t offset)
{
    record->absent &= ~field_bit(record_launch_fields, offset);
}

void record_domain_learn(struct record_domain *domain, size_t offset)
{
    domain->absent &= ~field_bit(record_domain_fields, offset);
}

void record_module_learn(struct record_module *module, size_t offset)
{
    module->absent &= ~field_bit(record_module_fields, offset);
}
