/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The columns of properties.def that are for people.
 */
#include "tool/show/property_text.h"

#define EACH(member) .json = (member),
#define SOME(member) .json = (member), .some = true,
#define NONE

const struct property_text property_texts[PROPERTY_COUNT] = {
#define PROPERTY(id, name, roles, form, view, standard, sentence)                                  \
    [PROPERTY_##id] = {.fallback = (standard), .meaning = (sentence), view},
#include "core/lcm/properties.def"
};
