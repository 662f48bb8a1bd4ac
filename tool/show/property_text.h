/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * What the rows of properties.def say for people; the launcher has none of it.
 */
#ifndef TOOL_SHOW_PROPERTY_TEXT_H
#define TOOL_SHOW_PROPERTY_TEXT_H

#include <stdbool.h>

#include "core/lcm/property.h"

struct property_text {
    bool some;            /* of domains that have it; else each has it, and tables have a column */
    const char *json;     /* its member in `show --json`, or NULL */
    const char *fallback; /* what holds where it is left out; NULL: nothing */
    const char *meaning;  /* one sentence */
};

extern const struct property_text property_texts[PROPERTY_COUNT];

#endif
