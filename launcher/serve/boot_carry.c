/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * What the boot domain gave to others before a dom0: kept beyond the launcher's store, for the
 * launch record, by which that dom0 gets it.
 */
#include <string.h>

#include "launcher/serve/parts.h"

/* Keeps a text behind those of `texts`, of which it is the next; false where there is no room. */
static bool text_keep(struct launch *launch, struct record_texts *texts, const char *text,
                      size_t size)
{
    char *room = launch->carried + launch->carried_size;

    if (size > sizeof(launch->carried) - launch->carried_size)
        return false;
    memcpy(room, text, size);
    if (texts->size == 0)
        texts->first = room;
    texts->size += (uint32_t)size;
    launch->carried_size += (uint32_t)size;
    return true;
}

bool boot_carry_cmdline(struct resident *r, uint32_t i, const char **text)
{
    struct record_texts *cmdline = &r->launch->domains[i].cmdline;

    if (!r->launch->site.store_comes)
        return true;
    if (!text_keep(r->launch, cmdline, *text, strlen(*text) + 1))
        return false;
    *text = cmdline->first;
    return true;
}
