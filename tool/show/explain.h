/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * All that a set says about one thing: a domain, a module, an address. All that the binding says
 * about a property.
 */
#ifndef TOOL_SHOW_EXPLAIN_H
#define TOOL_SHOW_EXPLAIN_H

#include "tool/base/json.h"
#include "tool/read/input.h"
#include "tool/check/modules.h"

/* Where the rows go: "name  value  (origin)" each, or members of a JSON object. */
enum { SHEET_NUMBERS_MAX = 4 };
struct sheet {
    FILE *out;
    struct json *json; /* NULL: lines to `out` */
    /* What the next row is in numbers, for programs. */
    unsigned int number_count;
    struct {
        const char *name;
        uint64_t value;
    } numbers[SHEET_NUMBERS_MAX];
};

void sheet_begin(struct sheet *sheet, const char *title);
/*
 * A number of the next row, a member of its own in JSON: "number" for what its text is, "bytes" of
 * a size, "first" and "last" for the bytes of a range.
 */
void sheet_number(struct sheet *sheet, const char *name, uint64_t value);
/* The two numbers of a range. */
void sheet_range(struct sheet *sheet, uint64_t first, uint64_t last);
/* One row; `origin` may be NULL: where it was said, or "default". */
void sheet_row(struct sheet *sheet, const char *name, const char *origin, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
void sheet_end(struct sheet *sheet);

/* Each writes a whole sheet. `modules` may be NULL where files were not loaded. */
void explain_domain(struct sheet *sheet, const struct input *input, const struct modules *modules,
                    uint32_t index);
/* A payload of an image by its number from 1. */
void explain_payload(struct sheet *sheet, const struct input *input, uint32_t index);
/* A file that a source names; false where no module names it. */
bool explain_file(struct sheet *sheet, const struct input *input, const char *file);
/* What lies at a byte of an image; false where it ends before. */
bool explain_offset(struct sheet *sheet, const struct input *input, uint64_t offset);
/* What lies at an address of a domain; false after a complaint. */
bool explain_address(struct sheet *sheet, const struct input *input, const struct modules *modules,
                     uint32_t domain, uint64_t address);
/* A property of the binding; no set is needed. False where there is none of this name. */
bool explain_property(struct sheet *sheet, const char *name);

/* All properties of the binding: a line each, or with `json` one object. */
void properties_list(FILE *out, bool json);

#endif
