/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Notes what would have been written to the disk.
 */
#include "tests/support/disk/synced.h"

#include <stddef.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SYNCED_MAX = 64 };

static ino_t synced[SYNCED_MAX];
static size_t synced_count;

int fsync(int fd)
{
    struct stat status;

    if (fstat(fd, &status) != 0)
        return -1;
    synced[synced_count++ % SYNCED_MAX] = status.st_ino;
    return 0;
}

bool synced_has(const char *path)
{
    struct stat status;

    if (stat(path, &status) != 0)
        return false;
    for (size_t i = 0; i < SYNCED_MAX && i < synced_count; i++)
        if (synced[i] == status.st_ino)
            return true;
    return false;
}

void synced_forget(void)
{
    synced_count = 0;
}
