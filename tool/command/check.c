/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * hyperlaunch check: finds every fault before the machine does.
 */
#include <stdlib.h>
#include <string.h>

#include "tool/base/options.h"
#include "tool/base/tool.h"
#include "tool/command/check_installed.h"
#include "tool/command/commands.h"
#include "tool/pack/build.h"
#include "tool/check/device_check.h"
#include "tool/check/host_check.h"
#include "tool/check/host_options.h"
#include "tool/check/set_check.h"
#include "tool/base/json.h"
#include "tool/check/modules.h"

static const struct option_spec check_options[] = {
    {'I', NULL, "DIR", "look for included and module files in DIR, too"},
    HOST_OPTIONS,
    {'W', NULL, "[no-]NAME", "show, or hide, the warning or note NAME (or all)"},
    {'E', NULL, "[no-]NAME", "treat the warning or note NAME (or all) as an error, or not"},
    {0, "privileges", NULL, "note each way in which a domain can reach another"},
    {0, "installed", NULL, "check what is installed against the files that it was built from"},
    {0, "root", "DIR", "with --installed: what is installed below DIR"},
    {0, "list-checks", NULL, "list all checks, then exit"},
    {0, "json", NULL, "print one JSON object of all files and their findings"},
    {0},
};

struct check_request {
    struct path_list includes;
    struct host_request host;
    struct check_levels levels;
    const char *root;
    bool json;
    bool list;
    bool installed;
    bool others; /* options that are not of --installed */
};

static bool check_option(void *context, const struct option_spec *option, const char *value)
{
    struct check_request *request = context;

    if (!option->letter && strcmp(option->name, "root") == 0) {
        request->root = value;
        return true;
    }
    if (!option->letter && strcmp(option->name, "installed") == 0) {
        request->installed = true;
        return true;
    }
    request->others = true;
    if (option->letter == 'I')
        return path_list_add(&request->includes, value);
    if (option->letter)
        return check_levels_take(&request->levels, option->letter, value);
    if (!option->value) {
        request->json |= strcmp(option->name, "json") == 0;
        request->levels.privileges |= strcmp(option->name, "privileges") == 0;
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

static void check_json_begin(struct json *json, const char *path)
{
    json_object(json, NULL, JSON_ON_LINES);
    json_text(json, "file", path);
    json_array(json, "findings", JSON_ON_LINES);
}

static void check_json_end(struct json *json, const struct input *input, int status)
{
    const struct report *r = &input->report;

    json_end(json);
    json_bool(json, "checked", status != TOOL_FAILED);
    json_number(json, "domains", input->image.plan.domain_count);
    json_number(json, "errors", r->errors);
    json_number(json, "warnings", r->warnings);
    json_number(json, "notes", r->notes);
    json_number(json, "waived", r->waived);
    json_end(json);
}

static int check_file(const char *path, const struct check_request *request, struct json *json)
{
    const struct path_list *includes = &request->includes;
    const struct report how = {.out = stdout, .levels = &request->levels, .json = json};
    struct input *input = calloc(1, sizeof(*input));
    struct modules *modules = calloc(1, sizeof(*modules));
    int status = TOOL_FAILED;

    if (input && modules) {
        if (json)
            check_json_begin(json, path);
        status = input_open_as(input, path, includes, &how);
        if (status == TOOL_FINE && input->kind == INPUT_SOURCE)
            status = modules_load(modules, input, includes);
        if (status == TOOL_FINE && input->kind == INPUT_IMAGE)
            status = payloads_check(input);
        if (input->image.plan.domain_count && input->report.errors == 0) {
            devices_check(input);
            set_check(input, host_requested(&request->host));
        }
        if (request->host.entry_mib && input->kind != INPUT_COMPILED && input->report.errors == 0)
            entry_check(input, request->host.entry_mib,
                        input->kind == INPUT_SOURCE ? image_measure(input, modules)
                                                    : input->file.size);
        if (input->source.blob.bytes)
            waivers_check(&input->report);
        if (status == TOOL_FINE && input->report.errors)
            status = TOOL_FAULT;
        if (json)
            check_json_end(json, input, status);
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
    struct json json = {.out = stdout};
    int worst = TOOL_FINE, status;
    int first = options_parse(command, argc, argv, check_option, &request, &status);

    if (first < 0)
        return status;
    if (request.list) {
        checks_list(stdout);
        return TOOL_FINE;
    }
    if (request.installed && first == argc && !request.others)
        return installed_check(request.root);
    if (request.installed || request.root) {
        tool_complain("check: --installed takes no FILE and no option but --root, which is for it "
                      "alone; see hyperlaunch check --help");
        return TOOL_USAGE;
    }
    if (first == argc) {
        tool_complain("check: no file named; see hyperlaunch check --help");
        return TOOL_USAGE;
    }
    status = host_request_read(&request.host);
    if (status != TOOL_FINE)
        return status;
    if (request.json) {
        json_object(&json, NULL, JSON_ON_LINES);
        json_array(&json, "files", JSON_ON_LINES);
    }
    for (int i = first; i < argc; i++) {
        status = check_file(argv[i], &request, request.json ? &json : NULL);
        if (status > worst)
            worst = status;
    }
    if (request.json) {
        json_end(&json);
        json_end(&json);
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
        "[check-name]. The files that a source names are checked, too.",
    .options = check_options,
    .run = check_run,
};
