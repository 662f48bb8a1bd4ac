/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * For tests of the import of dom0less trees: the source that is made of a tree.
 */
#ifndef TESTS_UNIT_DOM0LESS_MADE_H
#define TESTS_UNIT_DOM0LESS_MADE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/unit/lcm_tree.h"
#include "tool/base/tool.h"
#include "tool/import/dom0less.h"

/* The source made of a tree; the caller frees it. */
static inline char *imported(const void *blob, size_t size)
{
    static struct import_set set;
    char *text = NULL;
    size_t length;
    FILE *out = open_memstream(&text, &length);

    assert_non_null(out);
    assert_int_equal(import_dom0less(&set, "board.dtb", blob, size), TOOL_FINE);
    assert_false(set.failed);
    set.origin = "test";
    import_write(&set, out);
    assert_int_equal(fclose(out), 0);
    import_release(&set);
    return text;
}

static inline char *imported_text(const char *source)
{
    struct tree tree = tree_compile(source);
    char *text = imported(tree.blob, tree.size);

    tree_free(&tree);
    return text;
}

static inline void assert_has(const char *text, const char *part)
{
    if (!strstr(text, part))
        fail_msg("not found: %s\nin: %s", part, text);
}

static inline void assert_lacks(const char *text, const char *part)
{
    if (strstr(text, part))
        fail_msg("found: %s\nin: %s", part, text);
}

#endif
