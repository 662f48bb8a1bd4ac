/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Reads what a record carries of a boot domain, from untrusted bytes.
 */
#include "core/record/carried.h"

#include <string.h>

#include "core/base/values.h"
#include "core/lcm/lcm.h"

/* Keeps the texts of a property; false where they are more than a record may have. */
static bool texts_keep(struct carried *carried, const struct property *property,
                       struct record_texts *texts)
{
    if (property->length > RECORD_CARRIED_MAX - carried->size)
        return false;
    memcpy(carried->texts + carried->size, property->data, property->length);
    *texts = (struct record_texts){carried->texts + carried->size, (uint32_t)property->length};
    carried->size += texts->size;
    return true;
}

enum record_error carried_read(const void *blob, int node, struct carried *carried,
                               struct record_domain *domain)
{
    struct property cmdline = value_find(blob, node, "hyperlaunch,cmdline");

    if (cmdline.data && (!value_string(&cmdline) || cmdline.length > LCM_BOOTARGS_SIZE))
        return RECORD_INCOMPLETE;
    if (cmdline.data && !texts_keep(carried, &cmdline, &domain->cmdline))
        return RECORD_TOO_MANY;
    return RECORD_OK;
}
