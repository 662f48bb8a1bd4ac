/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Files and folders, made and removed one operation at a time.
 */
#include "tool/install/disk.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tool/base/printable.h"
#include "tool/base/tool.h"

enum { COPY_STEP = 1024 * 1024, FOLDER_MODE = 0755, FILE_MODE = 0644 };

/* Whether the next operation may be done: a test decides. */
static bool operation_begin(const struct disk *disk)
{
    if (!disk->permits || disk->permits(disk->context))
        return true;
    errno = EIO;
    return false;
}

static bool operation_end(const struct disk *disk, bool good, const char *path, const char *what)
{
    if (!good)
        tool_complain("%s: %s cannot be %s: %s", disk->command, path, what, strerror(errno));
    return good;
}

/* A line of a dry run. */
static void line_show(const struct disk *disk, const char *mark, const char *text)
{
    fprintf(disk->said, "%-6s ", mark);
    printable_print(disk->said, text);
    fputc('\n', disk->said);
}

/* In a dry run, prints the operation; true where nothing more is to be done. */
static bool operation_is_shown(const struct disk *disk, const char *verb, const char *path)
{
    if (disk->dry)
        line_show(disk, verb, path);
    return disk->dry;
}

/* A write that is interrupted goes on; each part of it is an operation. */
static bool bytes_write(const struct disk *disk, int fd, const char *bytes, size_t size)
{
    while (size > 0) {
        ssize_t count = operation_begin(disk) ? write(fd, bytes, size) : -1;

        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return false;
        bytes += count;
        size -= (size_t)count;
    }
    return true;
}

/* Ends a file that was written: what it holds is on the disk, or the reason is in errno. */
static bool file_end(const struct disk *disk, int fd, bool good)
{
    int saved;

    good = good && operation_begin(disk) && fsync(fd) == 0;
    saved = errno;
    if (close(fd) == 0 || !good)
        errno = saved;
    else
        good = false;
    return good;
}

/* The mode is set apart from the creation: the umask has no say in what GRUB runs and reads. */
static int file_begin(const struct disk *disk, const char *path, mode_t mode)
{
    int fd = operation_begin(disk)
                 ? open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, mode)
                 : -1;

    if (fd >= 0 && fchmod(fd, mode) != 0) {
        int saved = errno;

        close(fd);
        errno = saved;
        return -1;
    }
    return fd;
}

/* Prints the lines of a file that a dry run does not write. */
static void text_show(const struct disk *disk, const char *text)
{
    while (*text) {
        size_t length = strcspn(text, "\n");
        char *line = strndup(text, length);

        line_show(disk, "       |", line ? line : "(out of memory)");
        free(line);
        text += length + (text[length] == '\n');
    }
}

bool disk_text_write(struct disk *disk, const char *path, const char *text, mode_t mode)
{
    bool good = false;
    int fd;

    if (operation_is_shown(disk, "write", path)) {
        text_show(disk, text);
        return true;
    }
    fd = file_begin(disk, path, mode);
    if (fd >= 0)
        good = file_end(disk, fd, bytes_write(disk, fd, text, strlen(text)));
    return operation_end(disk, good, path, "written");
}

static bool bytes_copy(const struct disk *disk, int in, int out)
{
    char *bytes = malloc(COPY_STEP);
    ssize_t count = -1;
    bool good = bytes;

    while (good && (count = read(in, bytes, COPY_STEP)) != 0) {
        if (count < 0 && errno == EINTR)
            continue;
        good = count > 0 && bytes_write(disk, out, bytes, (size_t)count);
    }
    free(bytes);
    return good;
}

bool disk_file_copy(struct disk *disk, const char *from, const char *path)
{
    bool good = false;
    int in, out;

    if (operation_is_shown(disk, "copy", path)) {
        line_show(disk, "       <", from);
        return true;
    }
    in = open(from, O_RDONLY | O_CLOEXEC);
    if (in < 0)
        return operation_end(disk, false, from, "read");
    out = file_begin(disk, path, FILE_MODE);
    if (out >= 0)
        good = file_end(disk, out, bytes_copy(disk, in, out));
    good = operation_end(disk, good, path, "written");
    close(in);
    return good;
}

bool disk_file_settle(struct disk *disk, const char *path, const char *like)
{
    struct stat status;
    bool good;
    int fd;

    if (disk->dry)
        return true;
    fd = operation_begin(disk) ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    good = fd >= 0;
    if (good && stat(like, &status) == 0)
        good = fchmod(fd, status.st_mode & 07777) == 0;
    if (fd >= 0)
        good = file_end(disk, fd, good);
    return operation_end(disk, good, path, "written to the disk");
}

bool disk_folder_sync(struct disk *disk, const char *path)
{
    bool good;
    int fd;

    if (disk->dry)
        return true;
    fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    good = fd >= 0 && file_end(disk, fd, true);
    return operation_end(disk, good, path, "written to the disk");
}

bool disk_folder_make(struct disk *disk, const char *path)
{
    char above[DISK_PATH_SIZE];
    struct stat status;
    char *slash;

    if (stat(path, &status) == 0 && S_ISDIR(status.st_mode))
        return true;
    if (operation_is_shown(disk, "mkdir", path))
        return true;
    if (!operation_end(disk, operation_begin(disk) && mkdir(path, FOLDER_MODE) == 0, path, "made"))
        return false;
    (void)snprintf(above, sizeof(above), "%s", path);
    slash = strrchr(above, '/');
    if (slash)
        *slash = '\0';
    return disk_folder_sync(disk, slash && slash > above ? above : "/");
}

bool disk_rename(struct disk *disk, const char *from, const char *to)
{
    if (operation_is_shown(disk, "rename", from)) {
        line_show(disk, "    to", to);
        return true;
    }
    return operation_end(disk, operation_begin(disk) && rename(from, to) == 0, to, "renamed to");
}

static bool path_remove(struct disk *disk, const char *verb, const char *path,
                        int (*take)(const char *path))
{
    struct stat status;
    bool good;

    if (lstat(path, &status) != 0 && errno == ENOENT)
        return true;
    if (operation_is_shown(disk, verb, path))
        return true;
    good = operation_begin(disk) && take(path) == 0;
    return operation_end(disk, good, path, "removed");
}

bool disk_file_remove(struct disk *disk, const char *path)
{
    return path_remove(disk, "remove", path, unlink);
}

bool disk_folder_remove(struct disk *disk, const char *path)
{
    return path_remove(disk, "rmdir", path, rmdir);
}

bool disk_folder_clear(struct disk *disk, const char *path)
{
    DIR *folder = opendir(path);
    struct dirent *entry;
    bool good = true;

    if (!folder)
        return errno == ENOENT || operation_end(disk, false, path, "read");
    while (good && (entry = readdir(folder))) {
        char *file = NULL;

        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        good = asprintf(&file, "%s/%s", path, entry->d_name) >= 0 && disk_file_remove(disk, file);
        free(file);
    }
    closedir(folder);
    return good && disk_folder_remove(disk, path);
}
