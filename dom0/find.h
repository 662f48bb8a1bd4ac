/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Looking for a domain that has another domid by now: one that was built again.
 */
#ifndef DOM0_FIND_H
#define DOM0_FIND_H

#include <stdbool.h>
#include <stdint.h>

#include <xenstore.h>

#include "core/record/record.h"
#include "xen/domain.h"

/*
 * The domain, other than 0, that has the record's UUID and lives: it has nodes below /local/domain,
 * as xl and hyperlaunch-init write them. False, and `domid` as it was, where there is none.
 */
bool rebuilt_find(struct xs_handle *store, struct xen *xen, const struct record_domain *domain,
                  uint32_t *domid);

#endif
