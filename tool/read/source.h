/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Compiles a .dts with dtc and learns where everything stands in it.
 */
#ifndef TOOL_READ_SOURCE_H
#define TOOL_READ_SOURCE_H

#include "tool/base/file.h"
#include "tool/read/report.h"
#include "tool/read/source_map.h"

struct source {
    struct file blob; /* the device tree, with its labels in /__symbols__ */
    struct source_map map;
};

/*
 * Compiles the source at `path`, or `text` where that is not NULL: what the standard input or a
 * pipe held; dtc calls it SOURCE_STREAM. Returns TOOL_FINE, TOOL_FAULT after dtc's findings were
 * reported, or TOOL_FAILED after a complaint.
 */
#define SOURCE_STREAM "<stdin>"
int source_compile(struct source *source, const char *path, const struct file *text,
                   const struct path_list *includes, struct report *report);
void source_release(struct source *source);

/*
 * Names the source and each file that it includes, by a path as dtc opened it. Returns TOOL_FINE,
 * or TOOL_FAILED after a complaint, which is the one of `take` where that says false. In
 * tool/read/source_files.c.
 */
int source_files_find(const char *path, const struct path_list *includes,
                      bool (*take)(void *context, const char *path), void *context);

/* Turns what dtc wrote to its standard error into findings; in tool/read/source_error.c. */
void source_errors_report(struct report *report, const char *text);

#endif
