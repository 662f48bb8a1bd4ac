/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * What a check is, the names of all, and the functions that the table in checks.c runs.
 */
#ifndef CORE_LCM_CHECK_H
#define CORE_LCM_CHECK_H

#include "core/lcm/reader.h"

enum check_id {
    CHECK_NONE, /* ends a list of prerequisites */
#define CHECK(id, ...) CHECK_##id,
#include "core/lcm/checks.def"
    CHECK_COUNT,
};
_Static_assert((int)CHECK_COUNT <= BITS_MAX, "a check needs a bit of its own");

typedef void check_fn(struct reader *r);

enum { CHECK_NEEDS_MAX = 6 };

/* Where a check runs beside at one property: at each, or once for the node. */
enum { PROPERTY_ANY = PROPERTY_COUNT, PROPERTY_NODE };

struct check {
    const char *name;
    enum lcm_severity severity;
    enum role roles;
    uint8_t id;       /* an enum check_id */
    uint8_t property; /* an enum property_id, PROPERTY_ANY or PROPERTY_NODE */
    check_fn *run;
    uint8_t needs[CHECK_NEEDS_MAX]; /* checks that must not have failed on the same node */
};

/* By their ids; CHECK_NONE is none. */
extern const struct check checks[CHECK_COUNT];

/* One text for whatever is known and not yet served. */
#define TEXT_NOT_SERVED "is not supported yet; leave it out"

/* Each is in the checks_*.c of what it is about. */
#define CHECK(id, name, severity, roles, property, run, ...) check_fn run;
#include "core/lcm/checks.def"

#endif
