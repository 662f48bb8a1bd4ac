/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Where a command's result goes: to the standard output, or into a file of the user's.
 */
#ifndef TOOL_BASE_OUTPUT_H
#define TOOL_BASE_OUTPUT_H

#include <stdio.h>

typedef void output_write_fn(const void *context, FILE *out);

/* Writes to the file `path`, or where that is NULL to the standard output, which main() checks. */
int output_put(const char *path, output_write_fn *write, const void *context);

#endif
