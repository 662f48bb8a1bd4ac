/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The script for zsh.
 */
#include <stdio.h>
#include <string.h>

#include "tool/command/completion.h"

/* Part of a quoted specification, in which brackets and colons need a backslash. */
static void text_print(const char *text)
{
    for (; *text; text++) {
        if (*text == '\'') {
            fputs("'\\''", stdout);
            continue;
        }
        if (strchr("[]:\\", *text))
            putchar('\\');
        putchar(*text);
    }
}

static void action_print(const struct option_spec *option)
{
    enum completion_kind kind = completion_kind(option);
    static const char *const actions[] = {
        [COMPLETION_TEXT] = " ",
        [COMPLETION_FILES] = "_files",
        [COMPLETION_FOLDERS] = "_files -/",
        [COMPLETION_CHECKS] = "_hyperlaunch_checks",
        [COMPLETION_DOMAINS] = "_hyperlaunch_domains",
    };

    if (kind == COMPLETION_NONE)
        return;
    putchar(':');
    text_print(option->value);
    putchar(':');
    if (kind == COMPLETION_CHOICES) {
        putchar('(');
        completion_choices_print(option->value);
        putchar(')');
    } else {
        fputs(actions[kind], stdout);
    }
}

/* One form of an option; `end` says how its value follows. */
static void form_print(const struct option_spec *option, const char *form, const char *end)
{
    fputs("            '", stdout);
    /* Those with a letter alone may be given again; of others, one form ends the other. */
    if (!option->name)
        putchar('*');
    else if (option->letter)
        printf("(-%c --%s)", option->letter, option->name);
    printf("%s%s[", form, option->value ? end : "");
    text_print(option->help);
    putchar(']');
    action_print(option);
    fputs("' \\\n", stdout);
}

static void option_print(const struct option_spec *option)
{
    char form[64];

    if (option->letter) {
        (void)snprintf(form, sizeof(form), "-%c", option->letter);
        form_print(option, form, "+");
    }
    if (option->name) {
        (void)snprintf(form, sizeof(form), "--%s", option->name);
        form_print(option, form, "=");
    }
}

static void command_print(const struct command *command)
{
    printf("    %s)\n        _arguments -S \\\n", command->name);
    for (const struct option_spec *option = command->options; option_is_there(option); option++)
        option_print(option);
    option_print(&option_help);
    if (strcmp(command->name, "explain") == 0)
        printf("            '1: :_hyperlaunch_subjects %s' '2: :_hyperlaunch_subject' ",
               command->words);
    else if (command->words)
        printf("            '1: :(%s)' ", command->words);
    else
        fputs("            ", stdout);
    if (*command->operands)
        fputs("'*: :_files'", stdout);
    fputs("\n        ;;\n", stdout);
}

void completion_zsh_print(const struct command *const *all)
{
    fputs("#compdef hyperlaunch\n"
          "# Completion of hyperlaunch for zsh: a file _hyperlaunch in $fpath, or sourced after "
          "compinit.\n"
          "_hyperlaunch_checks() {\n"
          "    local -a names=(all ${${(f)\"$(hyperlaunch check --list-checks)\"}%% *})\n"
          "    compadd -- $names no-$^names\n"
          "}\n"
          "_hyperlaunch_domains() {\n"
          "    compadd -- ${(f)\"$(hyperlaunch completion names)\"}\n"
          "}\n"
          "_hyperlaunch_subjects() {\n"
          "    compadd -- $@ ${(u)${(f)\"$(hyperlaunch explain --list-properties)\"}%% *}\n"
          "    _files\n"
          "}\n"
          "_hyperlaunch_subject() {\n"
          "    if [[ $line[1] = name ]]; then _hyperlaunch_domains; else _files; fi\n"
          "}\n"
          "_hyperlaunch() {\n"
          "    local -a line\n"
          "    if (( CURRENT == 2 )); then\n"
          "        local -a commands=(\n",
          stdout);
    for (const struct command *const *command = all; *command; command++) {
        printf("            '%s:", (*command)->name);
        text_print((*command)->summary);
        fputs("'\n", stdout);
    }
    fputs("        )\n"
          "        _describe command commands\n"
          "        _arguments '(- *)'{-h,--help}'[show all commands]' "
          "'(- *)--version[show the version]'\n"
          "        return\n"
          "    fi\n"
          "    shift words\n"
          "    (( CURRENT-- ))\n"
          "    case $words[1] in\n",
          stdout);
    for (const struct command *const *command = all; *command; command++)
        command_print(*command);
    fputs("    esac\n"
          "}\n"
          "if [[ $funcstack[1] = _hyperlaunch ]]; then\n"
          "    _hyperlaunch \"$@\"\n"
          "else\n"
          "    compdef _hyperlaunch hyperlaunch\n"
          "fi\n",
          stdout);
}
