/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Foreign strings in comments: in quotes, whole, and without what a terminal or a comment takes for
 * something else.
 */
#include <stdlib.h>
#include <string.h>

#include "tool/import/import.h"

bool import_waives(const char *at)
{
    static const char word[] = "hyperlaunch-waive";

    return strncmp(at, word, sizeof(word) - 1) == 0;
}

/* What is escaped, as bash, xl.cfg(5) and device tree sources all read it: \" and \x2f. */
static const char *string_quoted(struct import_set *set, const char *string, const char *open,
                                 char close)
{
    static const char digits[] = "0123456789abcdef";
    const char *start = string;
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    const char *kept = NULL;

    if (!out) {
        set->failed = true;
        return NULL;
    }
    fputs(open, out);
    for (; *string; string++) {
        unsigned char c = (unsigned char)*string;
        bool ends_comment = c == '/' && string > start && string[-1] == '*';

        if (c == (unsigned char)close || c == '\\')
            fprintf(out, "\\%c", c);
        else if (c < ' ' || c > '~' || ends_comment || import_waives(string))
            fprintf(out, "\\x%c%c", digits[c >> 4], digits[c & 0xf]);
        else
            fputc(c, out);
    }
    fputc(close, out);
    if (fclose(out) == 0)
        kept = import_text(set, "%s", text);
    set->failed = set->failed || !kept;
    free(text);
    return kept;
}

const char *import_quoted(struct import_set *set, const char *string)
{
    return string_quoted(set, string, "\"", '"');
}

const char *import_shell_quoted(struct import_set *set, const char *string)
{
    return string_quoted(set, string, "$'", '\'');
}

bool import_has_unprintable(const char *string)
{
    for (; *string; string++)
        if (*string < ' ' || *string > '~')
            return true;
    return false;
}
