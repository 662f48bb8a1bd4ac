/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Text that may come from foreign bytes, for a person.
 */
#ifndef TOOL_PRINTABLE_H
#define TOOL_PRINTABLE_H

#include <stdio.h>

/* Prints the text; a control character becomes "?", so that none reaches a terminal. */
void printable_print(FILE *out, const char *text);

#endif
