/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * All checks by name, those of the library and the tool's own, and what the user makes of warnings.
 *
 * Errors stay errors: what the launcher would refuse cannot be waved through. What dtc finds has
 * dtc's names, and is not in the list.
 */
#ifndef TOOL_READ_CHECKS_H
#define TOOL_READ_CHECKS_H

#include <stdbool.h>
#include <stdio.h>

#include "core/lcm/lcm.h"

/* What one option said of one warning. */
struct check_level {
    const char *name; /* "all": every warning */
    bool hidden;
    bool error;
};

enum { CHECK_LEVELS_MAX = 64 };

/* Options in their order: for the same name the last one counts. */
struct check_levels {
    bool privileges; /* show what is hidden unless asked for: the checks reach-... */
    unsigned int count;
    struct check_level levels[CHECK_LEVELS_MAX];
};

/*
 * Takes the value of -W ("NAME" shows the warning, "no-NAME" hides it) or -E ("NAME" makes it an
 * error, "no-NAME" a warning again). False after a complaint.
 */
bool check_levels_take(struct check_levels *levels, char option, const char *value);

/*
 * What becomes of a finding that is no error; returns false where it is hidden. NULL: nothing was
 * said. What is shown on request alone is by `privileges` or an option with its own name.
 */
bool check_levels_apply(const struct check_levels *levels, const char *check,
                        enum lcm_severity *severity);

/* How severe what the check finds is; false where no check has this name. */
bool check_find(const char *name, enum lcm_severity *severity);
/* Writes what to do about a name that no check has: the one that may be meant, or --list-checks. */
void check_hint(const char *name, char *hint, size_t size);

/* Prints each check with its severity, and who makes it, in the order of names. */
void checks_list(FILE *out);

#endif
