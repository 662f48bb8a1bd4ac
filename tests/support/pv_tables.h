/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/* Walks all page tables of a PV domain on the fake Xen, by a reader of the tests' own. */
#ifndef TESTS_SUPPORT_PV_TABLES_H
#define TESTS_SUPPORT_PV_TABLES_H

#include "tests/support/launches.h"

#include <xen/xen.h>

/*
 * Checks that the tables which a domain of a set starts with show everything that is to be mapped,
 * once, and nothing else.
 */
void pv_tables_expect(const struct sim *sim, const struct set_domain *domain,
                      const struct sim_domain_view *view, const struct start_info *info);

#endif
