/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The rows of properties.def, and what finds one and sets its member.
 */
#include <string.h>

#include "core/base/little_endian.h"
#include "core/lcm/property.h"

#define MEMBER(type, member)                                                                       \
    .offset = offsetof(struct type, member), .size = sizeof(((struct type *)0)->member),
#define VALUES(...)                                                                                \
    .values = (const char *const[]){__VA_ARGS__},                                                  \
    .value_count = sizeof((const char *const[]){__VA_ARGS__}) / sizeof(const char *),

#define OWN .form = FORM_OWN,
#define U32(type, member, from, to)                                                                \
    .form = FORM_U32, MEMBER(type, member).low = (from), .high = (to),
#define U64(type, member)  .form = FORM_U64, MEMBER(type, member)
#define BITS(type, member) .form = FORM_BITS, MEMBER(type, member)
#define CHOICE(type, member, count, standard, ...)                                                 \
    .form = FORM_CHOICE, .served = (count), .fallback = (standard),                                \
    MEMBER(type, member) VALUES(__VA_ARGS__)
#define FIXED(...)          .form = FORM_CHOICE, .served = 1, VALUES(__VA_ARGS__)
#define TEXT(type, member)  .form = FORM_TEXT, MEMBER(type, member)
#define NAME(type, member)  .form = FORM_NAME, MEMBER(type, member)
#define BYTES(type, member) .form = FORM_BYTES, MEMBER(type, member)
#define CPUS(type, member)  .form = FORM_CPUS, MEMBER(type, member)
#define FLAG(type, member)  .form = FORM_FLAG, MEMBER(type, member)
#define LIMITED(member, from, to)                                                                  \
    .form = FORM_LIMIT, .guests = true, MEMBER(lcm_domain, limits.member).low = (from),            \
    .high = (to),

#define CHECKED     .checked = true,
#define NAMED(...)  VALUES(__VA_ARGS__)
#define EMPTY_FIRST .empty_first = true,
#define REQUIRED    .required = true,
#define GUESTS      .guests = true,
#define SOURCE      .source = true,
#define OLD(other)  .old = (other),
#define RESIDENT    .resident = true,
#define STANDARD(n) .resident = true, .standard = (n),

const struct property_row property_rows[PROPERTY_COUNT] = {
#define PROPERTY(id, property, where, how, ...)                                                    \
    [PROPERTY_##id] = {.name = (property), .roles = (where), how},
#include "core/lcm/properties.def"
};

const struct property_row *property_find(const char *name, enum role role)
{
    const struct property_row *found = NULL;

    for (unsigned int i = 0; i < PROPERTY_COUNT; i++) {
        if (strcmp(property_rows[i].name, name) != 0)
            continue;
        if (property_belongs(&property_rows[i], role))
            return &property_rows[i];
        found = found ? found : &property_rows[i];
    }
    return found;
}

const struct property_row *property_nearest(const char *name, enum role role,
                                            bool (*is_close)(const char *name, const char *known))
{
    for (unsigned int i = 0; i < PROPERTY_COUNT && is_close; i++)
        if (property_belongs(&property_rows[i], role) && is_close(name, property_rows[i].name))
            return &property_rows[i];
    return NULL;
}

const char *property_renamed(const char *name)
{
    for (unsigned int i = 0; i < PROPERTY_COUNT; i++)
        if (property_rows[i].old && strcmp(property_rows[i].old, name) == 0)
            return property_rows[i].name;
    return name;
}

/* As members are: numbers have their lowest byte first on all that this runs on. */
uint64_t property_number(const struct property_row *row, const void *base)
{
    return le_read((const uint8_t *)base + row->offset, row->size);
}

void property_number_set(const struct property_row *row, void *base, uint64_t value)
{
    le_write((uint8_t *)base + row->offset, value, row->size);
}

/* Of the served values, the default is the member's 0, and the others follow it in a ring. */
void property_choice_set(const struct property_row *row, void *base, unsigned int i)
{
    property_number_set(row, base, (i + row->served - row->fallback) % row->served);
}

void property_limit_set(const struct property_row *row, struct lcm_limits *limits, uint32_t value)
{
    size_t offset = row->offset - offsetof(struct lcm_domain, limits);
    struct lcm_limit *limit = (void *)((char *)limits + offset);

    *limit = (struct lcm_limit){.value = value, .given = true};
}
