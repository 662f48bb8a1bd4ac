/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Checks of choices among a few values, as their rows of properties.def say it.
 */
#include <string.h>

#include "core/base/values.h"
#include "core/lcm/check.h"

/* Whether the current property is a choice without checks of its own. */
static bool is_choice(const struct reader *r)
{
    return !r->row->checked && r->row->form == FORM_CHOICE;
}

/* Which of the values is given: their number where it is none of them. */
static unsigned int value_given(const struct reader *r)
{
    const char *given = value_string(&r->property);
    unsigned int i = 0;

    if (r->property.length == 0 && r->row->empty_first)
        return 0;
    while (i < r->row->value_count && (!given || strcmp(r->row->values[i], given) != 0))
        i++;
    return i;
}

void check_choice_unknown(struct reader *r)
{
    const struct property_row *row = r->row;

    if (is_choice(r) && value_given(r) == row->value_count)
        reader_fault(r, row->name, "is not a value that it can have; write \"%s\"%s%s%s",
                     row->values[0], row->served > 1 ? " or \"" : "",
                     row->served > 1 ? row->values[1] : "", row->served > 1 ? "\"" : "");
}

void check_choice_not_served(struct reader *r)
{
    unsigned int given;

    if (!is_choice(r))
        return;
    given = value_given(r);
    if (given >= r->row->served)
        reader_fault(r, r->row->name, "\"%s\" " TEXT_NOT_SERVED, r->row->values[given]);
    else if (r->row->size != 0)
        property_choice_set(r->row, reader_domain(r), given);
}
