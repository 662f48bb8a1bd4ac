/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Runs checks: each function runs what the table of checks has for that moment.
 */
#ifndef CORE_LCM_CHECKS_H
#define CORE_LCM_CHECKS_H

#include "core/lcm/reader.h"

bool checks_run_blob(struct reader *r);
void checks_run_property(struct reader *r);
void checks_run_node(struct reader *r);
void checks_run_set(struct reader *r);

#endif
