/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * What a unit of a launch's work costs on some machine, read from a file that `simulate --units`
 * names (tests/bench/units writes one).
 *
 * A line is `KEY VALUE`, a positive decimal number, or empty; `#` begins a comment anywhere. Each
 * key stands there once: nothing is guessed.
 */
#ifndef TOOL_RUN_UNITS_H
#define TOOL_RUN_UNITS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Kinds of work. The first WORK_SHARED of them can be shared by CPUs; the others are serial. */
enum work {
    WORK_SCRUB,  /* bytes of memory that Xen clears before a domain gets them */
    WORK_HASH,   /* stored bytes of payloads whose digest is computed */
    WORK_DECODE, /* bytes that payloads decode to */
    WORK_COPY,   /* bytes that are copied, from another domain or as they are stored */
    WORK_MAP,    /* pages that the launcher maps */
    WORK_GIVE,   /* pages that a domain gets, beside clearing them */
    WORK_SHARED,
    WORK_EXTENT = WORK_SHARED, /* extents that a domain gets */
    WORK_CREATE,               /* domains that are created */
    WORK_CALL,                 /* hypercalls, beside what is above */
    WORKS,
};

/* A rate in units a second, or the cost of one in nanoseconds, as its key says. */
struct units {
    uint64_t values[WORKS];
};

struct work_form {
    const char *key;   /* in the file */
    const char *count; /* of the count, in JSON */
    const char *one;   /* what one is, in words; of bytes: what was done to them */
    const char *many;
    bool is_rate; /* bytes a second */
};
const struct work_form *work_form(enum work work);

/* What so much work takes, in nanoseconds. */
double units_time(const struct units *units, enum work work, uint64_t count);

enum { UNITS_SIZE_MAX = 65536, UNITS_CAUSE_SIZE = 256 };

/* Why a text gives no units: "cause; remedy", printable. */
struct units_fault {
    unsigned int line; /* from 1; 0: of none */
    char cause[UNITS_CAUSE_SIZE];
};

/* Reads them from `size` bytes of any text. */
bool units_read(const char *text, size_t size, struct units *units, struct units_fault *fault);
/* The same from a file, "-" the standard input; complains and returns false. units_file.c */
bool units_load(const char *path, struct units *units);

#endif
