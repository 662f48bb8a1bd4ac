/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Makes sources of dom0less trees.
 */
#include "tests/support/dom0less_made.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/lcm_tree.h"
#include "tool/base/tool.h"

char *dom0less_imported(const void *blob, size_t size)
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

char *dom0less_imported_text(const char *source)
{
    struct tree tree = tree_compile(source);
    char *text = dom0less_imported(tree.blob, tree.size);

    tree_free(&tree);
    return text;
}
