/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Scripts that complete a command line of hyperlaunch, one for each shell, made of the commands'
 * own tables.
 */
#ifndef TOOL_COMMAND_COMPLETION_H
#define TOOL_COMMAND_COMPLETION_H

#include "tool/base/options.h"

/* What a shell offers for the value of an option. */
enum completion_kind {
    COMPLETION_NONE, /* the option has no value */
    COMPLETION_TEXT, /* nothing: it can be anything */
    COMPLETION_CHOICES,
    COMPLETION_FILES,
    COMPLETION_FOLDERS,
    COMPLETION_CHECKS,  /* names of checks, and "all" */
    COMPLETION_DOMAINS, /* names of domains in the sets of this folder */
};

enum completion_kind completion_kind(const struct option_spec *option);

/* Of a value "on|off|TEXT" those that can be typed as they stand, a blank after each. */
void completion_choices_print(const char *value);

/* Each prints the script of a shell; NULL ends the table. */
void completion_bash_print(const struct command *const *all);
void completion_fish_print(const struct command *const *all);
void completion_zsh_print(const struct command *const *all);

#endif
