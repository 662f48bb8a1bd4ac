/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Tells the form of an LCM; the launcher is not linked with this, as it takes one form only.
 */
#include <libfdt.h>

#include "core/lcm/checks.h"

bool lcm_form_of(const void *blob, size_t size, enum lcm_form *form)
{
    struct reader r = {.blob = blob, .size = size, .surveying = true};

    if (!checks_run_blob(&r))
        return false;
    *form = fdt_node_offset_by_compatible(blob, -1, "hyperlaunch,module-table") >= 0
                ? LCM_FORM_COMPILED
                : LCM_FORM_SOURCE;
    return true;
}
