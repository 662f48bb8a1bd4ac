/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Any bytes as an ImageBuilder configuration: refused, or a source in the bounds of the binding.
 */
#include "tests/support/imports.h"
#include "tool/tool.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct import_set set;
    char *bytes = import_bytes(data, size);

    if (import_imagebuilder(&set, "fuzz", bytes, size) == TOOL_FINE)
        import_demand(&set);
    import_release(&set);
    free(bytes);
    return 0;
}
