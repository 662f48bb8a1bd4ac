/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Reading the launcher's options.
 */
#include <stddef.h>
#include <string.h>

#include "launcher/options.h"

/* More than any console sends. */
#define RATE_MAX UINT64_C(1000000000)

/* A whole decimal number up to RATE_MAX. */
static bool rate_read(const char *text, size_t length, uint64_t *rate)
{
    *rate = 0;
    for (size_t i = 0; i < length; i++) {
        if (text[i] < '0' || text[i] > '9')
            return false;
        *rate = *rate * 10 + (uint64_t)(text[i] - '0');
        if (*rate > RATE_MAX)
            return false;
    }
    return length > 0;
}

/* False where the word is no option, or its value none for it. */
static bool word_read(struct options *options, const char *word, size_t length)
{
    static const char name[] = "console-rate=";
    const size_t size = sizeof(name) - 1;
    uint64_t rate;

    if (length < size || memcmp(word, name, size) != 0 ||
        !rate_read(word + size, length - size, &rate))
        return false;
    *options = (struct options){.has_console_rate = true, .console_rate = rate};
    return true;
}

void options_read(struct options *options, const char *line,
                  void (*unknown)(const char *word, int length))
{
    *options = (struct options){0};
    while (*line) {
        size_t length = 0;

        while (line[length] && line[length] != ' ')
            length++;
        if (length > 0 && !word_read(options, line, length))
            unknown(line, (int)length);
        line += length;
        while (*line == ' ')
            line++;
    }
}
