/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Text that may come from foreign bytes, for a person.
 */
#ifndef TOOL_BASE_PRINTABLE_H
#define TOOL_BASE_PRINTABLE_H

#include <stdio.h>

/*
 * Prints the text; what a terminal could take for a command becomes "?": control characters, those
 * of C1 (U+0080 to U+009F) too, marks that turn the direction of text, and each byte that is no
 * UTF-8. All foreign text for a person goes through here or through printable_text().
 */
void printable_print(FILE *out, const char *text);

/* The same into a buffer of `size` bytes; returns it. What does not fit is cut. */
char *printable_text(const char *text, char *buffer, size_t size);

/* Fills up a column of `width` characters after printing the text. */
void printable_column(FILE *out, int width, const char *text);

/* How many columns the text takes once printed, each of its characters counted as one. */
int printable_width(const char *text);

/* The length of the UTF-8 sequence at `text`, 0 where it is none (RFC 3629). */
int utf8_length(const unsigned char *text);

#endif
