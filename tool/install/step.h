/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Whether what is installed is in step with the files that it was built from.
 */
#ifndef TOOL_INSTALL_STEP_H
#define TOOL_INSTALL_STEP_H

#include <stdio.h>

#include "tool/install/generation.h"
#include "tool/install/place.h"

/*
 * Looks at generation `number` and prints each difference on `out`, a line each: files of its own
 * that are damaged; and of the generation that is used, `launcher` not being NULL, also sources
 * that changed or are gone, a launcher that is another one than that file, and a menu without it.
 * Paths are looked up below the root. `files` is how many were compared. Returns TOOL_FINE,
 * TOOL_FAULT, or TOOL_FAILED after a complaint.
 */
int step_check(const struct place *place, const char *command, unsigned long number,
               const char *launcher, FILE *out, size_t *files);

#endif
