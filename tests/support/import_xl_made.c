/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Imports configurations of xl, and looks at their sources.
 */
#include "tests/support/import_xl_made.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct import_set xl_set;
char *xl_source;

int xl_set_up(void **state)
{
    (void)state;
    memset(&xl_set, 0, sizeof(xl_set));
    xl_source = NULL;
    return 0;
}

int xl_tear_down(void **state)
{
    (void)state;
    import_release(&xl_set);
    free(xl_source);
    return 0;
}

int xl_import(const char *config)
{
    int status = import_xl(&xl_set, "test.cfg", config, strlen(config));

    free(xl_source);
    xl_set.origin = "test";
    xl_source = import_source(&xl_set);
    return status;
}

int xl_import_with(const char *lines)
{
    char config[8192];

    import_release(&xl_set);
    snprintf(config, sizeof(config), "name = \"web\"\nkernel = \"k\"\nmemory = 64\n%s\n", lines);
    return xl_import(config);
}

void assert_source(const char *text)
{
    if (!strstr(xl_source, text))
        fail_msg("no %s in:\n%s", text, xl_source);
}

void assert_not_in_source(const char *text)
{
    if (strstr(xl_source, text))
        fail_msg("%s in:\n%s", text, xl_source);
}

void assert_note(const char *text)
{
    if (xl_set.note_count != 1)
        fail_msg("%zu comments, not one:\n%s", xl_set.note_count, xl_source);
    if (!strstr(xl_set.notes[0].text, text))
        fail_msg("\"%s\" does not have \"%s\"", xl_set.notes[0].text, text);
}

void assert_silent(void)
{
    if (xl_set.note_count != 0)
        fail_msg("\"%s\" is told", xl_set.notes[0].text);
}

void examples_check(const struct example *examples, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(xl_import_with(examples[i].lines), TOOL_FINE);
        if (examples[i].source)
            assert_source(examples[i].source);
        if (examples[i].note)
            assert_note(examples[i].note);
        else
            assert_silent();
    }
}
