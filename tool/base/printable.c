/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Foreign text without what commands a terminal.
 */
#include "tool/base/printable.h"

#include <stdbool.h>
#include <string.h>

int utf8_length(const unsigned char *text)
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
    for (int i = 2; i < length; i++)
        if ((text[i] & 0xc0) != 0x80)
            return 0;
    return length;
}

/*
 * Whether a character does something instead of being shown: C0, DEL, C1 (U+009B begins a sequence
 * as ESC [ does), and the marks of direction, U+200E, U+200F, U+202A to U+202E, U+2066 to U+2069,
 * which show a text in another order than it has.
 */
static bool sequence_is_command(const unsigned char *c)
{
    if (c[0] < 0x20 || c[0] == 0x7f || (c[0] == 0xc2 && c[1] < 0xa0))
        return true;
    if (c[0] != 0xe2)
        return false;
    return (c[1] == 0x80 && (c[2] == 0x8e || c[2] == 0x8f || (c[2] >= 0xaa && c[2] <= 0xae))) ||
           (c[1] == 0x81 && c[2] >= 0xa6 && c[2] <= 0xa9);
}

/* The next character that is shown: its bytes and their number; advances the text. */
static int printable_next(const unsigned char **text, const unsigned char **shown)
{
    int length = utf8_length(*text);

    *shown = *text;
    *text += length ? length : 1;
    if (length && !sequence_is_command(*shown))
        return length;
    *shown = (const unsigned char *)"?";
    return 1;
}

void printable_print(FILE *out, const char *text)
{
    const unsigned char *at = (const unsigned char *)text, *shown;

    while (*at) {
        int length = printable_next(&at, &shown);

        (void)fwrite(shown, 1, (size_t)length, out);
    }
}

char *printable_text(const char *text, char *buffer, size_t size)
{
    const unsigned char *at = (const unsigned char *)text, *shown;
    size_t used = 0;

    while (*at) {
        size_t length = (size_t)printable_next(&at, &shown);

        if (used + length >= size)
            break;
        memcpy(buffer + used, shown, length);
        used += length;
    }
    buffer[used] = '\0';
    return buffer;
}

int printable_width(const char *text)
{
    const unsigned char *at = (const unsigned char *)text, *shown;
    int width = 0;

    for (; *at; width++)
        (void)printable_next(&at, &shown);
    return width;
}

void printable_column(FILE *out, int width, const char *text)
{
    printable_print(out, text);
    for (int i = printable_width(text); i < width; i++)
        fputc(' ', out);
}
