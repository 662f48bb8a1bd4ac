/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Any bytes as the text of a source: waivers are found inside it, in its order, with bounded texts.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "tool/read/waivers.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct waivers waivers;
    static char name[] = "source.dts";
    char *text = malloc(size + 1);

    if (!text)
        return 0;
    memcpy(text, data, size);
    memset(&waivers, 0, sizeof(waivers));
    waivers_scan(&waivers, name, text, size);
    for (size_t i = 0; i < waivers.count; i++) {
        const struct waiver *waiver = &waivers.list[i];

        if (strlen(waiver->check) >= WAIVER_CHECK_SIZE ||
            strlen(waiver->reason) >= WAIVER_REASON_SIZE || waiver->place.line == 0 ||
            waiver->place.column == 0 ||
            (i > 0 && waivers.list[i - 1].place.line > waiver->place.line))
            abort();
    }
    free(text);
    return 0;
}
