/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Any record that can be read, in all forms in which it is shown: the table commands no terminal,
 * the JSON has its strings closed, and the drawing's elements end.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/record/record_read.h"
#include "tests/support/require.h"
#include "tool/draw/record_plot.h"
#include "tool/show/record_show.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct record record;

static char *print(void (*show)(const struct record *, FILE *))
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);

    REQUIRE(out);
    show(&record, out);
    REQUIRE(fclose(out) == 0 && strlen(text) == size);
    for (size_t i = 0; i < size; i++)
        REQUIRE(text[i] == '\n' || (text[i] >= ' ' && text[i] <= '~'));
    return text;
}

static void json_require(const char *text)
{
    int depth = 0;
    bool quoted = false;

    for (; *text; text++) {
        if (*text == '"')
            quoted = !quoted;
        else if (quoted && *text == '\\')
            text++;
        else if (!quoted)
            depth += (*text == '{' || *text == '[') - (*text == '}' || *text == ']');
        REQUIRE(depth >= 0);
    }
    REQUIRE(depth == 0 && !quoted);
}

/* No number of a place is missing or beyond all bounds, and every "<" has its ">". */
static void svg_require(const char *text)
{
    bool open = false;

    REQUIRE(!strstr(text, "=\"nan") && !strstr(text, "=\"-nan") && !strstr(text, "=\"inf"));
    for (; *text; text++) {
        REQUIRE(*text != '<' || !open);
        if (*text == '<' || *text == '>')
            open = *text == '<';
    }
    REQUIRE(!open);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    void *blob = aligned_alloc(8, (size + 8) / 8 * 8);
    enum record_error error;
    char *text;

    REQUIRE(blob);
    memcpy(blob, data, size);
    error = record_read(blob, size, &record);
    free(blob);
    if (error != RECORD_OK)
        return 0;
    free(print(record_show));
    text = print(record_json);
    json_require(text);
    free(text);
    text = print(record_plot);
    svg_require(text);
    free(text);
    return 0;
}
