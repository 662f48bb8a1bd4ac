/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * What changes for each domain from one set to another, in words or as JSON.
 */
#ifndef TOOL_SHOW_DIFF_H
#define TOOL_SHOW_DIFF_H

#include <stdbool.h>
#include <stdio.h>

#include "tool/read/input.h"

/*
 * Compares two sets that were read without errors; domains belong together by their names, and
 * where no other has the name, by their domids. Returns the number of differences that were
 * printed.
 *
 * Modules of images are the same where their stored bytes have the same SHA-256, those of sources
 * where they name the same file; between a source and an image they are not compared.
 */
unsigned int diff_print(const struct input *a, const struct input *b, bool json, FILE *out);

#endif
