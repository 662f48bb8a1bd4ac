/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Bounded text building without libc: a small printf into a caller's buffer.
 *
 * Conversions: %s (NULL prints "(null)"), %c, %d %i %u %x with the lengths none, l, ll, z (and
 * through <inttypes.h>), %p, %%; flag 0 and '-', a width (digits or *), precision for %s (digits or
 * *). The result always ends with a NUL; what does not fit is cut and `cut` is set.
 */
#ifndef CORE_BASE_TEXT_H
#define CORE_BASE_TEXT_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

struct text {
    char *buffer;
    size_t size; /* of the buffer, at least 1 */
    size_t used; /* characters in it, without the NUL */
    bool cut;
};

/* Starts an empty text in `buffer`. */
void text_init(struct text *text, char *buffer, size_t size);

/* Makes the whole text of one format; false where it was cut. */
bool text_set(char *buffer, size_t size, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Appends formatted characters. */
void text_append(struct text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));
void text_append_va(struct text *text, const char *format, va_list arguments)
    __attribute__((format(printf, 2, 0)));

#endif
