/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * hyperlaunch completion: a script for bash, made of the commands' own tables.
 */
#include <ctype.h>
#include <string.h>

#include "tool/tool.h"

static const struct option_spec completion_options[] = {{0}};

static bool no_option(void *context, const struct option_spec *option, const char *value)
{
    (void)context;
    (void)option;
    (void)value;
    return true;
}

static void options_print(const struct command *command)
{
    for (const struct option_spec *option = command->options; option->letter || option->name;
         option++) {
        if (option->letter)
            printf(" -%c", option->letter);
        if (option->name)
            printf(" --%s", option->name);
    }
    fputs(" -h --help", stdout);
}

/* A case for each command: its options, and words that its first operand may be. */
static void commands_print(void)
{
    for (const struct command *const *command = tool_commands; *command; command++) {
        printf("    %s)\n        options='", (*command)->name);
        options_print(*command);
        printf("'\n        words='%s'\n        ;;\n", (*command)->words ? (*command)->words : "");
    }
}

/* Of an option's value "on|off|TEXT" those that can be typed as they stand: the small ones. */
static void choices_print(const char *value)
{
    while (*value) {
        size_t length = strcspn(value, "|");

        if (islower((unsigned char)*value))
            printf("%.*s ", (int)length, value);
        value += length + (value[length] == '|');
    }
}

/* A case for each option of a command that takes one of some words. */
static void values_print(void)
{
    for (const struct command *const *command = tool_commands; *command; command++) {
        for (const struct option_spec *option = (*command)->options; option->letter || option->name;
             option++) {
            if (!option->name || !option->value || !strchr(option->value, '|'))
                continue;
            printf("    %s:--%s) values='", (*command)->name, option->name);
            choices_print(option->value);
            fputs("' ;;\n", stdout);
        }
    }
}

static int completion_run(const struct command *command, int argc, char **argv)
{
    int status;
    int first = options_parse(command, argc, argv, no_option, NULL, &status);

    if (first < 0)
        return status;
    if (argc - first != 1 || strcmp(argv[first], "bash") != 0) {
        tool_complain("completion: say bash; see hyperlaunch completion --help");
        return TOOL_USAGE;
    }
    fputs("# Completion of hyperlaunch for bash, and for zsh after bashcompinit.\n"
          "_hyperlaunch() {\n"
          "    local current=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]}\n"
          "    local options='' words='' values='' commands='",
          stdout);
    for (const struct command *const *each = tool_commands; *each; each++)
        printf("%s ", (*each)->name);
    fputs("'\n"
          "    COMPREPLY=()\n"
          "    if [ \"$COMP_CWORD\" -eq 1 ]; then\n"
          "        COMPREPLY=($(compgen -W \"$commands --help --version\" -- \"$current\"))\n"
          "        return\n"
          "    fi\n"
          "    case ${COMP_WORDS[1]} in\n",
          stdout);
    commands_print();
    fputs("    esac\n"
          "    case ${COMP_WORDS[1]}:$before in\n",
          stdout);
    values_print();
    fputs("    esac\n"
          "    if [ \"$before\" = -W ] || [ \"$before\" = -E ]; then\n"
          "        words=\"all $(\"${COMP_WORDS[0]}\" check --list-checks 2>/dev/null | cut -d' ' "
          "-f1)\"\n"
          "        COMPREPLY=($(compgen -W \"$words\" -- \"$current\"))\n"
          "    elif [ -n \"$values\" ]; then\n"
          "        COMPREPLY=($(compgen -W \"$values\" -- \"$current\"))\n"
          "    elif [[ $current == -* ]]; then\n"
          "        COMPREPLY=($(compgen -W \"$options\" -- \"$current\"))\n"
          "    elif [ -n \"$words\" ] && [[ $COMP_CWORD -eq 2 || $before == -* ]]; then\n"
          "        COMPREPLY=($(compgen -W \"$words\" -- \"$current\"))\n"
          "    else\n"
          "        compopt -o filenames 2>/dev/null\n"
          "        COMPREPLY=($(compgen -f -- \"$current\"))\n"
          "    fi\n"
          "}\n"
          "complete -F _hyperlaunch hyperlaunch\n",
          stdout);
    return TOOL_FINE;
}

const struct command command_completion = {
    .name = "completion",
    .operands = "bash",
    .summary = "print a script that completes commands and options in a shell",
    .description =
        "Prints a script for bash (and zsh, after bashcompinit) that completes commands, options,\n"
        "names of checks and files: source it, as in  . <(hyperlaunch completion bash).\n"
        "make install puts it where bash-completion finds it.",
    .options = completion_options,
    .words = "bash",
    .run = completion_run,
};
