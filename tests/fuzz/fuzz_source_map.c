/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Any text as dtc's annotated output: places are found inside it, or the nesting is refused.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "tool/read/source_map.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct source_map map;
    char *text = malloc(size + 1);

    if (!text)
        return 0;
    memcpy(text, data, size);
    text[size] = '\0';
    memset(&map, 0, sizeof(map));
    if (source_map_read(&map, text)) {
        for (size_t i = 0; i < map.count; i++) {
            const struct source_place *place = &map.places[i];

            /* Before the first node there is none. */
            if (!place->path || (place->path[0] != '/' && place->path[0] != '\0'))
                abort();
            (void)source_map_find(&map, place->path, place->property);
        }
    }
    source_map_release(&map);
    free(text);
    return 0;
}
