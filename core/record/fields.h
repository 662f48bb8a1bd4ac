/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The properties of the record's nodes as tables, one for writer and reader.
 */
#ifndef CORE_RECORD_FIELDS_H
#define CORE_RECORD_FIELDS_H

#include "core/record/record.h"

/* Of the format: raised when what is there changes its meaning, not when something is added. */
enum { FIELDS_VERSION = 1 };

enum field_kind {
    FIELD_U32,
    FIELD_U32_LATER, /* not in the first records: 0 where it is absent */
    FIELD_U64,
    FIELD_U64_LATER, /* likewise */
    FIELD_BYTES,
    FIELD_TEXT, /* printable ASCII; no property where it is "" */
};

/* One property and the member of a struct that it stands for. */
struct field {
    const char *name; /* NULL ends a table */
    enum field_kind kind;
    size_t offset;
    size_t size;
    uint32_t last; /* FIELD_U32: the highest value that it may have */
};

extern const struct field record_launch_fields[];  /* of the root, struct record_launch */
extern const struct field record_domain_fields[];  /* of each domain, struct record_domain */
extern const struct field record_failure_fields[]; /* of one that failed, with a cause */
extern const struct field record_module_fields[];  /* struct record_module */

/* The nodes of domains without a known domid have numbers from here on. */
enum { FIELDS_NO_DOMID = 0x10000 };

/* The bit of a row, counted from 0, in struct record_launch.absent and the like. */
#define FIELD_BIT(row) (UINT64_C(1) << (row))
/* The same of the row that stands for the member at an offset; 0 where none does. */
uint64_t field_bit(const struct field *fields, size_t offset);
#define FIELD_DOMID field_bit(record_domain_fields, offsetof(struct record_domain, domid))
#define FIELD_STATE field_bit(record_domain_fields, offsetof(struct record_domain, state))

#endif
