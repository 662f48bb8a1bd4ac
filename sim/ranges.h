/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Sets of machine frames as sorted runs, so that a host of terabytes costs nothing.
 */
#ifndef SIM_RANGES_H
#define SIM_RANGES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sim_range {
    uint64_t first;
    uint64_t count;
};

struct sim_ranges {
    struct sim_range *list;
    size_t count;
    size_t room;
};

/* Adds frames that the set does not have. */
void ranges_add(struct sim_ranges *ranges, uint64_t first, uint64_t count);
/* Removes frames that the set has. */
void ranges_remove(struct sim_ranges *ranges, uint64_t first, uint64_t count);
/* Whether the set has all of the frames. */
bool ranges_have(const struct sim_ranges *ranges, uint64_t first, uint64_t count);
/* Removes an aligned run of 2^order frames, the highest there is; false when there is none. */
bool ranges_take(struct sim_ranges *ranges, unsigned int order, uint64_t *first);
uint64_t ranges_total(const struct sim_ranges *ranges);
void ranges_free(struct sim_ranges *ranges);

#endif
