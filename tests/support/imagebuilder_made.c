/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Makes sources of ImageBuilder configurations.
 */
#include "tests/support/imagebuilder_made.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "tool/base/tool.h"
#include "tool/import/imagebuilder.h"

static struct import_set set;

char *builder_imported_bytes(const char *config, size_t size)
{
    char *text = NULL;
    size_t length;
    FILE *out;

    if (import_imagebuilder(&set, "config", config, size) != TOOL_FINE) {
        import_release(&set);
        return NULL;
    }
    assert_false(set.failed);
    out = open_memstream(&text, &length);
    assert_non_null(out);
    set.origin = "test";
    import_write(&set, out);
    assert_int_equal(fclose(out), 0);
    import_release(&set);
    return text;
}

char *builder_imported(const char *config)
{
    return builder_imported_bytes(config, strlen(config));
}

char *builder_imported_with(const char *lines)
{
    char config[512];

    snprintf(config, sizeof(config), BOARD "%s\n", lines);
    return builder_imported(config);
}
