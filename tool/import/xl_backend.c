/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Devices of a configuration of xl that another imported domain serves, whatever the order of the
 * files.
 */
#include <string.h>

#include "tool/import/xl.h"

const char *xl_backend_take(struct xl *xl, const struct lcm_device *device, const char *backend)
{
    struct import_set *set = xl->set;
    const char *name = import_text(set, "%s", backend);

    if (!name)
        return "out of memory";
    set->pending[set->pending_count++] =
        (struct import_pending){.device = set->device_count,
                                .domain = (uint32_t)(xl->domain - set->domains),
                                .note = set->note_count,
                                .backend = name};
    set->devices[set->device_count] = *device;
    set->devices[set->device_count++].domain = BITS_MAX;
    return import_text(set, "backend=%s is none of the domains that are imported with it", name);
}

static void note_remove(struct import_set *set, size_t index)
{
    if (index >= set->note_count)
        return; /* there was no memory for it */
    set->note_count--;
    memmove(&set->notes[index], &set->notes[index + 1],
            (set->note_count - index) * sizeof(set->notes[0]));
    for (uint32_t i = 0; i < set->pending_count; i++)
        set->pending[i].note -= set->pending[i].note > index;
}

/* The number of the domain from 1; 0 where there is none of this name, or it is the device's own.
 */
static uint32_t backend_find(const struct import_set *set, const struct import_pending *pending)
{
    for (uint32_t i = 0; i < set->count; i++)
        if (i != pending->domain && set->domains[i].name &&
            strcmp(set->domains[i].name, pending->backend) == 0)
            return i + 1;
    return 0;
}

void xl_backends_settle(struct import_set *set)
{
    uint32_t left = 0;

    for (uint32_t i = 0; i < set->pending_count; i++) {
        const struct import_pending pending = set->pending[i];
        uint32_t backend = backend_find(set, &pending);

        if (backend == 0) {
            set->pending[left++] = pending;
            continue;
        }
        set->domains[backend - 1].driver_domain = true;
        set->devices[pending.device].domain = pending.domain;
        set->devices[pending.device].backend = backend;
        note_remove(set, pending.note);
    }
    set->pending_count = left;
}

bool xl_take_driver_domain(struct xl *xl, const struct xl_known *known)
{
    long value;

    if (!xl_number(xl, known->key, &value))
        return false;
    if (value == 0)
        xl_note(xl, known->key, "is the default; nothing need be written");
    else
        xl->domain->driver_domain = true;
    return true;
}
