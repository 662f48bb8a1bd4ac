/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The checks as a list for people: the launcher, which only runs them, is not linked with this.
 */
#include "core/lcm/check.h"

const char *lcm_check_at(unsigned int i, enum lcm_severity *severity)
{
    if (i >= CHECK_COUNT - CHECK_NONE - 1)
        return NULL;
    *severity = checks[CHECK_NONE + 1 + i].severity;
    return checks[CHECK_NONE + 1 + i].name;
}
