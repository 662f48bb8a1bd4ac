/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Checks of a domain's mode, and of what one mode alone can have.
 */
#include <string.h>

#include "core/lcm/check.h"
#include "core/base/values.h"

void check_mode_shape(struct reader *r)
{
    uint32_t mode;

    reader_facts(r)->mode_given = true;
    if (reader_in_words(r) && value_string(&r->property))
        return;
    if (value_u32(&r->property, &mode))
        return;
    if (r->form == LCM_FORM_SOURCE)
        reader_fault(r, "mode", "must be one name or one 32-bit number; write \"pvh\" or \"pv\"");
    else
        reader_fault(r, "mode", "must be one 32-bit number; build the image again");
}

/* In 2021 the modes were bits; PV and PVH were numbered as today. */
#define MODE_2021_DEVICE_MODEL 2u
#define MODE_2021_LONG         4u
#define MODE_2021_ALL          7u

static uint32_t mode_number(const struct reader *r)
{
    uint32_t mode = 0;

    if (!reader_in_words(r))
        (void)value_u32(&r->property, &mode);
    return mode;
}

void check_mode_device_model(struct reader *r)
{
    uint32_t mode = mode_number(r);

    if (mode <= MODE_2021_ALL && (mode & MODE_2021_DEVICE_MODEL) != 0)
        reader_fault(r, "mode",
                     "%u asks for a device model, and none runs here; use 0 (PVH) or 1 (PV)", mode);
}

void check_mode_2021(struct reader *r)
{
    uint32_t mode = mode_number(r);

    if (mode <= MODE_2021_ALL && (mode & MODE_2021_LONG) != 0)
        reader_fault(r, "mode", "%u has the bit for long mode of 2021; write <%u>", mode,
                     mode & ~MODE_2021_LONG);
}

void check_mode_unknown(struct reader *r)
{
    const char *name = r->property.data;
    uint32_t mode = LCM_MODE_PV + 1;

    if (!reader_in_words(r) && value_u32(&r->property, &mode))
        mode &= ~MODE_2021_LONG;
    else if (strcmp(name, "pvh") == 0)
        mode = LCM_MODE_PVH;
    else if (strcmp(name, "pv") == 0)
        mode = LCM_MODE_PV;
    if (mode <= LCM_MODE_PV)
        reader_domain(r)->mode = (enum lcm_mode)mode;
    else if (reader_in_words(r))
        reader_unknown(r, "mode", name, NULL, "write \"pvh\" or \"pv\"");
    else
        reader_fault(r, "mode", "%u is not known; use 0 (PVH) or 1 (PV)", mode);
}

void check_p2m_mode(struct reader *r)
{
    if (reader_domain(r)->mode == LCM_MODE_PV)
        reader_fault(r, r->property.name,
                     "is for the nested page tables of a PVH domain, which a PV domain does not "
                     "have; leave it out");
}
