/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Sets of small numbers and their text.
 */
#include "core/base/bits.h"

#include "core/base/values.h"

enum { WORD_BITS = 64, WORDS = BITS_MAX / WORD_BITS };

bool bits_has(const struct bits *bits, unsigned int number)
{
    return number < BITS_MAX && (bits->words[number / WORD_BITS] >> number % WORD_BITS & 1) != 0;
}

void bits_add(struct bits *bits, unsigned int number)
{
    if (number < BITS_MAX)
        bits->words[number / WORD_BITS] |= UINT64_C(1) << number % WORD_BITS;
}

unsigned int bits_shared(const struct bits *a, const struct bits *b)
{
    for (unsigned int i = 0; i < WORDS; i++) {
        uint64_t both = a->words[i] & b->words[i];

        if (both != 0)
            return i * WORD_BITS + (unsigned int)__builtin_ctzll(both);
    }
    return BITS_MAX;
}

bool bits_empty(const struct bits *bits)
{
    return bits_shared(bits, bits) == BITS_MAX;
}

bool bits_within(const struct bits *bits, const struct bits *others)
{
    for (unsigned int i = 0; i < WORDS; i++)
        if ((bits->words[i] & ~others->words[i]) != 0)
            return false;
    return true;
}

void bits_merge(struct bits *bits, const struct bits *others)
{
    for (unsigned int i = 0; i < WORDS; i++)
        bits->words[i] |= others->words[i];
}

void bits_remove(struct bits *bits, const struct bits *others)
{
    for (unsigned int i = 0; i < WORDS; i++)
        bits->words[i] &= ~others->words[i];
}

/* Reads one number below BITS_MAX; returns what follows it, or NULL. */
static const char *number_read(const char *text, uint64_t *number)
{
    const char *behind = value_decimal(text, number);

    return behind == text || *number >= BITS_MAX ? NULL : behind;
}

bool bits_read(struct bits *bits, const char *text)
{
    *bits = (struct bits){{0}};
    for (;; text++) {
        uint64_t first, last;

        text = number_read(text, &first);
        if (!text)
            return false;
        last = first;
        if (*text == '-') {
            text = number_read(text + 1, &last);
            if (!text || last < first)
                return false;
        }
        for (; first <= last; first++)
            bits_add(bits, (unsigned int)first);
        if (*text != ',')
            return *text == '\0';
    }
}

void bits_append(struct text *text, const struct bits *bits)
{
    const char *comma = "";

    for (unsigned int number = 0; number < BITS_MAX; number++) {
        unsigned int first = number;

        if (!bits_has(bits, number))
            continue;
        while (bits_has(bits, number + 1))
            number++;
        text_append(text, "%s%u", comma, first);
        if (number > first)
            text_append(text, "-%u", number);
        comma = ",";
    }
}
