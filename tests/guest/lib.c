/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Numbers, checksums and words without a library.
 */
#include "tests/guest/lib.h"

uint64_t number_divide(uint64_t number, uint32_t divisor, uint32_t *remainder)
{
    uint64_t quotient = 0, rest = 0;
    int bit;

    for (bit = 63; bit >= 0; bit--) {
        rest = rest << 1 | (number >> bit & 1);
        if (rest >= divisor) {
            rest -= divisor;
            quotient |= 1ull << bit;
        }
    }
    if (remainder)
        *remainder = (uint32_t)rest;
    return quotient;
}

uint64_t number_scale(uint64_t number, uint32_t fraction)
{
    return (number >> 32) * fraction + ((number & 0xffffffffu) * fraction >> 32);
}

void number_decimal(char text[NUMBER_SIZE], uint64_t number)
{
    char digits[NUMBER_SIZE];
    unsigned int count = 0;

    do {
        uint32_t digit;

        number = number_divide(number, 10, &digit);
        digits[count++] = (char)('0' + digit);
    } while (number);
    while (count)
        *text++ = digits[--count];
    *text = '\0';
}

void number_hex(char text[NUMBER_SIZE], uint64_t number, unsigned int width)
{
    unsigned int digits = 16;

    while (digits > 1 && digits > width && !(number >> (digits - 1) * 4))
        digits--;
    while (digits--)
        *text++ = "0123456789abcdef"[number >> digits * 4 & 15];
    *text = '\0';
}

uint32_t number_read(const char *text)
{
    uint32_t number = 0;

    while (*text >= '0' && *text <= '9')
        number = number * 10 + (uint32_t)(*text++ - '0');
    return number;
}

uint32_t crc32_update(uint32_t crc, const uint8_t *bytes, size_t count)
{
    static uint32_t table[256];

    if (!table[1]) {
        uint32_t i, j;

        for (i = 0; i < 256; i++) {
            uint32_t value = i;

            for (j = 0; j < 8; j++)
                value = value >> 1 ^ (value & 1 ? 0xedb88320u : 0);
            table[i] = value;
        }
    }
    crc = ~crc;
    while (count--)
        crc = crc >> 8 ^ table[(crc ^ *bytes++) & 0xff];
    return ~crc;
}

void noise_fill(volatile uint32_t *words, size_t count, uint32_t *state)
{
    uint32_t noise = *state;

    for (size_t i = 0; i < count; i++) {
        noise ^= noise << 13;
        noise ^= noise >> 17;
        noise ^= noise << 5;
        words[i] = noise;
    }
    *state = noise;
}

size_t text_length(const char *text)
{
    size_t length = 0;

    while (text[length])
        length++;
    return length;
}

bool text_equal(const char *a, const char *b)
{
    while (*a && *a == *b) {
        a++;
        b++;
    }
    return *a == *b;
}

bool text_starts(const char *text, const char *start)
{
    while (*start && *text == *start) {
        text++;
        start++;
    }
    return !*start;
}

bool word_value(const char *line, const char *key, char *value, size_t size)
{
    bool found = false;

    *value = '\0';
    while (*line) {
        const char *word = line, *wanted = key;
        size_t length = 0;

        while (*line && *line != ' ')
            line++;
        while (*wanted && word < line && *word == *wanted) {
            word++;
            wanted++;
        }
        if (!*wanted && word < line && *word == '=') {
            word++;
            found = (size_t)(line - word) < size;
            while (found && word < line)
                value[length++] = *word++;
            value[length] = '\0';
        }
        while (*line == ' ')
            line++;
    }
    return found;
}
