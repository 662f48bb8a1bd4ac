/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The writer of JSON.
 */
#include "tool/base/json.h"

#include <inttypes.h>
#include <stdlib.h>

#include "tool/base/printable.h"

enum { INDENT = 2 };

static void line_begin(struct json *json)
{
    int indent = 0;

    for (unsigned int i = 0; i < json->depth; i++)
        indent += json->levels[i].form == JSON_ON_LINES ? INDENT : 0;
    fprintf(json->out, "\n%*s", indent, "");
}

/* What stands before an item's value: the comma behind the one before, its place, its name. */
static void item_begin(struct json *json, const char *name)
{
    struct json_level *level = json->depth ? &json->levels[json->depth - 1] : NULL;

    if (level) {
        if (level->filled)
            fputc(',', json->out);
        if (level->form == JSON_ON_LINES)
            line_begin(json);
        else if (level->filled)
            fputc(' ', json->out);
        level->filled = true;
    }
    if (name)
        fprintf(json->out, "\"%s\": ", name);
}

static void level_begin(struct json *json, const char *name, enum json_form form, char begin,
                        char end)
{
    item_begin(json, name);
    if (json->depth == JSON_DEPTH_MAX)
        abort();
    json->levels[json->depth++] = (struct json_level){.form = form, .end = end};
    fputc(begin, json->out);
}

void json_object(struct json *json, const char *name, enum json_form form)
{
    level_begin(json, name, form, '{', '}');
}

void json_array(struct json *json, const char *name, enum json_form form)
{
    level_begin(json, name, form, '[', ']');
}

void json_end(struct json *json)
{
    const struct json_level *level;

    if (json->depth == 0)
        abort();
    level = &json->levels[--json->depth];
    if (level->form == JSON_ON_LINES && level->filled)
        line_begin(json);
    fputc(level->end, json->out);
    if (json->depth == 0)
        fputc('\n', json->out);
}

static void string_print(FILE *out, const char *string)
{
    const unsigned char *text = (const unsigned char *)string;

    fputc('"', out);
    while (*text) {
        int length = utf8_length(text);

        if (length == 0) { /* not text: the replacement character stands for the byte */
            fputs("\\ufffd", out);
            length = 1;
        } else if (*text == '"' || *text == '\\') {
            fprintf(out, "\\%c", *text);
        } else if (*text < 0x20 || *text == 0x7f) {
            fprintf(out, "\\u%04x", *text);
        } else if (*text == 0xc2 && text[1] < 0xa0) { /* C1, which a terminal obeys */
            fprintf(out, "\\u%04x", text[1]);
        } else {
            (void)fwrite(text, 1, (size_t)length, out);
        }
        text += length;
    }
    fputc('"', out);
}

void json_text(struct json *json, const char *name, const char *text)
{
    item_begin(json, name);
    if (text)
        string_print(json->out, text);
    else
        fputs("null", json->out);
}

void json_number(struct json *json, const char *name, uint64_t value)
{
    item_begin(json, name);
    fprintf(json->out, "%" PRIu64, value);
}

void json_bool(struct json *json, const char *name, bool value)
{
    item_begin(json, name);
    fputs(value ? "true" : "false", json->out);
}
