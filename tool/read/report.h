/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Prints findings in the one format that docs/lcm-binding.md fixes, and counts them.
 */
#ifndef TOOL_READ_REPORT_H
#define TOOL_READ_REPORT_H

#include <stdbool.h>
#include <stdio.h>

#include "core/lcm/lcm.h"
#include "tool/read/checks.h"
#include "tool/base/file.h"
#include "tool/base/json.h"
#include "tool/read/source_map.h"
#include "tool/read/waivers.h"

struct report {
    const char *file;             /* as the user named it */
    const struct source_map *map; /* NULL where there are no positions */
    const struct file *stream;    /* a source that cannot be read again, or NULL */
    FILE *out;
    const struct check_levels *levels; /* what becomes of warnings, or NULL */
    struct json *json;                 /* each finding is an object of this list; NULL: a line */
    struct waivers *waivers;           /* of a source, or NULL */
    unsigned int waived;
    unsigned int errors;
    unsigned int warnings;
    unsigned int notes;
};

/* The sink to give to lcm_read and image_open. */
struct lcm_sink report_sink(struct report *report);

/*
 * Prints one finding; of --json an object with the members severity, check, file, line, column,
 * node, property and text, null where there is none, and "other" with the second place of what
 * collides; what is waived has the member "waived", with the reason, and is in no count. Else
 * "FILE:LINE:COL: error: PATH: PROPERTY: TEXT [CHECK]", and a note for that place.
 */
void report_fault(struct report *report, const struct lcm_fault *fault);
/* The same at a place of its own instead of the node's. */
void report_fault_at(struct report *report, const struct lcm_fault *fault,
                     const struct source_place *place);

/* Print what the tool itself found; `property` may be NULL. */
void report_error(struct report *report, const char *check, const char *path, const char *property,
                  const char *format, ...) __attribute__((format(printf, 5, 6)));
void report_warning(struct report *report, const char *check, const char *path,
                    const char *property, const char *format, ...)
    __attribute__((format(printf, 5, 6)));

#endif
