/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Texts that live as long as the set that is imported.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "tool/import/import.h"

/* Keeps a text, and gives it back; NULL, freed, without memory. */
static char *text_keep(struct import_set *set, char *text)
{
    char **texts = realloc(set->texts, (set->text_count + 1) * sizeof(*texts));

    if (texts)
        set->texts = texts;
    if (!texts || !text) {
        free(text);
        set->failed = true;
        return NULL;
    }
    texts[set->text_count++] = text;
    return text;
}

char *import_text_va(struct import_set *set, const char *format, va_list arguments)
{
    char *text = NULL;

    if (vasprintf(&text, format, arguments) < 0)
        text = NULL;
    return text_keep(set, text);
}

const char *import_text(struct import_set *set, const char *format, ...)
{
    va_list arguments;
    char *text;

    va_start(arguments, format);
    text = import_text_va(set, format, arguments);
    va_end(arguments);
    return text;
}
