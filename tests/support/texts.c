/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Looks for parts in texts.
 */
#include "tests/support/texts.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

void assert_has(const char *text, const char *part)
{
    if (!text || !strstr(text, part))
        fail_msg("not found: %s\nin: %s", part, text ? text : "(refused)");
}

void assert_lacks(const char *text, const char *part)
{
    if (!text || strstr(text, part))
        fail_msg("found: %s\nin: %s", part, text ? text : "(refused)");
}

void texts_check(char *(*make)(const char *from), const struct text_example *examples, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        char *text = make(examples[i].from);

        assert_has(text, examples[i].part);
        free(text);
    }
}
