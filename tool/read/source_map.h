/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Where each node and property stands in the source files, from dtc's annotated output.
 */
#ifndef TOOL_READ_SOURCE_MAP_H
#define TOOL_READ_SOURCE_MAP_H

#include <stdbool.h>
#include <stddef.h>

struct source_place {
    char *path;     /* of the node */
    char *property; /* NULL for the node itself */
    char *file;     /* NULL where dtc knows none */
    unsigned int line;
    unsigned int column;
};

struct source_map {
    struct source_place *places;
    size_t count;
    size_t capacity;
};

/*
 * Reads the output of `dtc -O dts -T -T`, which is changed in the course. Returns false when memory
 * runs out or the nesting is not understood.
 */
bool source_map_read(struct source_map *map, char *annotated);
void source_map_release(struct source_map *map);

/*
 * The place of a property, where it has one; else of its node; else of the nearest node above that
 * has one. NULL when there is none at all.
 */
const struct source_place *source_map_find(const struct source_map *map, const char *path,
                                           const char *property);

/* Takes "FILE:LINE<sep>COLUMN" apart where it starts `text`; returns what follows, or NULL. */
const char *source_position_read(const char *text, char separator, const char **file_end,
                                 unsigned int *line, unsigned int *column);

#endif
