/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * What a disk has room for, and programs that change it.
 */
#include "tool/install/disk.h"

#include <errno.h>
#include <string.h>
#include <sys/statvfs.h>

#include "tool/base/file.h"
#include "tool/base/printable.h"
#include "tool/base/tool.h"

static void lines_pass_on(struct file *text)
{
    char *line = (char *)text->bytes, *next;

    for (; line && *line; line = next) {
        next = strchr(line, '\n');
        if (next)
            *next++ = '\0';
        printable_print(stderr, line);
        fputc('\n', stderr);
    }
}

static void words_show(const struct disk *disk, char *const argv[])
{
    fprintf(disk->said, "run   ");
    for (; *argv; argv++) {
        fputc(' ', disk->said);
        printable_print(disk->said, *argv);
    }
    fputc('\n', disk->said);
}

bool disk_run(struct disk *disk, char *const argv[])
{
    struct file out = {0}, err = {0};
    int status = -1;

    if (disk->dry) {
        words_show(disk, argv);
        return true;
    }
    errno = EIO;
    if (!disk->permits || disk->permits(disk->context))
        status = process_capture(argv, NULL, &out, &err);
    if (status < 0)
        tool_complain("%s: %s cannot be run: %s", disk->command, argv[0], strerror(errno));
    lines_pass_on(&err);
    if (status > 0)
        tool_complain("%s: %s failed with status %d; its messages are above", disk->command,
                      argv[0], status);
    file_release(&out);
    file_release(&err);
    return status == 0;
}

bool disk_room(const char *path, uint64_t *bytes)
{
    char folder[DISK_PATH_SIZE];
    struct statvfs status;

    if (snprintf(folder, sizeof(folder), "%s", path) >= (int)sizeof(folder))
        return false;
    while (statvfs(folder, &status) != 0) {
        char *slash = strrchr(folder, '/');

        if (errno != ENOENT || !slash || slash == folder)
            return false;
        *slash = '\0';
    }
    if (__builtin_mul_overflow((uint64_t)status.f_bavail, (uint64_t)status.f_frsize, bytes))
        *bytes = UINT64_MAX;
    return true;
}
