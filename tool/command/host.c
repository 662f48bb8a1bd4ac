/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * hyperlaunch host: describes a host in a file, for check --host.
 */
#include <string.h>

#include "tool/base/options.h"
#include "tool/base/tool.h"
#include "tool/check/host.h"
#include "tool/base/output.h"
#include "tool/command/commands.h"

struct host_request {
    const char *out;
    const char *root;
};

static const struct option_spec host_options[] = {
    {'o', "output", "OUT", "capture: write to OUT instead of the standard output"},
    {0, "root", "DIR", "capture: read /proc, /sys and the output of xl info below DIR"},
    {0},
};

static bool host_option(void *context, const struct option_spec *option, const char *value)
{
    struct host_request *request = context;

    if (option->letter == 'o')
        request->out = value;
    else
        request->root = value;
    return true;
}

static void host_put(const void *context, FILE *out)
{
    host_write(context, out);
}

static int host_run(const struct command *command, int argc, char **argv)
{
    struct host_request request = {.out = NULL};
    struct host host;
    int status;
    int first = options_parse(command, argc, argv, host_option, &request, &status);

    if (first < 0)
        return status;
    if (argc - first == 1 && strcmp(argv[first], "capture") == 0)
        return host_capture(&host, request.root) ? output_put(request.out, host_put, &host)
                                                 : TOOL_FAILED;
    if (argc - first == 2 && strcmp(argv[first], "show") == 0 && !request.out && !request.root) {
        status = host_read(&host, argv[first + 1]);
        return status == TOOL_FINE ? output_put(NULL, host_put, &host) : status;
    }
    tool_complain("host: give capture, or show and a file; see hyperlaunch host --help");
    return TOOL_USAGE;
}

const struct command command_host = {
    .name = "host",
    .operands = "capture | show FILE",
    .summary = "describe a host in a file, for check --host",
    .description =
        "capture describes this machine: its memory, its CPUs and whether it can run PVH domains;\n"
        "in a dom0, as Xen sees them; and its PCI devices, with what cannot be kept apart. show\n"
        "reads such a file and writes it again. The file is a device tree source that can be\n"
        "written by hand: compatible = \"hyperlaunch,host\"; memory = <high low> in KiB;\n"
        "cpus = \"0-3\"; hyperlaunch,pvh, hyperlaunch,xsm and hyperlaunch,iommu = \"yes\" or "
        "\"no\".",
    .options = host_options,
    .words = "capture show",
    .run = host_run,
};
