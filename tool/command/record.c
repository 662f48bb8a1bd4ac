/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * hyperlaunch record: what became of the launch, as a table, JSON or a timeline.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "tool/base/file.h"
#include "tool/base/options.h"
#include "tool/base/output.h"
#include "tool/base/record_path.h"
#include "tool/base/tool.h"
#include "tool/command/commands.h"
#include "tool/draw/record_plot.h"
#include "tool/show/record_show.h"

struct record_request {
    bool json;
    const char *output;
};

static const struct option_spec record_options[] = {
    {0, "json", NULL, "show: print one JSON object instead of a table"},
    {'o', "output", "OUT", "plot: write OUT instead of the standard output"},
    {0},
};

static bool record_option(void *context, const struct option_spec *option, const char *value)
{
    struct record_request *request = context;

    if (option->letter == 'o')
        request->output = value;
    else
        request->json = true;
    return true;
}

static int record_open(const char *path, struct record *record)
{
    struct file file;
    enum record_error error;

    if (!file_read(&file, path)) {
        tool_complain("record: %s: %s; a dom0 that hyperlaunch started has one", path,
                      strerror(errno));
        return TOOL_FAILED;
    }
    error = record_read(file.bytes, file.size, record);
    file_release(&file);
    if (error == RECORD_OK)
        return TOOL_FINE;
    tool_complain("record: %s: %s", path, record_strerror(error));
    return TOOL_FAULT;
}

static void plot_write(const void *context, FILE *out)
{
    record_plot(context, out);
}

static int record_present(const struct record_request *request, const struct record *record,
                          bool plot)
{
    if (plot && request->output)
        return output_put(request->output, plot_write, record);
    if (plot)
        record_plot(record, stdout);
    else if (request->json)
        record_json(record, stdout);
    else
        record_show(record, stdout);
    return TOOL_FINE;
}

static int record_run(const struct command *command, int argc, char **argv)
{
    struct record_request request = {.json = false};
    struct record *record;
    int status;
    int first = options_parse(command, argc, argv, record_option, &request, &status);
    const char *action = first >= 0 && first < argc ? argv[first] : "";
    bool plot = strcmp(action, "plot") == 0;

    if (first < 0)
        return status;
    if ((!plot && strcmp(action, "show") != 0) || argc - first > 2) {
        tool_complain("record: name show or plot, then at most one file; see hyperlaunch record "
                      "--help");
        return TOOL_USAGE;
    }
    if ((plot && request.json) || (!plot && request.output)) {
        tool_complain("record: --json is for show, --output for plot; see hyperlaunch record "
                      "--help");
        return TOOL_USAGE;
    }
    record = calloc(1, sizeof(*record));
    if (!record) {
        tool_complain("out of memory");
        return TOOL_FAILED;
    }
    status = record_open(argc - first == 2 ? argv[first + 1] : record_path_find(""), record);
    if (status == TOOL_FINE)
        status = record_present(&request, record, plot);
    free(record);
    return status;
}

const struct command command_record = {
    .name = "record",
    .operands = "{show|plot} [FILE]",
    .summary = "show the outcome of the launch for each domain, or plot a timeline",
    .description =
        "Reads the launch record, which the launcher leaves in the dom0 that takes its place:\n"
        "FILE, by default " RECORD_PATH_KEPT ", else\n" RECORD_PATH_RAMDISK
        ". show prints a table of the domains, why some failed, and the\n"
        "totals; plot draws the boot as a timeline in SVG.",
    .options = record_options,
    .words = "show plot",
    .run = record_run,
};
