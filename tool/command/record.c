/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * hyperlaunch record: what became of the launch, as a table, JSON or a timeline, and from a log.
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
#include "tool/record/parse.h"
#include "tool/show/record_show.h"

struct record_request {
    bool json;
    const char *output;
    unsigned long launch; /* of a log; 0: the last */
};

static const struct option_spec record_options[] = {
    {0, "json", NULL, "show: print one JSON object instead of a table"},
    {'o', "output", "OUT", "plot, parse: write OUT instead of the standard output"},
    {0, "launch", "N", "parse: of the launches in the log take the Nth, not the last"},
    {0},
};

static bool record_option(void *context, const struct option_spec *option, const char *value)
{
    struct record_request *request = context;

    if (option->letter == 'o')
        request->output = value;
    else if (!option->value)
        request->json = true;
    else if (!option_number(value, 1, UINT32_MAX, &request->launch)) {
        tool_complain("record: --launch %s: not a number from 1 on; see hyperlaunch record --help",
                      value);
        return false;
    }
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

/* Writes the record of a launch that a log is of. */
static int log_parse(const struct record_request *request, const char *path)
{
    static struct parse parse;
    static _Alignas(8) char blob[RECORD_BLOB_MAX];
    struct file log;
    enum parse_error error;
    size_t size;

    if (!file_read(&log, path)) {
        tool_complain("record: %s: %s", path, strerror(errno));
        return TOOL_FAILED;
    }
    memset(&parse, 0, sizeof(parse));
    parse.wanted = (uint32_t)request->launch;
    parse_bytes(&parse, (const char *)log.bytes, log.size);
    file_release(&log);
    error = parse_end(&parse);
    if (error != PARSE_OK) {
        tool_complain("record: %s: %s", path, parse_strerror(&parse, error));
        return TOOL_FAULT;
    }
    size = record_write(&parse.record, blob, sizeof(blob));
    path = request->output ? request->output : "-";
    if (file_write(path, blob, size))
        return TOOL_FINE;
    tool_complain("record: %s: %s", path, strerror(errno));
    return TOOL_FAILED;
}

static int record_present_file(const struct record_request *request, const char *path, bool plot)
{
    struct record *record = calloc(1, sizeof(*record));
    int status;

    if (!record) {
        tool_complain("out of memory");
        return TOOL_FAILED;
    }
    status = record_open(path ? path : record_path_find(""), record);
    if (status == TOOL_FINE)
        status = record_present(request, record, plot);
    free(record);
    return status;
}

/* Whether the options are for what is asked for. */
static bool options_fit(const struct record_request *request, bool show, bool parse)
{
    return (show || !request->json) && (!show || !request->output) && (parse || !request->launch);
}

static int record_run(const struct command *command, int argc, char **argv)
{
    struct record_request request = {.json = false};
    int status;
    int first = options_parse(command, argc, argv, record_option, &request, &status);
    const char *action = first >= 0 && first < argc ? argv[first] : "";
    bool show = strcmp(action, "show") == 0;
    bool parse = strcmp(action, "parse") == 0;

    if (first < 0)
        return status;
    if ((!show && !parse && strcmp(action, "plot") != 0) || argc - first > 2 ||
        (parse && argc - first != 2)) {
        tool_complain("record: name show or plot, then at most one file, or parse and a log; see "
                      "hyperlaunch record --help");
        return TOOL_USAGE;
    }
    if (!options_fit(&request, show, parse)) {
        tool_complain("record: --json is for show, --output for plot and parse, --launch for "
                      "parse; see hyperlaunch record --help");
        return TOOL_USAGE;
    }
    if (parse)
        return log_parse(&request, argv[first + 1]);
    return record_present_file(&request, argc - first == 2 ? argv[first + 1] : NULL, !show);
}

const struct command command_record = {
    .name = "record",
    .operands = "{show|plot|parse} [FILE]",
    .summary = "show the outcome of the launch for each domain, or plot a timeline",
    .description =
        "Reads the launch record, which the launcher leaves in the dom0 that takes its place:\n"
        "FILE, by default " RECORD_PATH_KEPT ", else\n" RECORD_PATH_RAMDISK
        ". show prints a table of the domains, why some failed, and the\n"
        "totals; plot draws the boot as a timeline in SVG. parse makes a record of a log, which\n"
        "FILE is then: what the serial line showed of a launcher that stays.",
    .options = record_options,
    .words = "show plot parse",
    .run = record_run,
};
