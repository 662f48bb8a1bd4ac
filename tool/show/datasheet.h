/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * A Markdown page of everything that a set allocates.
 */
#ifndef TOOL_SHOW_DATASHEET_H
#define TOOL_SHOW_DATASHEET_H

#include <stdio.h>

#include "tool/read/input.h"

/* Prints the page of a set that was read without errors. The same set always gives the same page.
 */
void datasheet_print(const struct input *input, FILE *out);

#endif
