/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The text of a file of units.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "tool/run/units.h"

#define RATE_MAX UINT64_C(1000000000000000) /* a petabyte a second */
#define COST_MAX UINT64_C(1000000000000)    /* a thousand seconds */
#define SECOND   1e9

static const struct work_form forms[WORKS] = {
    [WORK_SCRUB] = {"scrub_bytes_s", "scrub_bytes", "scrubbed", "scrubbed", true},
    [WORK_HASH] = {"hash_bytes_s", "hash_bytes", "hashed", "hashed", true},
    [WORK_DECODE] = {"decode_bytes_s", "decode_bytes", "decoded", "decoded", true},
    [WORK_COPY] = {"copy_bytes_s", "copy_bytes", "copied", "copied", true},
    [WORK_MAP] = {"map_page_ns", "map_pages", "page mapped", "pages mapped", false},
    [WORK_GIVE] = {"give_page_ns", "give_pages", "page given", "pages given", false},
    [WORK_EXTENT] = {"give_extent_ns", "give_extents", "extent", "extents", false},
    [WORK_CREATE] = {"create_domain_ns", "create_domains", "domain created", "domains created",
                     false},
    [WORK_CALL] = {"hypercall_ns", "hypercalls", "hypercall", "hypercalls", false},
};

const struct work_form *work_form(enum work work)
{
    return &forms[work];
}

double units_time(const struct units *units, enum work work, uint64_t count)
{
    double value = (double)units->values[work];

    return forms[work].is_rate ? (double)count / value * SECOND : (double)count * value;
}

static bool fail(struct units_fault *fault, unsigned int line, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
static bool fail(struct units_fault *fault, unsigned int line, const char *format, ...)
{
    va_list arguments;

    fault->line = line;
    va_start(arguments, format);
    (void)vsnprintf(fault->cause, sizeof(fault->cause), format, arguments);
    va_end(arguments);
    return false;
}

/* A stretch of the text. */
struct piece {
    const char *text;
    size_t size;
};

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

/* Takes the next word off the line; empty at its end. */
static struct piece word_take(struct piece *line)
{
    struct piece word;

    while (line->size > 0 && is_blank(*line->text)) {
        line->text++;
        line->size--;
    }
    word = (struct piece){line->text, 0};
    while (word.size < line->size && !is_blank(word.text[word.size]))
        word.size++;
    line->text += word.size;
    line->size -= word.size;
    return word;
}

static enum work key_find(struct piece key)
{
    enum work work = 0;

    while (work < WORKS && (strlen(forms[work].key) != key.size ||
                            memcmp(forms[work].key, key.text, key.size) != 0))
        work++;
    return work;
}

/* Reads a whole decimal number; 0 where the word is none, or one beyond `most`. */
static uint64_t number_read(struct piece word, uint64_t most)
{
    uint64_t number = 0;

    for (size_t i = 0; i < word.size; i++) {
        if (word.text[i] < '0' || word.text[i] > '9')
            return 0;
        number = number * 10 + (uint64_t)(word.text[i] - '0');
        if (number > most)
            return 0;
    }
    return number;
}

static void keys_list(char *text, size_t size)
{
    size_t used = 0;

    for (enum work work = 0; work < WORKS && used < size; work++)
        used +=
            (size_t)snprintf(text + used, size - used, "%s%s", work ? ", " : "", forms[work].key);
}

static bool line_read(struct piece line, unsigned int number, struct units *units,
                      struct units_fault *fault)
{
    const char *comment = memchr(line.text, '#', line.size);
    struct piece key, value, more;
    enum work work;

    if (comment)
        line.size = (size_t)(comment - line.text);
    key = word_take(&line);
    value = word_take(&line);
    more = word_take(&line);
    if (key.size == 0)
        return true;
    work = key_find(key);
    if (work == WORKS) {
        char keys[UNITS_CAUSE_SIZE - 32];

        keys_list(keys, sizeof(keys));
        return fail(fault, number, "no such key; write one of %s", keys);
    }
    if (units->values[work] > 0)
        return fail(fault, number, "%s is given twice; remove one", forms[work].key);
    if (value.size == 0 || more.size > 0)
        return fail(fault, number, "%s has %s; write one number after the key", forms[work].key,
                    more.size > 0 ? "more than one value" : "no value");
    units->values[work] = number_read(value, forms[work].is_rate ? RATE_MAX : COST_MAX);
    if (units->values[work] == 0)
        return fail(fault, number, "the value of %s is no number of %s; write a whole one above 0",
                    forms[work].key, forms[work].is_rate ? "bytes a second" : "nanoseconds");
    return true;
}

bool units_read(const char *text, size_t size, struct units *units, struct units_fault *fault)
{
    unsigned int number = 1;

    *units = (struct units){.values = {0}};
    for (size_t at = 0; at < size; number++) {
        const char *end = memchr(text + at, '\n', size - at);
        size_t length = end ? (size_t)(end - (text + at)) : size - at;

        if (!line_read((struct piece){text + at, length}, number, units, fault))
            return false;
        at += length + 1;
    }
    for (enum work work = 0; work < WORKS; work++)
        if (units->values[work] == 0)
            return fail(fault, 0, "%s is missing; add a line with it", forms[work].key);
    return true;
}
