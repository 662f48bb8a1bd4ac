/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * hyperlaunch show: what is in a source, a blob or an image.
 */
#include "tool/base/options.h"
#include "tool/command/commands.h"
#include "tool/show/show.h"

struct show_request {
    struct path_list includes;
    bool json;
};

static const struct option_spec show_options[] = {
    {'I', NULL, "DIR", "look for included files in DIR, too"},
    {0, "json", NULL, "print one JSON object instead of tables"},
    {0},
};

static bool show_option(void *context, const struct option_spec *option, const char *value)
{
    struct show_request *request = context;

    if (option->letter == 'I')
        return path_list_add(&request->includes, value);
    request->json = true;
    return true;
}

static int show_run(const struct command *command, int argc, char **argv)
{
    struct show_request request = {.json = false};
    struct input *input;
    int status;
    int first = options_parse(command, argc, argv, show_option, &request, &status);

    if (first < 0)
        return status;
    input = input_open_only(command, argc - first, argv + first, &request.includes, &status);
    if (!input)
        return status;
    if (request.json)
        show_json(input, stdout);
    else
        show_text(input, stdout);
    input_close(input);
    return status;
}

const struct command command_show = {
    .name = "show",
    .operands = "FILE",
    .summary = "list the domains and payloads of a source, blob or launch image",
    .description =
        "Shows the domains of FILE (a source, a device tree blob or a launch image), their\n"
        "command lines, and the payloads: the SHA-256 of what is stored, as sha256sum prints it,\n"
        "and the digest in the LCM, which is not verified: hyperlaunch check does that.",
    .options = show_options,
    .run = show_run,
};
