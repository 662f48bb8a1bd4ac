/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * What all commands with --json print alike.
 */
#ifndef TOOL_BASE_JSON_H
#define TOOL_BASE_JSON_H

#include <stdio.h>

/* The string in quotes; a byte that is no UTF-8 becomes the replacement character. */
void json_string(FILE *out, const char *string);

/* `"NAME": ` and the string, or null for NULL. */
void json_member(FILE *out, const char *name, const char *value);

#endif
