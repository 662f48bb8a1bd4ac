/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Shows the work of a simulated launch and the time that it takes at the costs of some machine.
 */
#ifndef TOOL_RUN_SIMULATE_PREDICTION_H
#define TOOL_RUN_SIMULATE_PREDICTION_H

#include "tool/base/json.h"
#include "tool/run/simulate_work.h"

void prediction_text(const struct lcm_plan *plan, const struct simulate_work *work);
/* As one member of the object that is open. */
void prediction_json(struct json *json, const struct lcm_plan *plan,
                     const struct simulate_work *work);

#endif
