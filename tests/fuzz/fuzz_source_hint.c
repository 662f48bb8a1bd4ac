/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Any text as a source in which dtc found a syntax error anywhere: no hint, or a printable one.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tool/base/printable.h"
#include "tool/read/source_hint.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { HEAD_SIZE = 3, HINT_SIZE = 256 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char hint[HINT_SIZE], shown[2 * HINT_SIZE], *text;

    if (size < HEAD_SIZE)
        return 0;
    text = malloc(size - HEAD_SIZE + 1);
    if (!text)
        return 0;
    memcpy(text, data + HEAD_SIZE, size - HEAD_SIZE);
    text[size - HEAD_SIZE] = '\0';
    memset(hint, 'x', sizeof(hint));
    if (source_hint(text, data[0] & 1, 1 + data[1], data[2], hint, sizeof(hint))) {
        if (!memchr(hint, '\0', sizeof(hint)) || hint[0] == '\0') {
            fprintf(stderr, "the hint is empty or has no end\n");
            abort();
        }
        (void)printable_text(hint, shown, sizeof(shown));
    }
    free(text);
    return 0;
}
