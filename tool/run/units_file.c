/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Reading a file of units, of a bounded size.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "tool/base/file.h"
#include "tool/base/tool.h"
#include "tool/run/units.h"

/* Reads at most `size` bytes; false leaves the reason in errno. */
static bool bytes_read(const char *path, char *bytes, size_t size, size_t *count)
{
    FILE *file = path_is_stream(path) ? stdin : fopen(path, "re");
    int error;

    if (!file)
        return false;
    *count = fread(bytes, 1, size, file);
    error = ferror(file) ? errno : 0;
    if (file != stdin)
        fclose(file);
    errno = error;
    return error == 0;
}

bool units_load(const char *path, struct units *units)
{
    static char bytes[UNITS_SIZE_MAX + 1];
    struct units_fault fault = {.line = 0};
    char place[16] = "";
    size_t count;

    if (!bytes_read(path, bytes, sizeof(bytes), &count)) {
        tool_complain("simulate: --units %s: %s", path, strerror(errno));
        return false;
    }
    if (count > UNITS_SIZE_MAX) {
        tool_complain("simulate: --units %s: more than %d bytes; name a file of units, see "
                      "hyperlaunch-simulate(1)",
                      path, UNITS_SIZE_MAX);
        return false;
    }
    if (units_read(bytes, count, units, &fault))
        return true;
    if (fault.line > 0)
        snprintf(place, sizeof(place), "%u: ", fault.line);
    tool_complain("simulate: --units %s:%s%s", path, fault.line > 0 ? place : " ", fault.cause);
    return false;
}
