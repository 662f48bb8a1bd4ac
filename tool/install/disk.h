/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Every change that `install` and `uninstall` make to a disk, one operation at a time: so that a
 * dry run can print them, and a test can let each of them fail.
 */
#ifndef TOOL_INSTALL_DISK_H
#define TOOL_INSTALL_DISK_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/types.h>

/* A path with the root that it is below; longer ones are refused when the root is named. */
enum { DISK_PATH_SIZE = 4096 };

struct disk {
    const char *command; /* who complains */
    bool dry;            /* print each operation, and do none */
    FILE *said;          /* where a dry run prints */
    /* Asked before each operation; false makes it fail with EIO. NULL: all may go on. */
    bool (*permits)(void *context);
    void *context;
};

/*
 * Each returns false after a complaint that names the path and the reason. What is written is on
 * the disk (fsync) when it returns true; a name is there for sure after disk_folder_sync() of its
 * folder.
 */

/* Makes a folder, whose name is then on the disk, too; one that is there already is fine. */
bool disk_folder_make(struct disk *disk, const char *path);
/* Writes a new file of this text, in place of one that is there. */
bool disk_text_write(struct disk *disk, const char *path, const char *text, mode_t mode);
/* Copies a file of any size into a new one, in place of one that is there. */
bool disk_file_copy(struct disk *disk, const char *from, const char *path);
/* The same for what another program wrote: it is on the disk, with the permissions of `like`. */
bool disk_file_settle(struct disk *disk, const char *path, const char *like);
bool disk_folder_sync(struct disk *disk, const char *path);
/* Gives a file or folder its name, in place of a file that has it. */
bool disk_rename(struct disk *disk, const char *from, const char *to);
/* Removes a file, or an empty folder; one that is not there is fine. */
bool disk_file_remove(struct disk *disk, const char *path);
bool disk_folder_remove(struct disk *disk, const char *path);
/* Removes a folder and the files in it; it has no folders. */
bool disk_folder_clear(struct disk *disk, const char *path);

/* Runs a program; what it says on its standard error is passed on, a printable line at a time. */
bool disk_run(struct disk *disk, char *const argv[]);

/* Bytes that an unprivileged file could take at `path`, or at the nearest folder above it. */
bool disk_room(const char *path, uint64_t *bytes);

#endif
