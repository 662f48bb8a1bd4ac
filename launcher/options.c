/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Reading the launcher's options.
 */
#include <stddef.h>
#include <string.h>

#include "core/base/values.h"
#include "launcher/options.h"

/* More than any console sends, and than a host has CPUs. */
#define VALUE_MAX UINT64_C(1000000000)

/* A whole decimal number up to VALUE_MAX, behind `name`. */
static bool number_read(const char *word, size_t length, const char *name, uint64_t *value)
{
    size_t size = strlen(name);

    return length > size && memcmp(word, name, size) == 0 &&
           value_decimal(word + size, value) == word + length && *value <= VALUE_MAX;
}

/* False where the word is no option, or its value none for it. */
static bool word_read(struct options *options, const char *word, size_t length)
{
    uint64_t value;

    if (number_read(word, length, "console-rate=", &value)) {
        options->has_console_rate = true;
        options->console_rate = value;
        return true;
    }
    if (!number_read(word, length, "cpus=", &value) || value == 0)
        return false;
    options->cpus = value;
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
