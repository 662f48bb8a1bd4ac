/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Typed readers of property values. A device tree says nothing about types, so each reader decides
 * from the bytes alone whether they can be what it reads.
 */
#ifndef CORE_BASE_VALUES_H
#define CORE_BASE_VALUES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* One property, as libfdt hands it out. */
struct property {
    const char *name;
    const char *data; /* NULL, with length 0, where the node has none */
    size_t length;
};

/* The property of a node of a sound blob. */
struct property value_find(const void *blob, int node, const char *name);

bool value_u32(const struct property *property, uint32_t *value);
bool value_u64(const struct property *property, uint64_t *value);

/* The string when the value is exactly one, else NULL. */
const char *value_string(const struct property *property);

/*
 * Tells whether the value is one or more non-empty strings of printable ASCII. No number in the
 * ranges of the binding looks like that, so a source may give either.
 */
bool value_is_text(const struct property *property);

/* Walks a value of one or more strings: start with NULL; NULL after the last. */
const char *value_next_string(const struct property *property, const char *previous);
/*
 * Tells whether one of its strings is this one. Unlike libfdt's fdt_stringlist_contains(), which
 * compares a byte behind the value.
 */
bool value_has(const struct property *property, const char *string);

/* Tells whether a string can be a domain's name: 1 to 31 of A-Z, a-z, 0-9, '_', '.' and '-'. */
enum { VALUE_NAME_SIZE = 32 /* with its NUL */ };
bool value_is_name(const char *string);

/* What Xen's tools take a string for where a domain's name is due. */
enum value_name {
    VALUE_NAME_FREE,
    VALUE_NAME_DOM0,   /* "Domain-0", in any case */
    VALUE_NAME_DOMID,  /* digits alone, or nothing */
    VALUE_NAME_OPTION, /* '-' at the start */
};
enum value_name value_name_meaning(const char *name);

/*
 * Reads the decimal number that a text begins with, UINT64_MAX where it is beyond that. Returns
 * what follows its digits: the text itself where it begins with none.
 */
const char *value_decimal(const char *text, uint64_t *number);
/* What a hexadecimal digit of either case is worth; -1 where it is none. */
int value_hex_digit(char c);

enum value_memory { VALUE_MEMORY_OK, VALUE_MEMORY_NOT_A_SIZE, VALUE_MEMORY_OVERFLOW };

/* Reads digits and one of the units K, M, G, T (powers of 1024) as KiB. */
enum value_memory value_memory(const char *text, uint64_t *kib);

/* Reads the text form of RFC 4122, 8-4-4-4-12 hexadecimal digits. */
enum { VALUE_UUID_SIZE = 16 };
bool value_uuid(const char *text, uint8_t uuid[VALUE_UUID_SIZE]);

#endif
