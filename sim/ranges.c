/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Sorted runs of frames: neighbours merge when frames come, split when frames go.
 */
#include <stdlib.h>
#include <string.h>

#include "sim/ranges.h"
#include "sim/alloc.h"

static void range_insert(struct sim_ranges *ranges, size_t at, uint64_t first, uint64_t count)
{
    ranges->list = sim_grow(ranges->list, &ranges->room, ranges->count + 1, sizeof(*ranges->list));
    memmove(ranges->list + at + 1, ranges->list + at, (ranges->count - at) * sizeof(*ranges->list));
    ranges->list[at] = (struct sim_range){first, count};
    ranges->count++;
}

static void range_delete(struct sim_ranges *ranges, size_t at)
{
    ranges->count--;
    memmove(ranges->list + at, ranges->list + at + 1, (ranges->count - at) * sizeof(*ranges->list));
}

/* The number of runs that start at or below `frame`. */
static size_t ranges_upto(const struct sim_ranges *ranges, uint64_t frame)
{
    size_t low = 0, high = ranges->count;

    while (low < high) {
        size_t middle = (low + high) / 2;

        if (ranges->list[middle].first <= frame)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

void ranges_add(struct sim_ranges *ranges, uint64_t first, uint64_t count)
{
    size_t at = ranges_upto(ranges, first);
    struct sim_range *list = ranges->list;
    bool joins_left = at > 0 && list[at - 1].first + list[at - 1].count == first;
    bool joins_right = at < ranges->count && first + count == list[at].first;

    if (count == 0)
        return;
    if (joins_left && joins_right) {
        list[at - 1].count += count + list[at].count;
        range_delete(ranges, at);
    } else if (joins_left) {
        list[at - 1].count += count;
    } else if (joins_right) {
        list[at].first = first;
        list[at].count += count;
    } else {
        range_insert(ranges, at, first, count);
    }
}

bool ranges_have(const struct sim_ranges *ranges, uint64_t first, uint64_t count)
{
    size_t at = ranges_upto(ranges, first);
    const struct sim_range *range;

    if (at == 0)
        return false;
    range = &ranges->list[at - 1];
    return first - range->first < range->count && count <= range->count - (first - range->first);
}

void ranges_remove(struct sim_ranges *ranges, uint64_t first, uint64_t count)
{
    size_t at = ranges_upto(ranges, first) - 1;
    struct sim_range *range = &ranges->list[at];
    uint64_t before = first - range->first;
    uint64_t after = range->count - before - count;

    if (before > 0 && after > 0) {
        range->count = before;
        range_insert(ranges, at + 1, first + count, after);
    } else if (before > 0) {
        range->count = before;
    } else if (after > 0) {
        range->first += count;
        range->count = after;
    } else {
        range_delete(ranges, at);
    }
}

bool ranges_take(struct sim_ranges *ranges, unsigned int order, uint64_t *first)
{
    uint64_t size = UINT64_C(1) << order;

    for (size_t i = ranges->count; i-- > 0;) {
        const struct sim_range *range = &ranges->list[i];
        uint64_t start;

        if (range->count < size)
            continue;
        start = (range->first + range->count - size) & ~(size - 1);
        if (start >= range->first) {
            *first = start;
            ranges_remove(ranges, start, size);
            return true;
        }
    }
    return false;
}

uint64_t ranges_total(const struct sim_ranges *ranges)
{
    uint64_t total = 0;

    for (size_t i = 0; i < ranges->count; i++)
        total += ranges->list[i].count;
    return total;
}

void ranges_free(struct sim_ranges *ranges)
{
    free(ranges->list);
    *ranges = (struct sim_ranges){0};
}
