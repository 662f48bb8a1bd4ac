/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Writes a device tree with libfdt's sequential functions: see tree_write.h.
 */
#include "core/base/tree_write.h"

#include <libfdt.h>
#include <string.h>

#include "core/base/text.h"

enum { NODE_NAME_SIZE = 24 };

void tree_start(struct tree_writer *w, void *buffer, size_t capacity, size_t limit)
{
    w->blob = buffer;
    w->error = fdt_create(buffer, (int)(capacity < limit ? capacity : limit));
    if (w->error == 0)
        w->error = fdt_finish_reservemap(buffer);
    tree_begin(w, "");
}

size_t tree_finish(struct tree_writer *w)
{
    tree_end(w);
    if (w->error == 0)
        w->error = fdt_finish(w->blob);
    return w->error == 0 ? fdt_totalsize(w->blob) : 0;
}

void tree_begin(struct tree_writer *w, const char *name)
{
    if (w->error == 0)
        w->error = fdt_begin_node(w->blob, name);
}

void tree_begin_numbered(struct tree_writer *w, const char *name, uint32_t number)
{
    char buffer[NODE_NAME_SIZE];

    (void)text_set(buffer, sizeof(buffer), "%s@%x", name, number);
    tree_begin(w, buffer);
}

void tree_end(struct tree_writer *w)
{
    if (w->error == 0)
        w->error = fdt_end_node(w->blob);
}

char *tree_room(struct tree_writer *w, const char *name, size_t size)
{
    void *room = NULL;

    if (w->error == 0)
        w->error = fdt_property_placeholder(w->blob, name, (int)size, &room);
    return w->error == 0 ? room : NULL;
}

void tree_bytes(struct tree_writer *w, const char *name, const void *bytes, size_t size)
{
    if (w->error == 0)
        w->error = fdt_property(w->blob, name, bytes, (int)size);
}

void tree_string(struct tree_writer *w, const char *name, const char *string)
{
    tree_bytes(w, name, string, strlen(string) + 1);
}

void tree_u32(struct tree_writer *w, const char *name, uint32_t value)
{
    if (w->error == 0)
        w->error = fdt_property_u32(w->blob, name, value);
}

void tree_u64(struct tree_writer *w, const char *name, uint64_t value)
{
    if (w->error == 0)
        w->error = fdt_property_u64(w->blob, name, value);
}
