/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * hyperlaunch completion: the scripts, and the names of domains that they ask for.
 */
#include <glob.h>
#include <stdlib.h>
#include <string.h>

#include "tool/base/options.h"
#include "tool/base/tool.h"
#include "tool/command/commands.h"
#include "tool/command/completion.h"
#include "tool/read/input.h"

static const struct option_spec completion_options[] = {{0}};

static bool no_option(void *context, const struct option_spec *option, const char *value)
{
    (void)context;
    (void)option;
    (void)value;
    return true;
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
    static const struct {
        const char *name;
        void (*print)(const struct command *const *all);
    } shells[] = {
        {"bash", completion_bash_print},
        {"fish", completion_fish_print},
        {"zsh", completion_zsh_print},
    };
    int status;
    int first = options_parse(command, argc, argv, no_option, NULL, &status);

    if (first < 0)
        return status;
    if (first < argc && strcmp(argv[first], "names") == 0) {
        names_print(argc - first - 1, argv + first + 1);
        return TOOL_FINE;
    }
    for (size_t i = 0; argc - first == 1 && i < sizeof(shells) / sizeof(shells[0]); i++) {
        if (strcmp(argv[first], shells[i].name) == 0) {
            shells[i].print(all);
            return TOOL_FINE;
        }
    }
    tool_complain("completion: give bash, fish, zsh or names; see hyperlaunch completion --help");
    return TOOL_USAGE;
}

const struct command command_completion = {
    .name = "completion",
    .operands = "(bash | fish | zsh | names [FILE]...)",
    .summary = "print a script that completes commands and options in a shell",
    .description =
        "Prints a script for bash, fish or zsh that completes commands, options, names of checks,\n"
        "domains and files: source it, as in  . <(hyperlaunch completion bash).\n"
        "make install puts the three where the shells find them. names prints the names of the\n"
        "domains in each FILE, or of the sets in the current folder; the scripts use it.",
    .options = completion_options,
    .words = "bash fish zsh names",
    .run_with_all = completion_run,
};
