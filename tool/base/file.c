/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Reads whole files, finds them, and captures the output of programs.
 */
#include "tool/base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tool/base/tool.h"

enum { READ_STEP = 1024 * 1024 };

static bool descriptor_read(struct file *file, int fd)
{
    struct stat status;
    size_t capacity = READ_STEP;

    if (fstat(fd, &status) != 0)
        return false;
    if (S_ISREG(status.st_mode) && status.st_size > 0)
        capacity = (size_t)status.st_size + 1; /* so that the end is seen without growing */
    for (;;) {
        uint8_t *bytes = realloc(file->bytes, capacity + 1);
        ssize_t count;

        if (!bytes)
            return false;
        file->bytes = bytes;
        while (file->size < capacity) {
            count = read(fd, file->bytes + file->size, capacity - file->size);
            if (count < 0 && errno == EINTR)
                continue;
            if (count < 0)
                return false;
            if (count == 0) {
                file->bytes[file->size] = 0;
                return true;
            }
            file->size += (size_t)count;
        }
        capacity += READ_STEP;
    }
}

bool path_is_stream(const char *path)
{
    return strcmp(path, "-") == 0;
}

bool path_reads_once(const char *path)
{
    struct stat status;

    return path_is_stream(path) || stat(path, &status) != 0 || !S_ISREG(status.st_mode);
}

bool file_read(struct file *file, const char *path)
{
    int fd = path_is_stream(path) ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC);
    bool good;

    memset(file, 0, sizeof(*file));
    if (fd < 0)
        return false;
    good = descriptor_read(file, fd);
    if (!good) {
        int saved = errno;

        file_release(file);
        errno = saved;
    }
    close(fd);
    return good;
}

void file_release(struct file *file)
{
    free(file->bytes);
    memset(file, 0, sizeof(*file));
}

bool file_write(const char *path, const void *bytes, size_t size)
{
    FILE *file = path_is_stream(path) ? stdout : fopen(path, "we");
    bool good;

    if (!file)
        return false;
    good = fwrite(bytes, 1, size, file) == size;
    return (file == stdout ? fflush(file) : fclose(file)) == 0 && good;
}

char *file_scratch(const char *command)
{
    const char *base = getenv("TMPDIR");
    char *path = NULL;
    int fd = -1;

    if (asprintf(&path, "%s/hyperlaunch-XXXXXX", base && *base ? base : "/tmp") < 0)
        path = NULL;
    if (path)
        fd = mkstemp(path);
    if (fd >= 0) {
        close(fd);
        return path;
    }
    tool_complain("%s: %s: %s", command, path ? path : "a temporary file", strerror(errno));
    free(path);
    return NULL;
}

bool path_list_add(struct path_list *list, const char *path)
{
    if (list->count == PATH_LIST_MAX) {
        tool_complain("-I %s: more than %d directories", path, PATH_LIST_MAX);
        return false;
    }
    list->paths[list->count++] = path;
    return true;
}

static char *path_join(const char *directory, int length, const char *name)
{
    char *path;

    return asprintf(&path, "%.*s%s%s", length, directory,
                    length > 0 && directory[length - 1] != '/' ? "/" : "", name) < 0
               ? NULL
               : path;
}

char *path_find(const char *name, const char *source, const struct path_list *list)
{
    const char *slash = strrchr(source, '/');
    char *first;

    if (name[0] == '/')
        return strdup(name);
    first = path_join(source, slash ? (int)(slash - source) + 1 : 0, name);
    if (!first || access(first, F_OK) == 0)
        return first;
    for (size_t i = 0; i < list->count; i++) {
        char *path = path_join(list->paths[i], (int)strlen(list->paths[i]), name);

        if (!path || access(path, F_OK) == 0) {
            free(first);
            return path;
        }
        free(path);
    }
    return first;
}

char *path_with_ending(const char *path, const char *ending)
{
    const char *slash = strrchr(path, '/');
    const char *base = slash ? slash + 1 : path;
    const char *dot = strrchr(base, '.');
    int length = dot && dot != base ? (int)(dot - path) : (int)strlen(path);
    char *result;

    return asprintf(&result, "%.*s%s", length, path, ending) < 0 ? NULL : result;
}

static int process_run(char *const argv[], int in, int out, int err)
{
    posix_spawn_file_actions_t actions;
    int error, status;
    pid_t pid;

    posix_spawn_file_actions_init(&actions);
    if (in >= 0)
        posix_spawn_file_actions_adddup2(&actions, in, STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions, err, STDERR_FILENO);
    error = posix_spawnp(&pid, argv[0], &actions, NULL, argv, environ);
    posix_spawn_file_actions_destroy(&actions);
    if (error) {
        errno = error;
        return -1;
    }
    while (waitpid(pid, &status, 0) < 0)
        if (errno != EINTR)
            return -1;
    if (!WIFEXITED(status)) {
        errno = EINTR;
        return -1;
    }
    return WEXITSTATUS(status);
}

/* A file in memory that holds the bytes, to be read from its start; -1 where there is none. */
static int memory_file(const struct file *file)
{
    int fd = memfd_create("in", MFD_CLOEXEC);
    size_t done = 0;

    while (fd >= 0 && done < file->size) {
        ssize_t count = write(fd, file->bytes + done, file->size - done);

        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0) {
            close(fd);
            return -1;
        }
        done += (size_t)count;
    }
    if (fd >= 0)
        (void)lseek(fd, 0, SEEK_SET);
    return fd;
}

int process_capture(char *const argv[], const struct file *in, struct file *out, struct file *err)
{
    int in_fd = in ? memory_file(in) : -1;
    int out_fd = memfd_create("out", MFD_CLOEXEC);
    int err_fd = memfd_create("err", MFD_CLOEXEC);
    int result = -1;

    memset(out, 0, sizeof(*out));
    memset(err, 0, sizeof(*err));
    if (out_fd >= 0 && err_fd >= 0 && (!in || in_fd >= 0))
        result = process_run(argv, in_fd, out_fd, err_fd);
    if (result >= 0 && (lseek(out_fd, 0, SEEK_SET) < 0 || lseek(err_fd, 0, SEEK_SET) < 0 ||
                        !descriptor_read(out, out_fd) || !descriptor_read(err, err_fd)))
        result = -1;
    if (in_fd >= 0)
        close(in_fd);
    if (out_fd >= 0)
        close(out_fd);
    if (err_fd >= 0)
        close(err_fd);
    return result;
}
