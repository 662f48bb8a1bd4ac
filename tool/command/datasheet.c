/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * hyperlaunch datasheet: everything that a set allocates, as a page of Markdown.
 */
#include "tool/base/options.h"
#include "tool/command/commands.h"
#include "tool/show/datasheet.h"
#include "tool/base/output.h"

struct datasheet_request {
    struct path_list includes;
    const char *output;
};

static const struct option_spec datasheet_options[] = {
    {'I', NULL, "DIR", "for a source: look for included files in DIR, too"},
    {'o', "output", "OUT", "write the page to OUT instead of the standard output"},
    {0},
};

static bool datasheet_option(void *context, const struct option_spec *option, const char *value)
{
    struct datasheet_request *request = context;

    if (option->letter == 'I')
        return path_list_add(&request->includes, value);
    request->output = value;
    return true;
}

static void datasheet_write(const void *context, FILE *out)
{
    datasheet_print(context, out);
}

static int datasheet_run(const struct command *command, int argc, char **argv)
{
    struct datasheet_request request = {.output = NULL};
    struct input *input;
    int status;
    int first = options_parse(command, argc, argv, datasheet_option, &request, &status);

    if (first < 0)
        return status;
    input = input_open_only(command, argc - first, argv + first, &request.includes, &status);
    if (!input)
        return status;
    status = output_put(request.output, datasheet_write, input);
    input_close(input);
    return status;
}

const struct command command_datasheet = {
    .name = "datasheet",
    .operands = "FILE",
    .summary = "write a page of Markdown about everything that a set allocates",
    .description =
        "Prints a page of Markdown about FILE (a source, a device tree blob or a launch image):\n"
        "sums of memory and vCPUs, the domains, who can reach whom, their command lines, the\n"
        "payloads with their digests.",
    .options = datasheet_options,
    .run = datasheet_run,
};
