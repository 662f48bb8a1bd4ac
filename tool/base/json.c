/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * JSON strings of foreign bytes.
 */
#include "tool/base/json.h"

#include "tool/base/printable.h"

void json_string(FILE *out, const char *string)
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

void json_member(FILE *out, const char *name, const char *value)
{
    fprintf(out, "\"%s\": ", name);
    if (value)
        json_string(out, value);
    else
        fputs("null", out);
}
