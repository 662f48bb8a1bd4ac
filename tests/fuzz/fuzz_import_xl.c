/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Any bytes as a configuration of xl, by its own parser: refused, or a source in the bounds of the
 * binding.
 */
#include "tests/support/imports.h"
#include "tool/tool.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
const char *__asan_default_options(void);

/* xl's parser loses a few bytes where it gives up in the middle of a list. */
const char *__asan_default_options(void)
{
    return "detect_leaks=0";
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct import_set set;
    char *bytes = import_bytes(data, size);

    if (import_xl(&set, "fuzz", bytes, size) == TOOL_FINE)
        import_demand(&set);
    import_release(&set);
    free(bytes);
    return 0;
}
