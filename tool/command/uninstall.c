/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * hyperlaunch uninstall: GRUB's menu without us, and then none of our files.
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "tool/base/options.h"
#include "tool/base/tool.h"
#include "tool/command/commands.h"
#include "tool/install/install.h"

struct uninstall_request {
    struct install install;
    const char *root;
};

static const struct option_spec uninstall_options[] = {
    {0, "root", "DIR", "remove it from the system below DIR, and leave GRUB's menu to its maker"},
    {0, "dry-run", NULL, "show what would be removed and run, and do nothing"},
    {0},
};

static bool uninstall_option(void *context, const struct option_spec *option, const char *value)
{
    struct uninstall_request *request = context;

    if (strcmp(option->name, "root") == 0)
        request->root = value;
    else
        request->install.disk.dry = true;
    return true;
}

static int uninstall_command(const struct command *command, int argc, char **argv)
{
    struct uninstall_request request = {
        .install.disk = {.command = "uninstall", .said = stdout},
    };
    struct install *install = &request.install;
    int status;
    int first = options_parse(command, argc, argv, uninstall_option, &request, &status);

    if (first < 0)
        return status;
    if (first < argc) {
        tool_complain("uninstall: %s: unexpected argument; see hyperlaunch uninstall --help",
                      argv[first]);
        return TOOL_USAGE;
    }
    if (!place_open(&install->place, "uninstall", request.root))
        return TOOL_USAGE;
    if (!*install->place.root && !install->disk.dry && geteuid() != 0) {
        tool_complain("uninstall: only root may write to /boot; run it as root, or look at it with "
                      "--dry-run");
        return TOOL_FAILED;
    }
    status = uninstall_run(install);
    if (status == TOOL_FINE && install->disk.dry)
        puts("Nothing was done.");
    else if (status == TOOL_FINE && *install->place.root)
        puts("All is removed. Run update-grub in that system, and GRUB's menu forgets it.");
    return status;
}

const struct command command_uninstall = {
    .name = "uninstall",
    .operands = "",
    .summary = "remove what hyperlaunch install has installed, and its menu entries",
    .description = "Takes the entries out of GRUB's menu, then removes all generations from\n"
                   "/boot/hyperlaunch. Other files there stay, as images for hyperlaunch-watch.",
    .options = uninstall_options,
    .run = uninstall_command,
};
