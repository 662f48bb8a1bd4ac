/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The script for bash.
 */
#include <stdio.h>

#include "tool/command/completion.h"

static void words_print(const struct command *command)
{
    for (const struct option_spec *option = command->options; option_is_there(option); option++) {
        if (option->letter)
            printf(" -%c", option->letter);
        if (option->name)
            printf(" --%s", option->name);
    }
    fputs(" -h --help", stdout);
}

/* A case for each command: its options, and words that its first operand may be. */
static void commands_print(const struct command *const *all)
{
    for (const struct command *const *command = all; *command; command++) {
        printf("    %s)\n        options='", (*command)->name);
        words_print(*command);
        printf("'\n        words='%s'\n        ;;\n", (*command)->words ? (*command)->words : "");
    }
}

/* A case for each option of a command that takes one of some words. */
static void values_print(const struct command *const *all)
{
    for (const struct command *const *command = all; *command; command++) {
        for (const struct option_spec *option = (*command)->options; option_is_there(option);
             option++) {
            if (!option->name || completion_kind(option) != COMPLETION_CHOICES)
                continue;
            printf("    %s:--%s) values='", (*command)->name, option->name);
            completion_choices_print(option->value);
            fputs("' ;;\n", stdout);
        }
    }
}

void completion_bash_print(const struct command *const *all)
{
    fputs("# Completion of hyperlaunch for bash.\n"
          "_hyperlaunch() {\n"
          "    local current=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]}\n"
          "    local options='' words='' values='' commands='",
          stdout);
    for (const struct command *const *each = all; *each; each++)
        printf("%s ", (*each)->name);
    fputs("'\n"
          "    COMPREPLY=()\n"
          "    if [ \"$COMP_CWORD\" -eq 1 ]; then\n"
          "        COMPREPLY=($(compgen -W \"$commands --help --version\" -- \"$current\"))\n"
          "        return\n"
          "    fi\n"
          "    case ${COMP_WORDS[1]} in\n",
          stdout);
    commands_print(all);
    fputs("    esac\n"
          "    case ${COMP_WORDS[1]}:$before in\n",
          stdout);
    values_print(all);
    fputs("    esac\n"
          "    if [ \"$before\" = -W ] || [ \"$before\" = -E ]; then\n"
          "        words=\"all $(\"${COMP_WORDS[0]}\" check --list-checks 2>/dev/null | cut -d' ' "
          "-f1)\"\n"
          "        COMPREPLY=($(compgen -W \"$words\" -- \"$current\"))\n"
          "    elif [[ ${COMP_WORDS[1]}$before =~ ^(explainname|simulate--fail)$ ]]; then\n"
          "        words=$(\"${COMP_WORDS[0]}\" completion names "
          "\"${COMP_WORDS[@]:COMP_CWORD+1}\" 2>/dev/null)\n"
          "        COMPREPLY=($(compgen -W \"$words\" -- \"$current\"))\n"
          "    elif [ \"${COMP_WORDS[1]} $COMP_CWORD\" = 'explain 2' ] && [[ $current != -* ]]; "
          "then\n"
          "        words+=\" $(\"${COMP_WORDS[0]}\" explain --list-properties 2>/dev/null | "
          "cut -d' ' -f1 | sort -u)\"\n"
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
}
