/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The script for fish.
 */
#include <stdio.h>

#include "tool/command/completion.h"

/* A word of fish: in quotes, in which two characters need a backslash. */
static void quoted_print(const char *text)
{
    putchar('\'');
    for (; *text; text++) {
        if (*text == '\'' || *text == '\\')
            putchar('\\');
        putchar(*text);
    }
    putchar('\'');
}

/* fish offers files where nothing else is said; -x stops that, and asks for a value. */
static void value_print(const struct option_spec *option)
{
    switch (completion_kind(option)) {
    case COMPLETION_NONE:
        break;
    case COMPLETION_TEXT:
        fputs(" -x", stdout);
        break;
    case COMPLETION_CHOICES:
        fputs(" -x -a '", stdout);
        completion_choices_print(option->value);
        putchar('\'');
        break;
    case COMPLETION_FILES:
        fputs(" -r -F", stdout);
        break;
    case COMPLETION_FOLDERS:
        fputs(" -x -a '(__fish_complete_directories)'", stdout);
        break;
    case COMPLETION_CHECKS:
        fputs(" -x -a 'all (hyperlaunch check --list-checks | string replace -r \" .*\" \"\")'",
              stdout);
        break;
    case COMPLETION_DOMAINS:
        fputs(" -x -a '(hyperlaunch completion names)'", stdout);
        break;
    }
}

static void option_print(const struct command *command, const struct option_spec *option)
{
    printf("complete -c hyperlaunch -n '__hyperlaunch_runs %s'", command->name);
    if (option->letter)
        printf(" -s %c", option->letter);
    if (option->name)
        printf(" -l %s", option->name);
    value_print(option);
    fputs(" -d ", stdout);
    quoted_print(option->help);
    putchar('\n');
}

static void command_print(const struct command *command)
{
    printf("complete -c hyperlaunch -n '__hyperlaunch_words 1' -f -a %s -d ", command->name);
    quoted_print(command->summary);
    putchar('\n');
    for (const struct option_spec *option = command->options; option_is_there(option); option++)
        option_print(command, option);
    option_print(command, &option_help);
    if (!*command->operands)
        printf("complete -c hyperlaunch -n '__hyperlaunch_runs %s' -f\n", command->name);
    if (command->words)
        printf("complete -c hyperlaunch -n '__hyperlaunch_runs %s; and __hyperlaunch_words 2' "
               "-a '%s'\n",
               command->name, command->words);
}

void completion_fish_print(const struct command *const *all)
{
    fputs("# Completion of hyperlaunch for fish.\n"
          "function __hyperlaunch_words\n"
          "    test (count (commandline -opc)) -eq $argv[1]\n"
          "end\n"
          "function __hyperlaunch_runs\n"
          "    set -l words (commandline -opc)\n"
          "    test (count $words) -gt 1; and test \"$words[2]\" = $argv[1]\n"
          "end\n"
          "complete -c hyperlaunch -n '__hyperlaunch_words 1' -f -s h -l help "
          "-d 'show all commands'\n"
          "complete -c hyperlaunch -n '__hyperlaunch_words 1' -f -l version "
          "-d 'show the version'\n",
          stdout);
    for (const struct command *const *command = all; *command; command++)
        command_print(*command);
    fputs("complete -c hyperlaunch -n '__hyperlaunch_runs explain; and __hyperlaunch_words 2' "
          "-a '(hyperlaunch explain --list-properties | string replace -r \" .*\" \"\")'\n"
          "complete -c hyperlaunch -n '__hyperlaunch_runs explain; and __hyperlaunch_words 3; "
          "and contains name (commandline -opc)' -f -a '(hyperlaunch completion names)'\n",
          stdout);
}
