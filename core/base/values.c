/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Typed readers of property values: see values.h.
 */
#include "core/base/values.h"

#include <libfdt.h>
#include <string.h>

struct property value_find(const void *blob, int node, const char *name)
{
    int length;
    struct property property = {.name = name, .data = fdt_getprop(blob, node, name, &length)};

    property.length = property.data ? (size_t)length : 0;
    return property;
}

static uint64_t big_endian_read(const char *data, size_t length)
{
    uint64_t value = 0;

    for (size_t i = 0; i < length; i++)
        value = value << 8 | (uint8_t)data[i];
    return value;
}

bool value_u32(const struct property *property, uint32_t *value)
{
    if (property->length != sizeof(*value))
        return false;
    *value = (uint32_t)big_endian_read(property->data, property->length);
    return true;
}

bool value_u64(const struct property *property, uint64_t *value)
{
    if (property->length != sizeof(*value))
        return false;
    *value = big_endian_read(property->data, property->length);
    return true;
}

const char *value_string(const struct property *property)
{
    if (property->length == 0 ||
        memchr(property->data, '\0', property->length) != property->data + property->length - 1)
        return NULL;
    return property->data;
}

bool value_is_text(const struct property *property)
{
    if (property->length < 2 || property->data[0] == '\0' ||
        property->data[property->length - 1] != '\0')
        return false;
    for (size_t i = 0; i < property->length; i++) {
        char c = property->data[i];

        if (c == '\0' ? i > 0 && property->data[i - 1] == '\0' : c < ' ' || c > '~')
            return false;
    }
    return true;
}

const char *value_next_string(const struct property *property, const char *previous)
{
    const char *end = property->data + property->length;
    const char *next = previous ? previous + strlen(previous) + 1 : property->data;

    return next < end && memchr(next, '\0', (size_t)(end - next)) ? next : NULL;
}

bool value_has(const struct property *property, const char *string)
{
    const char *each = NULL;

    while ((each = value_next_string(property, each)) && strcmp(each, string) != 0) {
    }
    return each;
}

bool value_is_name(const char *string)
{
    size_t length = strlen(string);

    for (size_t i = 0; i < length; i++) {
        char c = string[i];
        bool letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');

        if (!letter && !(c >= '0' && c <= '9') && c != '_' && c != '.' && c != '-')
            return false;
    }
    return length >= 1 && length < VALUE_NAME_SIZE;
}

static bool name_is_of_dom0(const char *name)
{
    static const char dom0[] = "domain-0";
    size_t i = 0;

    while (i < sizeof(dom0) - 1 &&
           (name[i] >= 'A' && name[i] <= 'Z' ? name[i] + ('a' - 'A') : name[i]) == dom0[i])
        i++;
    return name[i] == '\0' && i == sizeof(dom0) - 1;
}

enum value_name value_name_meaning(const char *name)
{
    uint64_t number;

    if (*value_decimal(name, &number) == '\0')
        return VALUE_NAME_DOMID;
    if (name[0] == '-')
        return VALUE_NAME_OPTION;
    return name_is_of_dom0(name) ? VALUE_NAME_DOM0 : VALUE_NAME_FREE;
}

const char *value_decimal(const char *text, uint64_t *number)
{
    for (*number = 0; *text >= '0' && *text <= '9'; text++) {
        unsigned int digit = (unsigned int)(*text - '0');

        *number = *number > (UINT64_MAX - digit) / 10 ? UINT64_MAX : *number * 10 + digit;
    }
    return text;
}

enum value_memory value_memory(const char *text, uint64_t *kib)
{
    static const char units[] = "KMGT";
    uint64_t value;
    const char *behind = value_decimal(text, &value);
    const char *unit = memchr(units, *behind, sizeof(units) - 1);
    bool overflow = value == UINT64_MAX;

    if (behind == text || !unit || behind[1] != '\0')
        return VALUE_MEMORY_NOT_A_SIZE;
    for (; unit > units; unit--) {
        overflow = overflow || value > UINT64_MAX / 1024;
        value *= 1024;
    }
    *kib = value;
    return overflow ? VALUE_MEMORY_OVERFLOW : VALUE_MEMORY_OK;
}

int value_hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

bool value_uuid(const char *text, uint8_t uuid[VALUE_UUID_SIZE])
{
    for (size_t i = 0; i < VALUE_UUID_SIZE; i++) {
        int high, low;

        if ((i == 4 || i == 6 || i == 8 || i == 10) && *text++ != '-')
            return false;
        high = value_hex_digit(text[0]);
        low = high < 0 ? -1 : value_hex_digit(text[1]);
        if (low < 0)
            return false;
        uuid[i] = (uint8_t)(high * 16 + low);
        text += 2;
    }
    return *text == '\0';
}
