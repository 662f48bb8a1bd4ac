/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The `hyperlaunch` command: finds the subcommand and runs it.
 */
#include <string.h>

#include "core/base/nearest.h"
#include "core/base/version.h"
#include "tool/base/options.h"
#include "tool/base/tool.h"
#include "tool/command/commands.h"

/* All commands, ended by NULL. */
static const struct command *const tool_commands[] = {
    &command_build,      &command_check, &command_show,     &command_explain, &command_diff,
    &command_graph,      &command_run,   &command_simulate, &command_record,  &command_datasheet,
    &command_import,     &command_host,  &command_install,  &command_list,    &command_uninstall,
    &command_completion, NULL,
};

static void tool_help(FILE *out)
{
    fputs("usage: hyperlaunch COMMAND [OPTION]... FILE...\n\n"
          "Describes, checks and builds sets of Xen domains that start with the host.\n\n"
          "commands:\n",
          out);
    for (const struct command *const *command = tool_commands; *command; command++)
        fprintf(out, "  %-11s %s\n", (*command)->name, (*command)->summary);
    fputs("\noptions:\n"
          "  -h, --help  show this text; hyperlaunch COMMAND --help shows a command's options\n"
          "  --version   show the version\n"
          "\nexit status: 0 fine, 1 the input is at fault, 2 usage, 3 the work could not be done\n",
          out);
}

/* A full disk or a closed pipe must not look like success. */
static int output_close(int status)
{
    if (fflush(stdout) == 0 && !ferror(stdout))
        return status;
    tool_complain("the standard output cannot be written");
    return TOOL_FAILED;
}

static int command_start(const struct command *command, int argc, char **argv)
{
    return command->run_with_all ? command->run_with_all(command, tool_commands, argc, argv)
                                 : command->run(command, argc, argv);
}

int main(int argc, char **argv)
{
    if (argc < 2) {
        tool_help(stderr);
        return TOOL_USAGE;
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0) {
        tool_help(stdout);
        return output_close(TOOL_FINE);
    }
    if (strcmp(argv[1], "--version") == 0) {
        puts("hyperlaunch " HYPERLAUNCH_VERSION);
        return output_close(TOOL_FINE);
    }
    for (const struct command *const *command = tool_commands; *command; command++)
        if (strcmp(argv[1], (*command)->name) == 0)
            return output_close(command_start(*command, argc - 1, argv + 1));
    for (const struct command *const *command = tool_commands; *command; command++) {
        if (name_is_close(argv[1], (*command)->name)) {
            tool_complain("%s: unknown command; did you mean %s?", argv[1], (*command)->name);
            return TOOL_USAGE;
        }
    }
    tool_complain("%s: unknown command; see hyperlaunch --help", argv[1]);
    return TOOL_USAGE;
}
