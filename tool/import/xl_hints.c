/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Why xl's parser does not read a configuration, where it says "lexical error" alone: what an
 * editor does not show, and mistakes that are common. No text of the file is shown; it may be a
 * password.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "tool/base/tool.h"
#include "tool/import/xl.h"

enum { HINTS_MAX = 8 /* what the parser says more follows from what it said before */ };

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
static bool text_ends_in_comment(const char *bytes, size_t size)
{
    const char *line = bytes + size;

    while (line > bytes && line[-1] != '\n')
        line--;
    return line[strspn(line, " \t")] == '#';
}

static void hint_print(const char *name, unsigned int line, const char *what)
{
    tool_complain("import: %s: line %u: %s", name, line, what);
}

/* Tells what an editor does not show, of a text that the parser does not read. */
static void hidden_tell(const char *name, const char *bytes, size_t size)
{
    const char *cr = memchr(bytes, '\r', size);

    if (cr)
        hint_print(name, line_of(bytes, cr),
                   cr[1] == '\n' ? "ends with CR and LF, as on Windows; xl wants LF only: sed -i "
                                   "'s/\\r$//' repairs the file"
                                 : "has a carriage return (CR); xl wants lines that end with LF");
    for (size_t i = 0; i < sizeof(strays) / sizeof(strays[0]); i++) {
        const char *at = memmem(bytes, size, strays[i].bytes, strlen(strays[i].bytes));

        if (at == bytes && strays[i].bytes[0] == '\xef')
            hint_print(name, 1,
                       "begins with a byte order mark; save the file as UTF-8 without one");
        else if (at)
            hint_print(name, line_of(bytes, at), strays[i].what);
    }
    if (text_ends_in_comment(bytes, size))
        hint_print(name, line_of(bytes, bytes + size),
                   "the comment has no line end, and xl wants one; add a newline");
}

/* Whether a quote that begins in the line does not end in it. */
static bool quote_is_open(const char *line)
{
    char quote = '\0';

    for (; *line; line++)
        if (quote && *line == '\\' && line[1])
            line++;
        else if (quote && *line == quote)
            quote = '\0';
        else if (!quote && *line == '#')
            break;
        else if (!quote && (*line == '"' || *line == '\''))
            quote = *line;
    return quote != '\0';
}

/* What is wrong with a line that the parser complained of, or NULL. */
static const char *line_fault(const char *line)
{
    const char *value = line + strcspn(line, "=\"'#");

    line += strspn(line, " \t");
    if (*line >= 'A' && *line <= 'Z')
        return "a key begins with a small letter";
    if (quote_is_open(line))
        return "a quote is not closed; a string ends in the line where it begins";
    if (*value != '=')
        return NULL;
    value += 1 + strspn(value + 1, " \t\r");
    if (*value == '\0' || *value == '#')
        return "there is no value after the =; an empty string is \"\"";
    if (isalpha((unsigned char)*value) || *value == '/')
        return "a string stands in quotes";
    if (*value == '-' || *value == '+')
        return "a number with a sign stands in quotes";
    if (isdigit((unsigned char)*value) &&
        isalpha((unsigned char)value[strspn(value, "0123456789")]))
        return "a number has no unit; memory is in MiB";
    return NULL;
}

/*
 * Tells of the line that a line of the parser's report begins with, "FILE:LINE: ", unless it is the
 * last one.
 */
static void reported_tell(struct xl *xl, const char *bytes, const char *report, unsigned long *last)
{
    size_t name = strlen(xl->file);
    unsigned long line;
    const char *fault;
    char *copy, *end;

    if (strncmp(report, xl->file, name) != 0 || report[name] != ':')
        return;
    line = strtoul(report + name + 1, &end, 10);
    /* Of a line's end the parser gives the line before. */
    if (memmem(report, strcspn(report, "\n"), "unexpected NEWLINE", 18))
        line++;
    for (unsigned long i = 1; i < line && bytes; i++) {
        bytes = strchr(bytes, '\n');
        if (bytes)
            bytes++;
    }
    if (*end != ':' || line == *last || !bytes)
        return;
    *last = line;
    copy = strndup(bytes, strcspn(bytes, "\n"));
    fault = copy ? line_fault(copy) : NULL;
    if (fault)
        hint_print(xl->file, (unsigned int)line, fault);
    free(copy);
}

void xl_hints_give(struct xl *xl, const char *bytes, size_t size)
{
    const char *report = xl->report_text;
    unsigned long last = 0;

    hidden_tell(xl->file, bytes, size);
    for (int i = 0; report && i < HINTS_MAX; i++) {
        reported_tell(xl, bytes, report, &last);
        report = strchr(report, '\n');
        if (report)
            report++;
    }
}
