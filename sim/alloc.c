/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Memory of the fake itself, and text that grows.
 */
#include <stdlib.h>
#include <string.h>

#include "sim/alloc.h"

void *sim_alloc(size_t size)
{
    void *memory = calloc(1, size > 0 ? size : 1);

    if (!memory)
        abort();
    return memory;
}

void *sim_grow(void *list, size_t *room, size_t count, size_t size)
{
    if (list && count <= *room)
        return list;
    *room = 2 * count;
    list = realloc(list, *room * size);
    if (!list)
        abort();
    return list;
}

void sim_text_append(struct sim_text *text, const char *bytes, size_t count)
{
    text->text = sim_grow(text->text, &text->room, text->used + count + 1, 1);
    memcpy(text->text + text->used, bytes, count);
    text->used += count;
    text->text[text->used] = 0;
}
