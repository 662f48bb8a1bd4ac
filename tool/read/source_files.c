/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Finds the files that a source consists of, as dtc tells a Makefile.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "tool/base/tool.h"
#include "tool/read/source.h"

/* dtc escapes blanks by a backslash; the word is taken apart where it stands. */
static char *word_next(char **text)
{
    char *from = *text + strspn(*text, " \n"), *word = from, *to = from;

    if (!*from)
        return NULL;
    for (; *from && *from != ' ' && *from != '\n'; from++) {
        if (*from == '\\' && from[1])
            from++;
        *to++ = *from;
    }
    *text = *from ? from + 1 : from;
    *to = '\0';
    return word;
}

static int words_tell(char *text, bool (*take)(void *context, const char *path), void *context)
{
    char *word = word_next(&text); /* what is made: "/dev/null:" */

    while (word && (word = word_next(&text)))
        if (!take(context, word))
            return TOOL_FAILED;
    return TOOL_FINE;
}

int source_files_find(const char *path, const struct path_list *includes,
                      bool (*take)(void *context, const char *path), void *context)
{
    static const char *const words[] = {"-q", "-I",        "dts", "-O",         "dtb",
                                        "-o", "/dev/null", "-d",  "/dev/stdout"};
    const char *arguments[2 * PATH_LIST_MAX + 16];
    struct file out, err;
    char *beside = NULL;
    size_t count = 0;
    int status;

    arguments[count++] = "dtc";
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
        arguments[count++] = words[i];
    for (size_t i = 0; i < includes->count; i++) {
        arguments[count++] = "-i";
        arguments[count++] = includes->paths[i];
    }
    if (path[0] == '-' && asprintf(&beside, "./%s", path) < 0) {
        tool_complain("out of memory");
        return TOOL_FAILED;
    }
    arguments[count++] = beside ? beside : path;
    arguments[count] = NULL;
    status = process_capture((char *const *)(uintptr_t)arguments, NULL, &out, &err);
    free(beside);
    if (status == 0) {
        status = words_tell((char *)out.bytes, take, context);
    } else {
        tool_complain("%s: dtc does not tell which files it consists of; it may have changed just "
                      "now: try again",
                      path);
        status = TOOL_FAILED;
    }
    file_release(&out);
    file_release(&err);
    return status;
}
