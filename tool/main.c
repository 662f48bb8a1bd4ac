/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The `hyperlaunch` command: finds the subcommand and runs it.
 */
#include <string.h>

#include "tool/tool.h"

static const struct command *const commands[] = {
    &command_build,  &command_check,     &command_show,   &command_explain,
    &command_diff,   &command_graph,     &command_run,    &command_simulate,
    &command_record, &command_datasheet, &command_import, &command_host,
};

enum { COMMAND_COUNT = sizeof(commands) / sizeof(commands[0]) };

static void tool_help(FILE *out)
{
    fputs("usage: hyperlaunch COMMAND [OPTION]... FILE...\n\n"
          "Describes, checks and builds sets of Xen domains that start with the host.\n\n"
          "commands:\n",
          out);
    for (int i = 0; i < COMMAND_COUNT; i++)
        fprintf(out, "  %-10s %s\n", commands[i]->name, commands[i]->summary);
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
        puts("hyperlaunch " TOOL_VERSION);
        return output_close(TOOL_FINE);
    }
    for (int i = 0; i < COMMAND_COUNT; i++) {
        if (strcmp(argv[1], commands[i]->name) == 0)
            return output_close(commands[i]->run(commands[i], argc - 1, argv + 1));
    }
    tool_complain("%s: unknown command; see hyperlaunch --help", argv[1]);
    return TOOL_USAGE;
}
