/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * What domains share, as text and as JSON: also by which references, ports and addresses, for
 * guests that find it without a store.
 */
#ifndef TOOL_SHOW_SHARES_H
#define TOOL_SHOW_SHARES_H

#include "core/lcm/lcm.h"
#include "tool/base/json.h"

/* "channel", "shared memory". */
const char *share_kind_text(const struct lcm_share *share);

/* What one of the two domains has of it. */
void share_text(const struct lcm_plan *plan, const struct lcm_share *share, bool is_owner,
                char *buffer, size_t size);

/* The array "shares" of a domain's: those that it owns, and those whose peer it is. */
void shares_json(struct json *json, const struct lcm_plan *plan, const struct lcm_domain *domain);

#endif
