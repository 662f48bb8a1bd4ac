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

/* Data on their way into the record. */
struct carrying {
    struct launch *launch;
    struct record_texts *data;
    uint32_t count;
    const char *why; /* they are refused */
};

static bool node_carry(void *context, const char *below, const char *value, uint32_t size)
{
    struct carrying *c = context;
    const char *path = below + 1;

    if (c->count++ == RECORD_DATA_MAX)
        c->why = "it has more nodes than there is room for";
    else if (path[0] == '\0' && size == 0)
        return true; /* as it was before the boot domain wrote anything */
    else if (strlen(path) >= RECORD_PATH_SIZE || size >= RECORD_VALUE_SIZE)
        c->why = "a path or a value is too long for the launch record";
    else if (strlen(value) != size)
        c->why = "a value has a NUL in it, which the launch record cannot have";
    else if (!text_keep(c->launch, c->data, path, strlen(path) + 1) ||
             !text_keep(c->launch, c->data, value, size + 1))
        c->why = "the launch record has no room for it";
    return !c->why;
}

const char *boot_carry_data(struct resident *r, uint32_t i, const char *from)
{
    struct record_texts *data = &r->launch->domains[i].data;
    struct carrying carrying = {.launch = r->launch, .data = data};

    if (!r->launch->site.store_comes)
        return NULL;
    (void)store_each(r->store, from, node_carry, &carrying);
    if (carrying.why) {
        r->launch->carried_size -= data->size;
        *data = (struct record_texts){.size = 0};
    }
    return carrying.why;
}
