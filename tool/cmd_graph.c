/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * hyperlaunch graph: a set as a picture.
 */
#include "tool/graph.h"
#include "tool/output.h"
#include "tool/tool.h"

struct graph_request {
    struct path_list includes;
    const char *output;
    bool dot;
};

static const struct option_spec graph_options[] = {
    {'I', NULL, "DIR", "of a source: look for included files in DIR, too"},
    {'o', "output", "OUT", "write to OUT instead of the standard output"},
    {0, "dot", NULL, "write text for Graphviz instead of SVG"},
    {0},
};

static bool graph_option(void *context, const struct option_spec *option, const char *value)
{
    struct graph_request *request = context;

    if (option->letter == 'I')
        return path_list_add(&request->includes, value);
    if (option->letter == 'o')
        request->output = value;
    else
        request->dot = true;
    return true;
}

static void dot_write(const void *context, FILE *out)
{
    graph_dot(context, out);
}

static void svg_write(const void *context, FILE *out)
{
    graph_svg(context, out);
}

static int graph_run(const struct command *command, int argc, char **argv)
{
    struct graph_request request = {.output = NULL};
    struct input *input;
    int status;
    int first = options_parse(command, argc, argv, graph_option, &request, &status);

    if (first < 0)
        return status;
    input = input_open_only(command, argc - first, argv + first, &request.includes, &status);
    if (!input)
        return status;
    status = output_put(request.output, request.dot ? dot_write : svg_write, input);
    input_close(input);
    return status;
}

const struct command command_graph = {
    .name = "graph",
    .operands = "FILE",
    .summary = "draw a set: its domains, the order in which they start, their modules",
    .description =
        "Writes a drawing (SVG) of FILE (a source, a device tree blob or a launch image): a box "
        "for\n"
        "each domain with its mode, memory, vCPUs and role, arrows for the order in which they\n"
        "start, and lines from the modules to who uses them.",
    .options = graph_options,
    .run = graph_run,
};
