/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * hyperlaunch check: finds every fault before the machine does.
 */
#include <stdlib.h>

#include "tool/modules.h"
#include "tool/tool.h"

static const struct option_spec check_options[] = {
    {'I', NULL, "DIR", "look for included and module files in DIR, too"},
    {0},
};

static bool check_option(void *context, const struct option_spec *option, const char *value)
{
    (void)option;
    return path_list_add(context, value);
}

static void check_summary(const struct input *input, int status)
{
    const struct report *r = &input->report;

    if (status == TOOL_FAILED)
        return;
    fflush(stdout);
    fprintf(stderr, "%s: %u domain%s, %u error%s, %u warning%s, %u note%s\n", input->path,
            input->image.plan.domain_count, input->image.plan.domain_count == 1 ? "" : "s",
            r->errors, r->errors == 1 ? "" : "s", r->warnings, r->warnings == 1 ? "" : "s",
            r->notes, r->notes == 1 ? "" : "s");
}

static int check_file(const char *path, const struct path_list *includes)
{
    struct input *input = calloc(1, sizeof(*input));
    struct modules *modules = calloc(1, sizeof(*modules));
    int status = TOOL_FAILED;

    if (input && modules) {
        status = input_open(input, path, includes, stdout);
        if (status == TOOL_FINE && input->kind == INPUT_SOURCE)
            status = modules_load(modules, input, includes);
        if (status == TOOL_FINE && input->kind == INPUT_IMAGE)
            status = payloads_check(input);
        check_summary(input, status);
        modules_release(modules);
        input_release(input);
    } else {
        tool_complain("out of memory");
    }
    free(modules);
    free(input);
    return status;
}

static int check_run(const struct command *command, int argc, char **argv)
{
    struct path_list includes = {.count = 0};
    int worst = TOOL_FINE, status;
    int first = options_parse(command, argc, argv, check_option, &includes, &status);

    if (first < 0)
        return status;
    if (first == argc) {
        tool_complain("check: no file named; see hyperlaunch check --help");
        return TOOL_USAGE;
    }
    for (int i = first; i < argc; i++) {
        status = check_file(argv[i], &includes);
        if (status > worst)
            worst = status;
    }
    return worst;
}

const struct command command_check = {
    .name = "check",
    .operands = "FILE...",
    .summary = "find every fault in sources, device tree blobs and launch images",
    .description =
        "Checks each FILE: a source (.dts), a device tree blob in either form, or a launch image.\n"
        "Prints every fault as FILE:LINE:COL: error: NODE: PROPERTY: what is wrong; what to do\n"
        "[check-name]. Of a source, the files that it names are checked, too.",
    .options = check_options,
    .run = check_run,
};
