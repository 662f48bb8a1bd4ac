/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Checks of choices among a few values, as their rows of properties.def say it.
 */
#include <string.h>

#include "core/base/text.h"
#include "core/base/values.h"
#include "core/lcm/check.h"

/* Of all served values, in a sentence. */
enum { CHOICES_SIZE = 128 };

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

    char buffer[CHOICES_SIZE];
    struct text text;

    if (!is_choice(r) || value_given(r) < row->value_count)
        return;
    text_init(&text, buffer, sizeof(buffer));
    for (unsigned int i = 0; i < row->served; i++)
        text_append(&text, "%s\"%s\"",
                    i == 0                 ? ""
                    : i < row->served - 1u ? ", "
                                           : " or ",
                    row->values[i]);
    reader_fault(r, row->name, "is not a value that it can have; write %s", buffer);
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
        property_choice_set(r->row, reader_described(r), given);
}

/* Who waits for domains before a hand-over, or ends the host after one, is nobody: that is refused.
 */
void check_resident_only(struct reader *r)
{
    const struct property_row *row = r->row;
    uint64_t value = row->size != 0 ? property_number(row, reader_described(r)) : 0;
    const char *given = row->form == FORM_CHOICE ? value_string(&r->property) : NULL;
    bool is_more = row->resident ? value != row->standard : given && strcmp(given, "recovery") == 0;

    /* Which domain is domain 0 is known to the second walk. */
    if (is_more && !r->surveying && reader_has_dom0(r))
        reader_fault(r, row->name,
                     "is served by the launcher that stays, and this set has a domain 0, for which "
                     "it leaves; leave it out");
}

void check_ready_line_shape(struct reader *r)
{
    const char *line = value_string(&r->property);
    size_t length = r->property.length - 1;
    bool good = line && length > 0 && length < LCM_READY_LINE_SIZE;

    /* The launcher takes control characters out of what a domain prints. */
    for (size_t i = 0; good && i < length; i++)
        good = (unsigned char)line[i] >= ' ' && line[i] != 0x7f;
    if (good)
        memcpy(reader_domain(r)->ready_line, line, length + 1);
    else
        reader_fault(r, r->row->name,
                     "must be one string of 1 to %d characters, none of them a control character; "
                     "write it as \"login:\"",
                     LCM_READY_LINE_SIZE - 1);
}

void check_ready_line_alone(struct reader *r)
{
    bool has_line = reader_has(r, PROPERTY_READY_LINE);

    if (has_line == (reader_domain(r)->ready == LCM_READY_LINE))
        return;
    if (has_line)
        reader_fault(
            r, property_rows[PROPERTY_READY_LINE].name,
            "is waited for only with hyperlaunch,ready = \"line\"; add that, or leave it out");
    else
        reader_fault(r, property_rows[PROPERTY_READY].name,
                     "\"line\" needs the text of that line; add hyperlaunch,ready-line");
}

void check_ready_signal_store(struct reader *r)
{
    if (reader_domain(r)->ready == LCM_READY_SIGNAL &&
        reader_domain(r)->enhanced != LCM_ENHANCED_ENABLED)
        reader_fault(
            r, property_rows[PROPERTY_READY].name,
            "\"signal\" is written to the store, which xen,enhanced keeps from the domain; "
            "leave that out, or wait for a \"line\"");
}
