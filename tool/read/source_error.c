/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * dtc's messages in our format: FILE:LINE.COL-END becomes FILE:LINE:COL, and a check's node and
 * property are told apart.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "tool/read/source.h"
#include "tool/read/source_hint.h"

/* What to do about a thing that dtc tells in its own words. */
static const char *error_remedy(const char *text)
{
    static const struct {
        const char *part;
        const char *remedy;
    } known[] = {
        {"Duplicate label", "give one of them another label"},
        {"Duplicate node name", "give it another name, or put the two into one"},
        {"Duplicate property name", "keep one of them"},
        {"Label or path ", "write the label of a node, as &web of \"web: domain@1 {\""},
        {"Reference to non-existent",
         "write the label of a node, as <&web> of \"web: domain@1 {\""},
        {"Couldn't open", "correct the name, or add the file's directory with -I"},
    };

    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
        if (strstr(text, known[i].part))
            return known[i].remedy;
    return "correct the source";
}

/* Reports one message at a position of its own: the map is still empty. */
static void place_report(struct report *report, const char *position, const char *path,
                         const char *property, const char *text)
{
    struct source_place place = {.path = (char[]){"/"}};
    struct source_map map = {.places = &place, .count = 1};
    const struct source_map *saved = report->map;
    const char *file_end = NULL;
    char *file = NULL;

    /* dtc gives an empty file a position of 0.0. */
    if (position && source_position_read(position, '.', &file_end, &place.line, &place.column) &&
        place.line > 0)
        file = strndup(position, (size_t)(file_end - position));
    place.file = file;
    if (file)
        report->map = &map;
    report_error(report, "syntax", path, property, "%s%s%s", text, strchr(text, ';') ? "" : "; ",
                 strchr(text, ';') ? "" : error_remedy(text));
    report->map = saved;
    free(file);
}

/* What dtc says in its own words, and what to do about it. */
static const char *error_words(const char *text)
{
    static const struct {
        const char *start;
        const char *words;
    } known[] = {
        {"Properties must precede subnodes",
         "a property follows a child node; move it before the first child node"},
        {"Value out of range for 32-bit",
         "a number in <> has 32 bits, and this is larger; write it as two, <HIGH LOW>"},
        {"\"name\" property is incorrect",
         "the property \"name\" is the node's own name, and dtc refuses another; write "
         "hyperlaunch,name for the domain's name"},
        {"Character literal has",
         "single quotes hold one character; write a string in double quotes"},
    };

    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
        if (strncmp(text, known[i].start, strlen(known[i].start)) == 0)
            return known[i].words;
    return text;
}

/* "POSITION: ERROR (check): /node[:property]: text" */
static void check_report(struct report *report, const char *position, char *rest)
{
    char *path = strstr(rest, "): ");
    char *text, *property;

    if (!path || path[3] != '/') {
        place_report(report, position, "/", NULL, rest);
        return;
    }
    path += 3;
    text = strstr(path, ": ");
    if (!text) {
        place_report(report, position, "/", NULL, path);
        return;
    }
    *text = '\0';
    property = strchr(path, ':');
    if (property)
        *property++ = '\0';
    place_report(report, position, path, property, error_words(text + 2));
}

/* The text that dtc read under this name, kept in `file` where it is read again; NULL: cannot be.
 */
static const char *text_read(const struct report *report, const char *name, struct file *file)
{
    struct stat status;

    *file = (struct file){0};
    if (report->stream && strcmp(name, SOURCE_STREAM) == 0)
        return (const char *)report->stream->bytes;
    if (stat(name, &status) != 0 || !S_ISREG(status.st_mode) || !file_read(file, name))
        return NULL;
    return (const char *)file->bytes;
}

/* Looks into the file for what a bare "syntax error" is about; false where that does not help. */
static bool hint_report(struct report *report, const char *position, const char *file_end,
                        unsigned int line, unsigned int column)
{
    char *name = strndup(position, (size_t)(file_end - position));
    const char *own = name && strncmp(name, "./", 2) == 0 ? name + 2 : name;
    char hint[256], text[300];
    struct file file;
    const char *source = name && line > 0 ? text_read(report, name, &file) : NULL;
    bool found = false;

    if (source) {
        found =
            source_hint(source, strcmp(name, report->file) == 0 || strcmp(own, report->file) == 0,
                        line, column, hint, sizeof(hint));
        file_release(&file);
    }
    if (found) {
        snprintf(text, sizeof(text), "syntax error: %s", hint);
        place_report(report, position, "/", NULL, text);
    }
    free(name);
    return found;
}

/* "Error: POSITION text"; the end of the position is its first blank after the numbers. */
static void syntax_report(struct report *report, char *rest)
{
    const char *file_end;
    unsigned int line, column;
    const char *after = source_position_read(rest, '.', &file_end, &line, &column);
    const char *text = after ? strchr(after, ' ') : NULL;

    /* dtc gives a file without a token a position of 0.0. */
    if (after && line == 0)
        text = " the source is empty; write /dts-v1/; and a tree / { ... };";
    else if (text && strcmp(text, " syntax error") == 0 && report->errors > 0)
        return; /* of the error before it */
    else if (text && strcmp(text, " syntax error") == 0 &&
             hint_report(report, rest, file_end, line, column))
        return;
    place_report(report, after ? rest : NULL, "/", NULL, error_words(text ? text + 1 : rest));
}

/* "Couldn't open "FILE": ..." has no position: that of the file's name in the source is given. */
static void open_report(struct report *report, char *text)
{
    const char *name = strchr(text, '"'), *end = name ? strchr(name + 1, '"') : NULL;
    char *quoted = end ? strndup(name, (size_t)(end + 1 - name)) : NULL, *position = NULL;
    struct file file;
    const char *start = quoted ? text_read(report, report->file, &file) : NULL;

    if (start) {
        const char *at = strstr(start, quoted), *line = at;
        unsigned int lines = 1;

        while (line && line > start && line[-1] != '\n')
            line--;
        for (const char *c = start; line && c < line; c++)
            lines += *c == '\n';
        if (at &&
            asprintf(&position, "%s:%u.%u", report->file, lines, (unsigned int)(at - line) + 1) < 0)
            position = NULL;
        file_release(&file);
    }
    place_report(report, position, "/", NULL, text);
    free(position);
    free(quoted);
}

static void line_report(struct report *report, char *line)
{
    static const char *const starts[] = {"Error: ", "Lexical error: "};
    char *check = strstr(line, ": ERROR (");

    for (size_t i = 0; i < sizeof(starts) / sizeof(starts[0]); i++) {
        size_t length = strlen(starts[i]);

        if (strncmp(line, starts[i], length) == 0) {
            syntax_report(report, line + length);
            return;
        }
    }
    if (check) {
        check_report(report, line, check + strlen(": ERROR ("));
    } else if (strncmp(line, "ERROR (", 7) == 0) {
        check_report(report, NULL, line + 7);
    } else if (strncmp(line, "FATAL ERROR: ", 13) == 0 && report->errors == 0) {
        /* With findings before it, it only says that there were some. */
        if (strncmp(line + 13, "Couldn't open ", 14) == 0)
            open_report(report, line + 13);
        else
            place_report(report, NULL, "/", NULL, line + 13);
    }
}

void source_errors_report(struct report *report, const char *text)
{
    char *copy = strdup(text);
    char *rest = copy;

    while (rest) {
        char *line = strsep(&rest, "\n");

        line_report(report, line);
    }
    free(copy);
    if (report->errors == 0)
        place_report(report, NULL, "/", NULL, "dtc refuses it and gives no reason");
}
