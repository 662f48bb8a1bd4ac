/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Files, paths and child processes of the tool.
 */
#ifndef TOOL_BASE_FILE_H
#define TOOL_BASE_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A whole file in memory; one NUL, not counted, stands behind its bytes. */
struct file {
    uint8_t *bytes;
    size_t size;
};

/* Whether a path means the standard input or output. */
bool path_is_stream(const char *path);
/* Whether what it names can be read but once, as a pipe: what dtc is to read is given to it then.
 */
bool path_reads_once(const char *path);

/* Reads a file (or pipe) to its end, "-" the standard input; false leaves the reason in errno. */
bool file_read(struct file *file, const char *path);
void file_release(struct file *file);

/* Writes a whole file, "-" to the standard output; false leaves the reason in errno. */
bool file_write(const char *path, const void *bytes, size_t size);

/*
 * Makes an empty file in TMPDIR, else in /tmp. Returns its path, which the caller frees once the
 * file is removed; NULL after a complaint by `command`.
 */
char *file_scratch(const char *command);

enum { PATH_LIST_MAX = 64 };

/* Directories given with -I, in their order. */
struct path_list {
    const char *paths[PATH_LIST_MAX];
    size_t count;
};

/* Adds a directory; complains and returns false when there are too many. */
bool path_list_add(struct path_list *list, const char *path);

/*
 * Finds the file `name` beside `source`, then in each directory; an absolute name is taken as it
 * is. Returns a path for the caller to free: the first that exists, else the first that was tried.
 */
char *path_find(const char *name, const char *source, const struct path_list *list);

/* Replaces the ending of the last component (".dts") by `ending`; the caller frees it. */
char *path_with_ending(const char *path, const char *ending);

/*
 * Runs a program, found on PATH, with `in` as its standard input (NULL: that of this process) and
 * its output captured. Returns its exit status, or -1 where it could not be started or was killed,
 * with errno. The caller releases both files.
 */
int process_capture(char *const argv[], const struct file *in, struct file *out, struct file *err);

#endif
