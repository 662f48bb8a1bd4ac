/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Runs dtc twice on a source: for the blob, and for the positions of its nodes and properties.
 */
#include "tool/read/source.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "tool/base/tool.h"

enum { ARGUMENTS_MAX = 2 * PATH_LIST_MAX + 12 };

/* Runs dtc with `format` options; the status as process_capture gives it. */
static int dtc_run(const char *const *format, const char *path, const struct file *text,
                   const struct path_list *includes, struct file *out, struct file *err)
{
    const char *arguments[ARGUMENTS_MAX];
    char *beside = NULL;
    size_t count = 0;
    int status, saved;

    arguments[count++] = "dtc";
    /* Our own checks know the binding better than dtc's warnings do; its errors stay. */
    arguments[count++] = "-q";
    arguments[count++] = "-I";
    arguments[count++] = "dts";
    while (*format)
        arguments[count++] = *format++;
    for (size_t i = 0; i < includes->count; i++) {
        arguments[count++] = "-i";
        arguments[count++] = includes->paths[i];
    }
    if (text) {
        path = "-";
    } else if (path[0] == '-') { /* a name, not an option */
        if (asprintf(&beside, "./%s", path) < 0)
            return -1;
        path = beside;
    }
    arguments[count++] = path;
    arguments[count] = NULL;
    status = process_capture((char *const *)(uintptr_t)arguments, text, out, err);
    saved = errno;
    free(beside);
    errno = saved;
    return status;
}

static int dtc_missing(void)
{
    if (errno == ENOENT)
        tool_complain("dtc is not installed; install it (apt install device-tree-compiler)");
    else
        tool_complain("dtc cannot be run: %s", strerror(errno));
    return TOOL_FAILED;
}

static int blob_compile(struct source *source, const char *path, const struct file *text,
                        const struct path_list *includes, struct report *report)
{
    /* -@ keeps the labels: they are the domains' default names. */
    static const char *const format[] = {"-@", "-O", "dtb", NULL};
    struct file err;
    int result = TOOL_FINE;
    int status = dtc_run(format, path, text, includes, &source->blob, &err);

    if (status < 0) {
        result = dtc_missing();
    } else if (status != 0) {
        source_errors_report(report, (const char *)err.bytes);
        result = TOOL_FAULT;
    }
    file_release(&err);
    return result;
}

static int map_read(struct source *source, const char *path, const struct file *text,
                    const struct path_list *includes)
{
    static const char *const format[] = {"-O", "dts", "-T", "-T", NULL};
    struct file out, err;
    int result = TOOL_FINE;
    int status = dtc_run(format, path, text, includes, &out, &err);

    if (status < 0) {
        result = dtc_missing();
    } else if (status != 0 || !source_map_read(&source->map, (char *)out.bytes)) {
        tool_complain("%s: dtc's annotated output is not understood (dtc 1.5 or newer is needed)",
                      path);
        result = TOOL_FAILED;
    }
    file_release(&out);
    file_release(&err);
    return result;
}

int source_compile(struct source *source, const char *path, const struct file *text,
                   const struct path_list *includes, struct report *report)
{
    int result;

    memset(source, 0, sizeof(*source));
    result = blob_compile(source, path, text, includes, report);
    if (result == TOOL_FINE)
        result = map_read(source, path, text, includes);
    return result;
}

void source_release(struct source *source)
{
    file_release(&source->blob);
    source_map_release(&source->map);
}
