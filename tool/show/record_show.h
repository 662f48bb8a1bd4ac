/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Shows a launch record to people and to programs. The same record always gives the same bytes.
 */
#ifndef TOOL_SHOW_RECORD_SHOW_H
#define TOOL_SHOW_RECORD_SHOW_H

#include <stdio.h>

#include "core/record/record_read.h"

enum { MS_TEXT_SIZE = 32 };

/* A table of the domains, why some failed, and the totals. */
void record_show(const struct record *record, FILE *out);

/* One JSON object; members are only ever added, never renamed. In tool/show/record_json.c. */
void record_json(const struct record *record, FILE *out);

/*
 * Milliseconds from `zero` to `time` with 1 or 3 decimals; "-" for a time that did not come. In
 * tool/show/record_life.c.
 */
void record_ms(uint64_t time, uint64_t zero, int decimals, char text[MS_TEXT_SIZE]);

/* "5 domains: 3 running, 1 failed, 1 handed over". */
void record_summary(const struct record *record, char *text, size_t size);

/* Bytes loaded into all domains. */
uint64_t record_loaded(const struct record *record);

#endif
