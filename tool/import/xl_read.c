/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Reads a configuration of xl with xl's own parser, and says why it cannot.
 *
 * The parser's static library is linked, since a shared one's name changes with each release of
 * Xen.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "tool/base/tool.h"
#include "tool/import/xl.h"
#include "tool/base/printable.h"

/* Of a text that ends with a NUL. */
static bool text_has_secret(const char *text)
{
    return strcasestr(text, "pass") || strcasestr(text, "pwd") || strcasestr(text, "secret") ||
           strcasestr(text, "key");
}

/* Prints what the parser said, without what a terminal obeys; no piece of a file with passwords. */
static void report_print(const char *report, bool secret)
{
    while (*report) {
        char *line = strndup(report, strcspn(report, "\n"));
        char *near = line && secret ? strstr(line, " near `") : NULL;
        char *after = near ? strrchr(near, ':') : NULL;

        if (after)
            *near = '\0';
        printable_print(stderr, line ? line : "");
        printable_print(stderr, after ? after : "");
        fputc('\n', stderr);
        free(line);
        report += strcspn(report, "\n");
        report += *report == '\n';
    }
}

/* A text of 16-bit units has a NUL beside each letter. */
static int binary_refuse(const char *name, const char *bytes, size_t size)
{
    bool wide =
        size >= 2 && (memcmp(bytes, "\xff\xfe", 2) == 0 || memcmp(bytes, "\xfe\xff", 2) == 0);

    tool_complain(wide ? "import: %s: is a text in UTF-16; save it as UTF-8"
                       : "import: %s: not a text; name a configuration of xl",
                  name);
    return TOOL_FAULT;
}

int xl_read(struct xl *xl, const char *bytes, size_t size)
{
    int error = -1;

    if (memchr(bytes, 0, size))
        return binary_refuse(xl->file, bytes, size);
    xl->report = open_memstream(&xl->report_text, &xl->report_size);
    xl->config = xl->report ? xlu_cfg_init(xl->report, xl->file) : NULL;
    if (!xl->config) {
        xl->set->failed = true;
        return TOOL_FAILED;
    }
    if (size <= INT32_MAX)
        error = xlu_cfg_readdata(xl->config, bytes, (int)size);
    if (fflush(xl->report) != 0 || error == ENOMEM)
        xl->set->failed = true;
    else
        report_print(xl->report_text, text_has_secret(bytes));
    if (!error)
        return TOOL_FINE;
    xl_hints_give(xl, bytes, size);
    tool_complain("import: %s: not a configuration that xl reads; its parser says why above",
                  xl->file);
    return TOOL_FAULT;
}

void xl_release(struct xl *xl)
{
    xlu_cfg_destroy(xl->config);
    if (xl->report)
        (void)fclose(xl->report);
    free(xl->report_text);
}
