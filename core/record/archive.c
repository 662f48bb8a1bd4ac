/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Writes the cpio archive of the LCM and the launch record.
 */
#include <string.h>

#include "core/record/archive.h"
#include "core/base/text.h"

enum { HEADER_SIZE = 110, MODE_DIRECTORY = 040755, MODE_FILE = 0100644 };

struct archive {
    char *bytes;
    size_t used;
    size_t capacity;
    unsigned int inode;
};

/* Appends bytes, zeros where they are NULL, as far as there is room. */
static void bytes_add(struct archive *a, const void *bytes, size_t count)
{
    if (a->used <= a->capacity && count <= a->capacity - a->used) {
        if (bytes)
            memmove(a->bytes + a->used, bytes, count);
        else
            memset(a->bytes + a->used, 0, count);
    }
    a->used += count;
}

static void padding_add(struct archive *a)
{
    bytes_add(a, NULL, -a->used % ARCHIVE_ALIGN);
}

/* What stands before the bytes of a file. */
static void header_add(struct archive *a, const char *name, unsigned int mode, size_t size)
{
    size_t name_size = strlen(name) + 1;
    char header[HEADER_SIZE + 1];

    /* inode, mode, owner, group, links, time, size, four device numbers, size of name, checksum */
    (void)text_set(header, sizeof(header), "070701%08x%08x%08x%08x%08x%08x%08x%032x%08x%08x",
                   a->inode++, mode, 0, 0, 1, 0, (unsigned int)size, 0, (unsigned int)name_size, 0);
    bytes_add(a, header, HEADER_SIZE);
    bytes_add(a, name, name_size);
    padding_add(a);
}

static void entry_add(struct archive *a, const char *name, unsigned int mode, const void *bytes,
                      size_t size)
{
    header_add(a, name, mode, size);
    bytes_add(a, bytes, size);
    padding_add(a);
}

void archive_front_write(size_t lcm_size, char front[ARCHIVE_FRONT])
{
    struct archive a = {.bytes = front, .capacity = ARCHIVE_FRONT, .inode = 1};

    entry_add(&a, "hyperlaunch", MODE_DIRECTORY, NULL, 0);
    header_add(&a, "hyperlaunch/lcm.dtb", MODE_FILE, lcm_size);
}

size_t archive_write(const void *record, size_t size, char *archive, size_t capacity)
{
    struct archive a = {.bytes = archive, .capacity = capacity, .inode = 3}; /* behind two others */

    entry_add(&a, "hyperlaunch/record.dtb", MODE_FILE, record, size);
    entry_add(&a, "TRAILER!!!", 0, NULL, 0);
    return a.used <= capacity ? a.used : 0;
}
