/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Writes a command's result.
 */
#include "tool/base/output.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "tool/base/file.h"
#include "tool/base/tool.h"

int output_put(const char *path, output_write_fn *write, const void *context)
{
    FILE *out;
    bool good;

    bool to_stream = !path || path_is_stream(path);

    out = to_stream ? stdout : fopen(path, "we");
    if (out) {
        write(context, out);
        good = !ferror(out);
        if ((to_stream ? fflush(out) : fclose(out)) == 0 && good)
            return TOOL_FINE;
    }
    tool_complain("%s: %s", to_stream ? "the standard output" : path, strerror(errno));
    return TOOL_FAILED;
}
