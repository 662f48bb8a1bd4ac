/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Building one domain: create, fill, wire up; or undo all of it and say why.
 */
#ifndef LAUNCHER_BUILDER_BUILDER_H
#define LAUNCHER_BUILDER_BUILDER_H

#include "launcher/builder/parts/site.h"

/*
 * Builds `domain`, paused, its console ring mapped at page `slot` of the ring window. Whatever
 * fails is undone: the domain destroyed, its memory given back. Returns result->built.
 */
bool build_domain(struct build_site *site, const struct lcm_domain *domain, uint32_t slot,
                  struct build_result *result);

/*
 * Unmaps the ring, closes the port, destroys the domain: after a failed start, or when it ended.
 * False when Xen would not destroy the domain.
 */
bool build_undo(struct xen *xen, const struct boot *boot, uint32_t domid, uint32_t slot,
                uint32_t console_port);

#endif
