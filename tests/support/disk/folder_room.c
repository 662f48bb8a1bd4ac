/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The room of a folder, as a test says; and how many files are in it.
 */
#include "tests/support/disk/folder_room.h"

#include <glob.h>
#include <stdlib.h>
#include <sys/statvfs.h>

uint64_t folder_room;

int statvfs(const char *path, struct statvfs *status)
{
    (void)path;
    *status = (struct statvfs){.f_frsize = 512, .f_bavail = folder_room / 512};
    return 0;
}

int folder_room_set_up(void **state)
{
    folder_room = UINT64_C(1) << 30;
    return rebuild_set_up(state);
}

size_t folder_files_count(void)
{
    char *pattern = in_folder("*");
    glob_t found = {0};
    size_t count;

    (void)glob(pattern, 0, NULL, &found);
    count = found.gl_pathc;
    globfree(&found);
    free(pattern);
    return count;
}
