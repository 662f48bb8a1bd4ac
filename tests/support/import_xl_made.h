/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Sets imported from configurations of xl, and what is in their sources, for the tests of the
 * import.
 */
#ifndef TESTS_SUPPORT_IMPORT_XL_MADE_H
#define TESTS_SUPPORT_IMPORT_XL_MADE_H

#include <stddef.h>

#include "tests/support/imports.h"
#include "tool/base/tool.h"
#include "tool/import/xl.h"

/* The set, and the source that is made of it. */
extern struct import_set xl_set;
extern char *xl_source;

/* Setup and teardown of a test: an empty set. */
int xl_set_up(void **state);
int xl_tear_down(void **state);

/* Adds the domain of a configuration and makes the source again; what import_xl returns. */
int xl_import(const char *config);

/* A domain with the minimum and these lines. */
int xl_import_with(const char *lines);

/* The source has this text, or lacks it. */
void assert_source(const char *text);
void assert_not_in_source(const char *text);

/* Exactly one comment, with this text in it. */
void assert_note(const char *text);

/* The source has no comment. */
void assert_silent(void);

struct example {
    const char *lines;
    const char *source; /* what stands in it; NULL: nothing in particular */
    const char *note;   /* the one comment; NULL: none */
};

/* Each of them with the minimum of a domain. */
void examples_check(const struct example *examples, size_t count);

#define EXAMPLES_CHECK(examples) examples_check(examples, sizeof(examples) / sizeof((examples)[0]))

#endif
