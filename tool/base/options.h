/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The form of a command, and its options: one table that the parser, --help, the completion and
 * the check of the manual pages read.
 */
#ifndef TOOL_BASE_OPTIONS_H
#define TOOL_BASE_OPTIONS_H

#include <stdbool.h>
#include <stdio.h>

/* One option; `value` is the name of its argument or NULL. Short-only options have no name. */
struct option_spec {
    char letter;
    const char *name;
    const char *value;
    const char *help;
};

/* Whether a table of options goes on here. */
static inline bool option_is_there(const struct option_spec *option)
{
    return option->letter || option->name;
}

/* The option that each command has, and no table. */
extern const struct option_spec option_help;

/* One subcommand; tool/command/main.c has the table. `options` ends with an entry of zeros. */
struct command {
    const char *name;
    const char *operands;
    const char *summary;
    const char *description;
    const struct option_spec *options;
    const char *words; /* that the first operand may be, with blanks between; NULL: any */
    int (*run)(const struct command *command, int argc, char **argv);
    /* In place of `run`, where the command is about all commands: a table that NULL ends. */
    int (*run_with_all)(const struct command *command, const struct command *const *all, int argc,
                        char **argv);
};

/* Takes one option; returns false after a complaint about its value. */
typedef bool option_take_fn(void *context, const struct option_spec *option, const char *value);

/*
 * Parses the options of a command (argv[0] is its name). Returns the index of the first operand, or
 * -1 with `*status` to exit with: after --help, or a usage error that was complained about.
 */
int options_parse(const struct command *command, int argc, char **argv, option_take_fn *take,
                  void *context, int *status);

/* Reads a whole decimal number in [low, high]; false where `text` is anything else. */
bool option_number(const char *text, unsigned long low, unsigned long high, unsigned long *value);

/* Reads a size of memory in MiB, or with one of the units M and G; how such a one is written. */
#define OPTION_MIB_FORM "a size; write a number of MiB, or one with M or G, as \"4G\""
bool option_mib(const char *text, unsigned long *mib);

void command_help(const struct command *command, FILE *out);

#endif
