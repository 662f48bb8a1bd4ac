/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Values of an xl configuration as what their key wants: a string, a number, a list.
 */
#include <errno.h>
#include <string.h>

#include "tool/import/xl.h"

/* Why xl does not take a value for a number; NULL where it does. */
static const char *number_fault(const struct xl *xl, const char *key)
{
    const struct xl_key *given = xl_key_of(xl, key);
    long value;
    int error = xlu_cfg_get_long(xl->config, key, &value, 1);

    if (error == 0)
        return NULL;
    if (error == ERANGE)
        return "is too large a number for xl, which ignores it with a warning";
    if (given && given->added)
        return "xl does not add to numbers, and ignores it with a warning; give one with =";
    return "is not a number, so that xl ignores it with a warning; write it in digits only, "
           "without a unit";
}

bool xl_kind_check(struct xl *xl, const struct xl_known *known)
{
    bool list = xlu_cfg_get_list(xl->config, known->key, NULL, NULL, 1) == 0;
    const char *fault = NULL;

    if (list && known->kind == XL_NUMBER)
        fault = "is a list where a number is wanted; xl ignores it with a warning";
    else if (list && known->kind != XL_LIST && known->kind != XL_STRING_OR_LIST)
        fault = "is a list where a string is wanted; xl ignores it with a warning";
    else if (!list && known->kind == XL_LIST)
        fault = "is not a list, so that xl ignores it with a warning; put it into [ ]";
    else if (known->kind == XL_NUMBER)
        fault = number_fault(xl, known->key);
    if (fault)
        xl_note(xl, known->key, "%s", fault);
    return !fault;
}
