/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Comparing a line of the log with a pattern: see scan.h.
 */
#include "tool/record/scan.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

/* No number of a log is as large; a million times as much is still a number of 64 bits. */
#define NUMBER_MAX UINT64_C(1000000000000)

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static const char *number_scan(const char *text, uint64_t *value)
{
    if (!is_digit(*text))
        return NULL;
    for (*value = 0; is_digit(*text); text++) {
        *value = *value * 10 + (uint64_t)(*text - '0');
        if (*value > NUMBER_MAX)
            return NULL;
    }
    return text;
}

/* A number with as many decimals as make it nanoseconds, or some of them. */
static const char *time_scan(const char *text, uint64_t unit, uint64_t *value)
{
    uint64_t whole;

    text = number_scan(text, &whole);
    if (!text || *text != '.' || !is_digit(text[1]) || whole > UINT64_MAX / 4 / unit)
        return NULL;
    *value = whole * unit;
    for (text++; is_digit(*text); text++) {
        unit /= 10;
        *value += (uint64_t)(*text - '0') * unit;
    }
    return text;
}

static const char *value_scan(const char *text, char kind, uint64_t *value)
{
    switch (kind) {
    case '@':
        return time_scan(text, UINT64_C(1000000000), value);
    case '~':
        return time_scan(text, UINT64_C(1000000), value);
    default:
        return number_scan(text, value);
    }
}

const char *scan(const char *text, const char *pattern, ...)
{
    va_list values;

    va_start(values, pattern);
    for (; *pattern && text; pattern++) {
        if (*pattern == '#' || *pattern == '@' || *pattern == '~') {
            text = value_scan(text, *pattern, va_arg(values, uint64_t *));
            continue;
        }
        if (*text != *pattern)
            text = NULL;
        else if (*pattern == ' ')
            while (*text == ' ')
                text++;
        else
            text++;
    }
    va_end(values);
    return text;
}
