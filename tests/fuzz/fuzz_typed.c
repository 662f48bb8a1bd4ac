/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * What a person gives the launcher: any module line, and any keys.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "launcher/serve/keys.h"
#include "launcher/options.h"
#include "tests/support/require.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *line_start;
static size_t line_length;

/* A word of the line itself. */
static void word_take(const char *word, int length)
{
    REQUIRE(word >= line_start && length > 0);
    REQUIRE((size_t)(word - line_start) + (size_t)length <= line_length);
    REQUIRE(!memchr(word, ' ', (size_t)length));
}

static void keys_type(const uint8_t *data, size_t size)
{
    struct keys keys = {.prefixed = false};

    for (size_t i = 0; i < size; i++) {
        bool prefixed = keys.prefixed;
        char typed = (char)data[i];
        enum key key = keys_take(&keys, &typed);

        REQUIRE(key <= KEY_NOTHING);
        /* Text comes through as it was typed; a prefix never lasts for two keys. */
        REQUIRE(key != KEY_TEXT || prefixed || typed == (char)data[i]);
        REQUIRE(!prefixed || !keys.prefixed);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *line = malloc(size + 1);
    struct options options;

    REQUIRE(line);
    memcpy(line, data, size);
    line[size] = '\0';
    line_start = line;
    line_length = strlen(line);
    options_read(&options, line, word_take);
    keys_type(data, size);
    free(line);
    return 0;
}
