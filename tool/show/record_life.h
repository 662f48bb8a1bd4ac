/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * What a launch record says of the life of a domain, in words.
 */
#ifndef TOOL_SHOW_RECORD_LIFE_H
#define TOOL_SHOW_RECORD_LIFE_H

#include "core/base/text.h"
#include "core/record/record_read.h"

/*
 * Whom it waited for, how it became ready, whether it missed its budget, was started again, and how
 * it ended; false where there is nothing of that.
 */
bool record_life(const struct record *record, const struct record_domain *domain,
                 struct text *text);

/* Whether it was started later than its budget allows, or never. */
bool record_budget_missed(const struct record *record, const struct record_domain *domain);

/* Domid, mode, vCPUs and memory, as far as they are known. */
void record_facts(const struct record_domain *domain, struct text *text);

#endif
