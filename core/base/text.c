/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Bounded text building without libc: see text.h.
 */
#include "core/base/text.h"

#include <stdint.h>
#include <string.h>

#include "core/base/values.h"

/* What stands between '%' and the conversion's letter. */
struct spec {
    bool left;
    bool zero;
    size_t width;
    size_t precision; /* SIZE_MAX: none given */
    bool wide;        /* 'l', 'll', 'z' and 'j': 64 bits on all that this runs on */
};

static void char_put(struct text *text, char c)
{
    if (text->used + 1 >= text->size) {
        text->cut = true;
        return;
    }
    text->buffer[text->used++] = c;
    text->buffer[text->used] = '\0';
}

static void char_repeat(struct text *text, char c, size_t count)
{
    /* A width beyond the buffer ends at the first character that does not fit. */
    while (count-- > 0 && !text->cut)
        char_put(text, c);
}

/* `prefix` stands before what fills a field with zeros. */
static void field_put(struct text *text, const struct spec *spec, const char *prefix,
                      const char *chars, size_t length)
{
    size_t whole = strlen(prefix) + length;
    size_t fill = spec->width > whole ? spec->width - whole : 0;

    if (!spec->left && !spec->zero)
        char_repeat(text, ' ', fill);
    for (; *prefix != '\0'; prefix++)
        char_put(text, *prefix);
    if (!spec->left && spec->zero)
        char_repeat(text, '0', fill);
    for (size_t i = 0; i < length && !text->cut; i++)
        char_put(text, chars[i]);
    if (spec->left)
        char_repeat(text, ' ', fill);
}

static void number_put(struct text *text, const struct spec *spec, uint64_t value,
                       unsigned int base, const char *prefix)
{
    char digits[24];
    size_t start = sizeof(digits);

    do {
        digits[--start] = "0123456789abcdef"[value % base];
        value /= base;
    } while (value != 0);
    field_put(text, spec, prefix, digits + start, sizeof(digits) - start);
}

/* va_list may be an array type, so it travels inside a struct that has an address. */
struct arguments {
    va_list list;
};

/* A number in the format, or the argument that '*' stands for; whether that is negative. */
static bool count_read(const char **format, struct arguments *arguments, size_t *count)
{
    int64_t given;

    if (**format != '*') {
        *format = value_decimal(*format, count);
        return false;
    }
    (*format)++;
    given = va_arg(arguments->list, int);
    *count = (size_t)given;
    return given < 0;
}

static struct spec spec_read(const char **format, struct arguments *arguments)
{
    struct spec spec = {.precision = SIZE_MAX};

    for (; **format == '-' || **format == '0'; (*format)++) {
        spec.left = spec.left || **format == '-';
        spec.zero = spec.zero || **format == '0';
    }
    if (count_read(format, arguments, &spec.width)) {
        /* As in C: a negative width means left-justified. */
        spec.left = true;
        spec.width = 0 - spec.width;
    }
    if (**format == '.') {
        (*format)++;
        if (count_read(format, arguments, &spec.precision))
            spec.precision = SIZE_MAX;
    }
    for (; **format == 'l' || **format == 'z' || **format == 'j'; (*format)++)
        spec.wide = true;
    return spec;
}

static uint64_t argument_unsigned(struct arguments *arguments, bool wide)
{
    /* long, long long, size_t and intmax_t all have 64 bits here (x86-64 and arm64). */
    return wide ? va_arg(arguments->list, unsigned long) : va_arg(arguments->list, unsigned int);
}

static void signed_put(struct text *text, const struct spec *spec, struct arguments *arguments)
{
    int64_t value = spec->wide ? va_arg(arguments->list, long) : va_arg(arguments->list, int);

    if (value < 0)
        number_put(text, spec, (uint64_t)0 - (uint64_t)value, 10, "-");
    else
        number_put(text, spec, (uint64_t)value, 10, "");
}

static void string_put(struct text *text, const struct spec *spec, const char *string)
{
    size_t length = 0;

    if (!string)
        string = "(null)";
    while (length < spec->precision && string[length] != '\0')
        length++;
    field_put(text, spec, "", string, length);
}

void text_init(struct text *text, char *buffer, size_t size)
{
    *text = (struct text){.buffer = buffer, .size = size};
    buffer[0] = '\0';
}

void text_append_va(struct text *text, const char *format, va_list arguments)
{
    struct arguments cursor;

    va_copy(cursor.list, arguments);
    while (*format != '\0') {
        struct spec spec;
        char character;

        if (*format != '%') {
            char_put(text, *format++);
            continue;
        }
        format++;
        spec = spec_read(&format, &cursor);
        switch (*format) {
        case 'd':
        case 'i':
            signed_put(text, &spec, &cursor);
            break;
        case 'u':
            number_put(text, &spec, argument_unsigned(&cursor, spec.wide), 10, "");
            break;
        case 'x':
            number_put(text, &spec, argument_unsigned(&cursor, spec.wide), 16, "");
            break;
        case 'p':
            number_put(text, &spec, (uintptr_t)va_arg(cursor.list, void *), 16, "0x");
            break;
        case 's':
            string_put(text, &spec, va_arg(cursor.list, const char *));
            break;
        case 'c':
            character = (char)va_arg(cursor.list, int);
            field_put(text, &spec, "", &character, 1);
            break;
        case '%':
            char_put(text, '%');
            break;
        default:
            /* The compiler refuses such a format at every call; show it rather than hide it. */
            char_put(text, '%');
            if (*format == '\0')
                goto end;
            char_put(text, *format);
            break;
        }
        format++;
    }
end:
    va_end(cursor.list);
}

void text_append(struct text *text, const char *format, ...)
{
    va_list list;

    va_start(list, format);
    text_append_va(text, format, list);
    va_end(list);
}

bool text_set(char *buffer, size_t size, const char *format, ...)
{
    struct text text;
    va_list list;

    text_init(&text, buffer, size);
    va_start(list, format);
    text_append_va(&text, format, list);
    va_end(list);
    return !text.cut;
}
