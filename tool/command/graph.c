/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * hyperlaunch graph: a set as a picture.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "tool/base/options.h"
#include "tool/base/tool.h"
#include "tool/command/commands.h"
#include "tool/draw/graph.h"
#include "tool/base/output.h"

struct graph_request {
    struct path_list includes;
    const char *output;
    bool dot;
};

static const struct option_spec graph_options[] = {
    {'I', NULL, "DIR", "for a source: look for included files in DIR, too"},
    {'o', "output", "OUT", "write to OUT instead of the standard output"},
    {0, "dot", NULL, "write the text for Graphviz (dot) instead of SVG"},
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

static void bytes_write(const void *context, FILE *out)
{
    const struct file *drawing = context;

    (void)fwrite(drawing->bytes, 1, drawing->size, out);
}

/* Gives Graphviz the text; the drawing is `out`. */
static int dot_run(const struct input *input, struct file *out, struct file *err)
{
    struct file text = {.size = 0};
    char *bytes = NULL;
    FILE *stream = open_memstream(&bytes, &text.size);
    int status = -1;

    memset(out, 0, sizeof(*out));
    memset(err, 0, sizeof(*err));
    if (!stream)
        return -1;
    graph_dot(input, stream);
    if (fclose(stream) == 0) {
        text.bytes = (uint8_t *)bytes;
        status = process_capture((char *const[]){"dot", "-Tsvg", NULL}, &text, out, err);
    }
    free(bytes);
    return status;
}

static int graph_draw(const struct input *input, const char *output)
{
    struct file out, err;
    int status = dot_run(input, &out, &err), result = TOOL_FAILED;

    if (status == 0)
        result = output_put(output, bytes_write, &out);
    else if (status < 0 && errno == ENOENT)
        tool_complain("graph: Graphviz (dot) is not installed; install it (apt install graphviz), "
                      "or write its input with --dot");
    else if (status < 0)
        tool_complain("graph: dot cannot be run: %s", strerror(errno));
    else
        tool_complain("graph: dot failed: %s", err.bytes ? (const char *)err.bytes : "");
    file_release(&out);
    file_release(&err);
    return result;
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
    status = request.dot ? output_put(request.output, dot_write, input)
                         : graph_draw(input, request.output);
    input_close(input);
    return status;
}

const struct command command_graph = {
    .name = "graph",
    .operands = "FILE",
    .summary = "draw a set: its domains, their modules, the order in which they start",
    .description =
        "Writes a drawing (SVG) of FILE (a source, a device tree blob or a launch image): a box "
        "for\n"
        "each domain with its mode, memory, vCPUs, role, kernel and ramdisk, and arrows for the\n"
        "order in which they start. Graphviz (dot) draws it.",
    .options = graph_options,
    .run = graph_run,
};
