/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * hyperlaunch diff: compares two sets, domain by domain.
 */
#include <stdlib.h>

#include "tool/base/options.h"
#include "tool/base/tool.h"
#include "tool/command/commands.h"
#include "tool/show/diff.h"

struct diff_request {
    struct path_list includes;
    bool json;
};

static const struct option_spec diff_options[] = {
    {'I', NULL, "DIR", "for a source: look for included files in DIR, too"},
    {0, "json", NULL, "print one JSON object instead of lines"},
    {0},
};

static bool diff_option(void *context, const struct option_spec *option, const char *value)
{
    struct diff_request *request = context;

    if (option->letter == 'I')
        return path_list_add(&request->includes, value);
    request->json = true;
    return true;
}

static int diff_run(const struct command *command, int argc, char **argv)
{
    struct diff_request request = {.json = false};
    struct input *inputs;
    bool readable = true;
    int status;
    int first = options_parse(command, argc, argv, diff_option, &request, &status);

    if (first < 0)
        return status;
    if (argc - first != 2) {
        tool_complain("diff: name exactly two files; see hyperlaunch diff --help");
        return TOOL_USAGE;
    }
    inputs = calloc(2, sizeof(*inputs));
    if (!inputs) {
        tool_complain("out of memory");
        return TOOL_FAILED;
    }
    for (int i = 0; i < 2; i++)
        if (input_open(&inputs[i], argv[first + i], &request.includes, stderr) != TOOL_FINE)
            readable = false;
    status = TOOL_FAILED;
    if (readable)
        status = diff_print(&inputs[0], &inputs[1], request.json, stdout) ? TOOL_FAULT : TOOL_FINE;
    input_release(&inputs[0]);
    input_release(&inputs[1]);
    free(inputs);
    return status;
}

const struct command command_diff = {
    .name = "diff",
    .operands = "FROM TO",
    .summary = "compare two sets, domain by domain",
    .description =
        "Compares two sets, each a source, a device tree blob or a launch image, and prints a "
        "line\n"
        "for each difference. The exit status is 0 without a difference, 1 with one, and 3\n"
        "where a file cannot be read or has errors.",
    .options = diff_options,
    .run = diff_run,
};
