/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Sets imported from configurations of xl, and what is in their sources, for the tests of the
 * import.
 */
#ifndef TESTS_UNIT_IMPORT_XL_MADE_H
#define TESTS_UNIT_IMPORT_XL_MADE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/imports.h"
#include "tool/base/tool.h"
#include "tool/import/xl.h"

static struct import_set set;
static char *source;

static inline int set_up(void **state)
{
    (void)state;
    memset(&set, 0, sizeof(set));
    source = NULL;
    return 0;
}

static inline int tear_down(void **state)
{
    (void)state;
    import_release(&set);
    free(source);
    return 0;
}

static inline int import(const char *config)
{
    int status = import_xl(&set, "test.cfg", config, strlen(config));

    free(source);
    set.origin = "test";
    source = import_source(&set);
    return status;
}

/* A domain with the minimum and these lines. */
static inline int import_with(const char *lines)
{
    char config[8192];

    import_release(&set);
    snprintf(config, sizeof(config), "name = \"web\"\nkernel = \"k\"\nmemory = 64\n%s\n", lines);
    return import(config);
}

static inline void assert_source(const char *text)
{
    if (!strstr(source, text))
        fail_msg("no %s in:\n%s", text, source);
}

static inline void assert_not_in_source(const char *text)
{
    if (strstr(source, text))
        fail_msg("%s in:\n%s", text, source);
}

/* Exactly one comment, with this text in it. */
static inline void assert_note(const char *text)
{
    if (set.note_count != 1)
        fail_msg("%zu comments, not one:\n%s", set.note_count, source);
    if (!strstr(set.notes[0].text, text))
        fail_msg("\"%s\" does not have \"%s\"", set.notes[0].text, text);
}

static inline void assert_silent(void)
{
    if (set.note_count != 0)
        fail_msg("\"%s\" is told", set.notes[0].text);
}

struct example {
    const char *lines;
    const char *source; /* what stands in it; NULL: nothing in particular */
    const char *note;   /* the one comment; NULL: none */
};

/* Each of them with the minimum of a domain. */
static inline void examples_check(const struct example *examples, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(import_with(examples[i].lines), TOOL_FINE);
        if (examples[i].source)
            assert_source(examples[i].source);
        if (examples[i].note)
            assert_note(examples[i].note);
        else
            assert_silent();
    }
}

#define EXAMPLES_CHECK(examples) examples_check(examples, sizeof(examples) / sizeof((examples)[0]))

#endif
