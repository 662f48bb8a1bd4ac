/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Reads the waivers of a source, applies them, and says what is wrong with them.
 */
#include "tool/read/waivers.h"

#include <string.h>

#include "tool/base/file.h"
#include "tool/read/report.h"
#include "tool/read/source.h"

void waivers_read(struct waivers *waivers, const struct source_map *map, const struct file *text)
{
    for (size_t i = 0; i < map->count; i++) {
        char *name = map->places[i].file;
        struct file file;
        size_t first = 0;

        while (first < i &&
               (!map->places[first].file || !name || strcmp(map->places[first].file, name) != 0))
            first++;
        if (name && first == i && text && strcmp(name, SOURCE_STREAM) == 0) {
            waivers_scan(waivers, name, (const char *)text->bytes, text->size);
            continue;
        }
        /* dtc has read it just before: one that has gone since has no waivers either. */
        if (!name || first < i || !file_read(&file, name))
            continue;
        waivers_scan(waivers, name, (const char *)file.bytes, file.size);
        file_release(&file);
    }
}

const char *waiver_take(struct waivers *waivers, const char *check,
                        const struct source_place *place)
{
    for (size_t i = 0; waivers && place && place->file && i < waivers->count; i++) {
        struct waiver *waiver = &waivers->list[i];

        if (waiver->reason[0] == '\0' || strcmp(waiver->check, check) != 0 ||
            strcmp(waiver->place.file, place->file) != 0 || place->line < waiver->place.line ||
            place->line > waiver->place.line + 1)
            continue;
        waiver->used = true;
        return waiver->reason;
    }
    return NULL;
}
