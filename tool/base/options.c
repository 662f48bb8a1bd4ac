/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Options from one table per command: parsed, listed by --help, and complained about.
 *
 * The C library's getopt_long scans the words. What is ours is the table above it, of which --help,
 * the completion and the check of the manual pages are made, and the complaints, which name the
 * option that may be meant. argp has such tables, but words and indents of its own, and complaints
 * without a remedy.
 */
#include "tool/base/options.h"

#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/nearest.h"
#include "tool/base/tool.h"

enum { MEMORY_MIB_MAX = 1024 * 1024 };
enum { OPTIONS_MAX = 16, HELP_COLUMN = 24, LONG_BASE = 256 };

const struct option_spec option_help = {'h', "help", NULL, "show this text"};

/* The tables in getopt's form: a long option without a letter gets a number of its own. */
struct getopt_tables {
    char letters[2 * OPTIONS_MAX + 4];
    struct option names[OPTIONS_MAX + 2];
};

static void tables_fill(struct getopt_tables *t, const struct option_spec *spec)
{
    size_t letter = 0, name = 0;

    memset(t, 0, sizeof(*t));
    t->letters[letter++] = ':'; /* tell a missing value from an unknown option */
    t->letters[letter++] = 'h';
    t->names[name++] = (struct option){"help", no_argument, NULL, 'h'};
    for (int i = 0; i < OPTIONS_MAX && option_is_there(&spec[i]); i++) {
        if (spec[i].letter) {
            t->letters[letter++] = spec[i].letter;
            if (spec[i].value)
                t->letters[letter++] = ':';
        }
        if (spec[i].name)
            t->names[name++] = (struct option){
                spec[i].name, spec[i].value ? required_argument : no_argument, NULL, LONG_BASE + i};
    }
}

static const struct option_spec *spec_find(const struct option_spec *spec, int code)
{
    if (code >= LONG_BASE)
        return &spec[code - LONG_BASE];
    for (; option_is_there(spec); spec++)
        if (spec->letter == code)
            return spec;
    return NULL;
}

/* What to do about a word that is no option of a command. */
static void option_unknown(const struct command *command, const char *word)
{
    char name[64] = "";

    if (strncmp(word, "--", 2) == 0)
        snprintf(name, sizeof(name), "%.*s", (int)strcspn(word + 2, "="), word + 2);
    for (const struct option_spec *spec = command->options; option_is_there(spec); spec++) {
        if (!spec->name || !*name || !name_is_close(name, spec->name))
            continue;
        if (strcmp(name, spec->name) == 0)
            tool_complain("%s: %s: the option takes no value; write --%s", command->name, word,
                          spec->name);
        else
            tool_complain("%s: %s: unknown option; did you mean --%s?", command->name, word,
                          spec->name);
        return;
    }
    tool_complain("%s: %s: unknown option; see hyperlaunch %s --help", command->name, word,
                  command->name);
}

int options_parse(const struct command *command, int argc, char **argv, option_take_fn *take,
                  void *context, int *status)
{
    struct getopt_tables tables;
    int code;

    tables_fill(&tables, command->options);
    opterr = 0;
    optind = 1;
    *status = TOOL_USAGE;
    while ((code = getopt_long(argc, argv, tables.letters, tables.names, NULL)) != -1) {
        if (code == 'h') {
            command_help(command, stdout);
            *status = TOOL_FINE;
            return -1;
        }
        if (code == '?') {
            option_unknown(command, argv[optind - 1]);
            return -1;
        }
        if (code == ':') {
            tool_complain("%s: %s: the option needs a value; see hyperlaunch %s --help",
                          command->name, argv[optind - 1], command->name);
            return -1;
        }
        if (!take(context, spec_find(command->options, code), optarg))
            return -1;
    }
    return optind;
}

bool option_number(const char *text, unsigned long low, unsigned long high, unsigned long *value)
{
    char *end;

    if (*text < '0' || *text > '9')
        return false;
    errno = 0;
    *value = strtoul(text, &end, 10);
    return errno == 0 && *end == '\0' && *value >= low && *value <= high;
}

bool option_mib(const char *text, unsigned long *mib)
{
    char number[16];
    size_t length = strlen(text);
    unsigned long unit = 1;

    if (length == 0 || length >= sizeof(number))
        return false;
    memcpy(number, text, length + 1);
    if (number[length - 1] == 'G')
        unit = 1024;
    if (number[length - 1] == 'G' || number[length - 1] == 'M')
        number[length - 1] = '\0';
    if (!option_number(number, 1, MEMORY_MIB_MAX / unit, mib))
        return false;
    *mib *= unit;
    return true;
}

static void option_print(const struct option_spec *spec, FILE *out)
{
    int width = fprintf(out, "  ");

    if (spec->letter)
        width += fprintf(out, "-%c%s", spec->letter, spec->name ? ", " : "");
    if (spec->name)
        width += fprintf(out, "--%s", spec->name);
    if (spec->value)
        width += fprintf(out, " %s", spec->value);
    if (width >= HELP_COLUMN) {
        fprintf(out, "\n");
        width = 0;
    }
    fprintf(out, "%*s%s\n", HELP_COLUMN - width, "", spec->help);
}

void command_help(const struct command *command, FILE *out)
{
    fprintf(out, "usage: hyperlaunch %s [OPTION]... %s\n\n%s\n\noptions:\n", command->name,
            command->operands, command->description);
    for (const struct option_spec *spec = command->options; option_is_there(spec); spec++)
        option_print(spec, out);
    option_print(&option_help, out);
}
