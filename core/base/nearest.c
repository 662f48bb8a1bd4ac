/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Tells whether a misspelt name is close to a known one, for "did you mean".
 */
#include "core/base/nearest.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum { NAME_LENGTH_MAX = 40, EDITS_MAX = 2 };

/*
 * Levenshtein's distance, one row of the matrix at a time. Both names are at most NAME_LENGTH_MAX
 * long, so every distance fits a byte.
 */
static unsigned int edits_count(const char *a, size_t a_length, const char *b, size_t b_length)
{
    uint8_t row[NAME_LENGTH_MAX + 1];

    for (size_t j = 0; j <= b_length; j++)
        row[j] = (uint8_t)j;
    for (size_t i = 1; i <= a_length; i++) {
        uint8_t diagonal = row[0];

        row[0] = (uint8_t)i;
        for (size_t j = 1; j <= b_length; j++) {
            uint8_t above = row[j];
            uint8_t best = (uint8_t)(diagonal + (a[i - 1] == b[j - 1] ? 0 : 1));

            if (above + 1 < best)
                best = (uint8_t)(above + 1);
            if (row[j - 1] + 1 < best)
                best = (uint8_t)(row[j - 1] + 1);
            row[j] = best;
            diagonal = above;
        }
    }
    return row[b_length];
}

bool name_is_close(const char *name, const char *known)
{
    size_t length = strlen(name);
    size_t known_length = strlen(known);
    const char *comma = memchr(known, ',', known_length);
    unsigned int edits_max;

    if (length > NAME_LENGTH_MAX || known_length > NAME_LENGTH_MAX)
        return false;
    if (comma && strcmp(comma + 1, name) == 0)
        return true;
    /* In a short name two edits make another word. */
    edits_max = length < 5 ? 1 : EDITS_MAX;
    /* Each letter that one has more is an edit. */
    if (length > known_length + edits_max || known_length > length + edits_max)
        return false;
    return edits_count(name, length, known, known_length) <= edits_max;
}
