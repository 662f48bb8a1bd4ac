/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * hyperlaunch completion: a script for bash, made of the commands' own tables.
 */
#include <ctype.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>

#include "tool/base/options.h"
#include "tool/base/tool.h"
#include "tool/command/commands.h"
#include "tool/read/input.h"

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
static void commands_print(const struct command *const *all)
{
    for (const struct command *const *command = all; *command; command++) {
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
static void values_print(const struct command *const *all)
{
    for (const struct command *const *command = all; *command; command++) {
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

/* Names of the domains of a file; nothing where it is no set, for nobody asked for a finding. */
static void names_of(struct input *input, const char *path)
{
    static const struct path_list none;
    FILE *nowhere = fopen("/dev/null", "we");

    if (!nowhere)
        return;
    if (input_open(input, path, &none, nowhere) == TOOL_FINE)
        for (uint32_t i = 0; i < input->image.plan.domain_count; i++)
            printf("%s\n", input->image.plan.domains[i].name);
    input_release(input);
    fclose(nowhere);
}

/* Names of the domains of these files; without any, of the sets in the current folder. */
static void names_print(int count, char **paths)
{
    struct input *input = calloc(1, sizeof(*input));
    glob_t here = {.gl_pathc = 0};

    if (input && count == 0 && glob("*.dts", 0, NULL, &here) == 0)
        (void)glob("*.img", GLOB_APPEND, NULL, &here);
    else if (input && count == 0)
        (void)glob("*.img", 0, NULL, &here);
    for (int i = 0; input && i < count; i++)
        names_of(input, paths[i]);
    for (size_t i = 0; i < here.gl_pathc; i++)
        names_of(input, here.gl_pathv[i]);
    globfree(&here);
    free(input);
}

static int completion_run(const struct command *command, const struct command *const *all, int argc,
                          char **argv)
{
    int status;
    int first = options_parse(command, argc, argv, no_option, NULL, &status);

    if (first < 0)
        return status;
    if (first < argc && strcmp(argv[first], "names") == 0) {
        names_print(argc - first - 1, argv + first + 1);
        return TOOL_FINE;
    }
    if (argc - first != 1 || strcmp(argv[first], "bash") != 0) {
        tool_complain("completion: give bash or names; see hyperlaunch completion --help");
        return TOOL_USAGE;
    }
    fputs("# Completion of hyperlaunch for bash, and for zsh after bashcompinit.\n"
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
    return TOOL_FINE;
}

const struct command command_completion = {
    .name = "completion",
    .operands = "(bash | names [FILE]...)",
    .summary = "print a script that completes commands and options in a shell",
    .description =
        "Prints a script for bash (and zsh, after bashcompinit) that completes commands, options,\n"
        "names of checks, domains and files: source it, as in  . <(hyperlaunch completion bash).\n"
        "make install puts it where bash-completion finds it. names prints the names of the\n"
        "domains in each FILE, or of the sets in the current folder; the script uses it.",
    .options = completion_options,
    .words = "bash names",
    .run_with_all = completion_run,
};
