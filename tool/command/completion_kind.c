/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * What the value of an option can be, as far as a shell can offer it: by the value's name.
 */
#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "tool/command/completion.h"

static bool is_choice(const char *value)
{
    return islower((unsigned char)*value);
}

/* The value's next alternative, behind this one. */
static const char *alternative_next(const char *value)
{
    value += strcspn(value, "|");
    return value + (*value == '|');
}

void completion_choices_print(const char *value)
{
    for (; *value; value = alternative_next(value))
        if (is_choice(value))
            printf("%.*s ", (int)strcspn(value, "|"), value);
}

static bool has_choices(const char *value)
{
    while (*value && !is_choice(value))
        value = alternative_next(value);
    return *value;
}

enum completion_kind completion_kind(const struct option_spec *option)
{
    static const struct {
        const char *value;
        enum completion_kind kind;
    } values[] = {
        {"[no-]NAME", COMPLETION_CHECKS}, {"NAME[:HOW]", COMPLETION_DOMAINS},
        {"FILE", COMPLETION_FILES},       {"FILE|VERSION", COMPLETION_FILES},
        {"OUT", COMPLETION_FILES},        {"DIR", COMPLETION_FOLDERS},
    };

    if (!option->value)
        return COMPLETION_NONE;
    for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++)
        if (strcmp(option->value, values[i].value) == 0)
            return values[i].kind;
    return strchr(option->value, '|') && has_choices(option->value) ? COMPLETION_CHOICES
                                                                    : COMPLETION_TEXT;
}
