/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The import of ImageBuilder configurations: each documented variable arrives or is named.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/imagebuilder_made.h"
#include "tests/support/texts.h"
#include "tool/import/imagebuilder.h"

/* One assignment behind those of a board with dom0 and one domain. */
static char *with(const struct builder_name *row, const char *value)
{
    char config[256];

    snprintf(config, sizeof(config), BOARD "%s%s=%s\n", row->name,
             row->scope == SCOPE_DOMU || row->scope == SCOPE_LIST ? "[0]"
             : row->scope == SCOPE_VCPU                           ? "[0,0]"
                                                                  : "",
             value);
    return builder_imported(config);
}

static void test_each_documented_variable(void **state)
{
    (void)state;
    for (const struct builder_name *row = builder_names; row->name; row++) {
        char *without = builder_imported(BOARD), *text = with(row, "64");

        /* Domains that there are not: none is lost without a word either. */
        if (strcmp(without, text) == 0)
            fail_msg("%s is lost without a word", row->name);
        if (!strstr(text, row->name))
            assert_has(text, row->becomes ? row->becomes : row->name);
        free(without);
        free(text);
    }
}

/* With a value of a shell's, each variable is named with its line, or refused. */
static void test_each_variable_that_needs_a_shell(void **state)
{
    (void)state;
    for (const struct builder_name *row = builder_names; row->name; row++) {
        char line[128], *text = with(row, "$X");

        if (strcmp(row->name, "NUM_DOMUS") == 0) {
            assert_null(text);
            continue;
        }
        snprintf(line, sizeof(line), "line 4 needs a shell: write %s", row->name);
        if (strcmp(row->name, "DOMU_NOBOOT") == 0)
            assert_has(text, row->name);
        else
            assert_has(text, line);
        free(text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_documented_variable),
        cmocka_unit_test(test_each_variable_that_needs_a_shell),
    };

    return cmocka_run_group_tests_name("import_imagebuilder", tests, NULL, NULL);
}
