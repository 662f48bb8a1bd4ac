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

#include "tool/import_xl.h"
#include "tool/printable.h"
#include "tool/tool.h"

/* Characters that a text has from a word processor or a web page, and what to write instead. */
static const struct {
    const char *bytes;
    const char *what;
} strays[] = {
    {"\xe2\x80\x9c", "a typographic quote; write \""},
    {"\xe2\x80\x9d", "a typographic quote; write \""},
    {"\xe2\x80\x98", "a typographic quote; write '"},
    {"\xe2\x80\x99", "a typographic quote; write '"},
    {"\xc2\xa0", "a no-break space; write a space"},
    {"\xef\xbb\xbf", "a byte order mark; remove it"},
};

static unsigned int line_of(const char *bytes, const char *at)
{
    unsigned int line = 1;

    for (; bytes < at; bytes++)
        line += *bytes == '\n';
    return line;
}

/* The last line is a comment, and has no end. */
static bool ends_in_comment(const char *bytes, size_t size)
{
    const char *line = bytes + size;

    while (line > bytes && line[-1] != '\n')
        line--;
    return line[strspn(line, " \t")] == '#';
}

static void hint(const char *name, unsigned int line, const char *what)
{
    tool_complain("import: %s: line %u: %s", name, line, what);
}

/* Tells what an editor does not show, of a text that the parser does not read. */
static void hints_give(const char *name, const char *bytes, size_t size)
{
    const char *cr = memchr(bytes, '\r', size);

    if (cr)
        hint(name, line_of(bytes, cr),
             cr[1] == '\n' ? "ends as lines of Windows do, with CR and LF; xl wants LF alone: "
                             "sed -i 's/\\r$//' mends the file"
                           : "has a carriage return (CR); xl wants lines that end with LF");
    for (size_t i = 0; i < sizeof(strays) / sizeof(strays[0]); i++) {
        const char *at = memmem(bytes, size, strays[i].bytes, strlen(strays[i].bytes));

        if (at == bytes && strays[i].bytes[0] == '\xef')
            hint(name, 1, "begins with a byte order mark; save the file as UTF-8 without one");
        else if (at)
            hint(name, line_of(bytes, at), strays[i].what);
    }
    if (ends_in_comment(bytes, size))
        hint(name, line_of(bytes, bytes + size),
             "the comment has no line end, and xl wants one; add a newline");
}

/* Of a text that ends with a NUL. */
static bool has_secret(const char *text)
{
    return strcasestr(text, "pass") || strcasestr(text, "pwd") || strcasestr(text, "secret") ||
           strcasestr(text, "key");
}

/* Prints what the parser said, without what a terminal obeys; no piece of a file with passwords. */
static void report_print(char *report, bool secret)
{
    char *line, *rest = report;

    while ((line = strsep(&rest, "\n")) != NULL) {
        char *near = secret ? strstr(line, " near `") : NULL;
        char *after = near ? strrchr(near, ':') : NULL;

        if (*line == '\0')
            continue;
        if (after) {
            *near = '\0';
            printable_print(stderr, line);
            printable_print(stderr, after);
        } else {
            printable_print(stderr, line);
        }
        fputc('\n', stderr);
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
        report_print(xl->report_text, has_secret(bytes));
    if (!error)
        return TOOL_FINE;
    hints_give(xl->file, bytes, size);
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
