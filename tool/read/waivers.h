/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Waivers: comments of a source that accept a warning, with the reason for it.
 *
 * "hyperlaunch-waive CHECK: REASON" in a comment waives what CHECK warns of on the comment's own
 * line and on the next one. Errors cannot be waived: the launcher would refuse them all the same.
 */
#ifndef TOOL_READ_WAIVERS_H
#define TOOL_READ_WAIVERS_H

#include <stdbool.h>
#include <stddef.h>

#include "tool/base/file.h"
#include "tool/read/source_map.h"

enum { WAIVERS_MAX = 128, WAIVER_CHECK_SIZE = 32, WAIVER_REASON_SIZE = 160 };

struct waiver {
    struct source_place place; /* its path and property are NULL; the file belongs to the map */
    char check[WAIVER_CHECK_SIZE];
    char reason[WAIVER_REASON_SIZE]; /* "" where none is given: nothing is waived then */
    bool used;
};

struct waivers {
    size_t count;
    bool cut; /* there were more than WAIVERS_MAX */
    struct waiver list[WAIVERS_MAX];
};

/* Finds the waivers in the files that a source was read from; `text`: see source_compile(). */
void waivers_read(struct waivers *waivers, const struct source_map *map, const struct file *text);

/* Finds those of one text of `size` bytes; `file` is its name and must stay. */
void waivers_scan(struct waivers *waivers, char *file, const char *text, size_t size);

/* The reason for which a finding at this place is waived; NULL where it is not. */
const char *waiver_take(struct waivers *waivers, const char *check,
                        const struct source_place *place);

struct report;

/* Reports waivers that have no reason, name no check or an error, or waive nothing. */
void waivers_check(struct report *report);

#endif
