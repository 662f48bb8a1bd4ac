/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Writes the nodes of what launched domains share (core/store/share_nodes.h) into dom0's xenstore.
 */
#ifndef DOM0_SHARES_H
#define DOM0_SHARES_H

#include <stdbool.h>

#include <xenstore.h>

#include "core/lcm/lcm.h"
#include "dom0/introduce.h"

/*
 * For each share of the plan whose owner is as the launcher made it: the owner's nodes, and the
 * peer's, where that is, too, or is domain 0. What is there is written again. False after a
 * complaint.
 */
bool shares_write(struct xs_handle *store, const struct record *record, const struct lcm_plan *plan,
                  const struct introduction *done);

#endif
