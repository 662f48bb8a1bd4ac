/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Looks for the launch record where dom0 may have it.
 */
#include "tool/base/record_path.h"

#include <limits.h>
#include <stdio.h>
#include <unistd.h>

const char *record_path_find(const char *root)
{
    static char path[PATH_MAX];

    (void)snprintf(path, sizeof(path), "%s" RECORD_PATH_KEPT, root);
    if (access(path, F_OK) == 0)
        return path;
    (void)snprintf(path, sizeof(path), "%s" RECORD_PATH_RAMDISK, root);
    if (access(path, F_OK) == 0)
        return path;
    (void)snprintf(path, sizeof(path), "%s" RECORD_PATH_KEPT, root);
    return path;
}
