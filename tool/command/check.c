/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * hyperlaunch check: finds every fault before the machine does.
 */
#include <stdlib.h>
#include <string.h>

#include "tool/pack/build.h"
#include "tool/check/host_check.h"
#include "tool/check/host_options.h"
#include "tool/check/set_check.h"
#include "tool/base/json.h"
#include "tool/check/modules.h"
#include "tool/base/tool.h"

static const struct option_spec check_options[] = {
    {'I', NULL, "DIR", "look for included and module files in DIR, too"},
    HOST_OPTIONS,
    {'W', NULL, "[no-]NAME", "show, or hide, the warning or note NAME (or all)"},
    {'E', NULL, "[no-]NAME", "take the warning or note NAME (or all) for an error, or not"},
    {0, "list-checks", NULL, "list all checks, and end"},
    {0, "json", NULL, "print one JSON object of all files and their findings"},
    {0},
};

struct check_request {
    struct path_list includes;
    struct host_request host;
    struct check_levels levels;
    bool json;
    bool list;
};

static bool check_option(void *context, const struct option_spec *option, const char *value)
{
    struct check_request *request = context;

    if (option->letter == 'I')
        return path_list_add(&request->includes, value);
    if (option->letter)
        return check_levels_take(&request->levels, option->letter, value);
    if (!option->value) {
        request->json |= strcmp(option->name, "json") == 0;
        request->list |= strcmp(option->name, "list-checks") == 0;
        return true;
    }
    return host_option_take(&request->host, "check", option, value);
}

static void check_summary(const struct input *input, int status)
{
    const struct report *r = &input->report;

    if (status == TOOL_FAILED)
        return;
    fflush(stdout);
    fprintf(stderr, "%s: %u domain%s, %u error%s, %u warning%s, %u note%s", input->path,
            input->image.plan.domain_count, input->image.plan.domain_count == 1 ? "" : "s",
            r->errors, r->errors == 1 ? "" : "s", r->warnings, r->warnings == 1 ? "" : "s",
            r->notes, r->notes == 1 ? "" : "s");
    if (r->waived)
        fprintf(stderr, ", %u waived", r->waived);
    fputc('\n', stderr);
}

static void check_begin_json(const char *path)
{
    fputs("\n    {\n      ", stdout);
    json_member(stdout, "file", path);
    fputs(",\n      \"findings\": [", stdout);
}

static void check_end_json(const struct input *input, int status)
{
    const struct report *r = &input->report;

    fputs(r->errors + r->warnings + r->notes + r->waived ? "\n      ],\n" : "],\n", stdout);
    printf("      \"checked\": %s,\n      \"domains\": %u,\n      \"errors\": %u,\n"
           "      \"warnings\": %u,\n      \"notes\": %u,\n      \"waived\": %u\n    }",
           status == TOOL_FAILED ? "false" : "true", input->image.plan.domain_count, r->errors,
           r->warnings, r->notes, r->waived);
}

static int check_file(const char *path, const struct check_request *request)
{
    const struct path_list *includes = &request->includes;
    const struct report how = {.out = stdout, .levels = &request->levels, .json = request->json};
    struct input *input = calloc(1, sizeof(*input));
    struct modules *modules = calloc(1, sizeof(*modules));
    int status = TOOL_FAILED;

    if (input && modules) {
        if (request->json)
            check_begin_json(path);
        status = input_open_as(input, path, includes, &how);
        if (status == TOOL_FINE && input->kind == INPUT_SOURCE)
            status = modules_load(modules, input, includes);
        if (status == TOOL_FINE && input->kind == INPUT_IMAGE)
            status = payloads_check(input);
        if (input->image.plan.domain_count && input->report.errors == 0)
            set_check(input, host_requested(&request->host));
        if (request->host.entry_mib && input->kind != INPUT_COMPILED && input->report.errors == 0)
            entry_check(input, request->host.entry_mib,
                        input->kind == INPUT_SOURCE ? image_measure(input, modules)
                                                    : input->file.size);
        if (input->source.blob.bytes)
            waivers_check(&input->report);
        if (status == TOOL_FINE && input->report.errors)
            status = TOOL_FAULT;
        if (request->json)
            check_end_json(input, status);
        else
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
    struct check_request request = {.json = false};
    int worst = TOOL_FINE, status;
    int first = options_parse(command, argc, argv, check_option, &request, &status);

    if (first < 0)
        return status;
    if (request.list) {
        checks_list(stdout);
        return TOOL_FINE;
    }
    if (first == argc) {
        tool_complain("check: no file named; see hyperlaunch check --help");
        return TOOL_USAGE;
    }
    status = host_request_read(&request.host);
    if (status != TOOL_FINE)
        return status;
    if (request.json)
        fputs("{\n  \"files\": [", stdout);
    for (int i = first; i < argc; i++) {
        if (request.json && i > first)
            fputc(',', stdout);
        status = check_file(argv[i], &request);
        if (status > worst)
            worst = status;
    }
    if (request.json)
        fputs("\n  ]\n}\n", stdout);
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
