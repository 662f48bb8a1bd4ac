/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The nodes in xenstore of what domains share: by them each of the two finds it.
 * docs/lcm-binding.md says what they mean.
 *
 * One table, for the store of a resident launcher and for dom0's after a hand-over.
 */
#ifndef CORE_STORE_SHARE_NODES_H
#define CORE_STORE_SHARE_NODES_H

#include "core/lcm/lcm.h"
#include "core/store/domain_nodes.h"

/* The node that has all those of one of the two domains below it, the owner's or the peer's. */
void share_nodes_root(const struct lcm_plan *plan, const struct lcm_share *share, bool is_owner,
                      char path[DOMAIN_NODES_PATH_SIZE]);

/*
 * Calls `put` for each of those below it, "role" last, until it returns false. Whether it never
 * did. They have the permissions of the domain's own nodes, which it reads. The texts are valid
 * during the call.
 */
bool share_nodes_put(const struct lcm_plan *plan, const struct lcm_share *share, bool is_owner,
                     domain_node_put_fn *put, void *context);

#endif
