/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * JSON strings of foreign bytes.
 */
#include "tool/json.h"

/* The length of the UTF-8 sequence at `text`, 0 where it is none (RFC 3629). */
static int utf8_length(const unsigned char *text)
{
    unsigned char low = 0x80, high = 0xbf;
    int length;

    if (text[0] < 0x80)
        return 1;
    if (text[0] >= 0xc2 && text[0] <= 0xdf)
        length = 2;
    else if ((text[0] & 0xf0) == 0xe0)
        length = 3;
    else if (text[0] >= 0xf0 && text[0] <= 0xf4)
        length = 4;
    else
        return 0;
    /* No overlong forms, no surrogates, nothing above U+10FFFF: the second byte tells. */
    if (text[0] == 0xe0)
        low = 0xa0;
    else if (text[0] == 0xed)
        high = 0x9f;
    else if (text[0] == 0xf0)
        low = 0x90;
    else if (text[0] == 0xf4)
        high = 0x8f;
    if (text[1] < low || text[1] > high)
        return 0;
    for (int i = 2; i < length; i++) {
        if ((text[i] & 0xc0) != 0x80)
            return 0;
    }
    return length;
}

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
