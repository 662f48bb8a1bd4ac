/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * A launch against the fake Xen, told operation by operation.
 */
#ifndef TOOL_SIMULATE_H
#define TOOL_SIMULATE_H

#include "image/image.h"
#include "record/record.h"

/* Memory in KiB that a host needs free for all domains of the plan, with some to spare. */
uint64_t simulate_memory(const struct lcm_plan *plan);

/*
 * Launches the opened image on Xen 4.`minor` with `free_kib` of free memory and prints each
 * operation, then the launcher's log, and fills `record`. Returns TOOL_FINE when every domain
 * started, TOOL_FAULT when not, TOOL_FAILED when the simulation itself could not be done.
 */
int simulate_launch(const struct image *image, unsigned int minor, uint64_t free_kib,
                    struct record *record);

#endif
