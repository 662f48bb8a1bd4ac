/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * hyperlaunch import: other people's descriptions of domains as a source.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "tool/base/file.h"
#include "tool/base/options.h"
#include "tool/base/tool.h"
#include "tool/command/commands.h"
#include "tool/import/import.h"
#include "tool/base/output.h"

struct import_request {
    const char *output;
    bool dom0;
};

static const struct option_spec import_options[] = {
    {0, "dom0", NULL, "with xl: add a domain 0, which serves disks and network cards"},
    {'o', "output", "OUT", "write the source to OUT instead of the standard output"},
    {0},
};

static bool import_option(void *context, const struct option_spec *option, const char *value)
{
    struct import_request *request = context;

    if (option->letter == 'o')
        request->output = value;
    else
        request->dom0 = true;
    return true;
}

static void source_write(const void *context, FILE *out)
{
    import_write(context, out);
}

static const char *name_of(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash ? slash + 1 : path;
}

static int file_import(struct import_set *set, const char *kind, const char *path)
{
    struct file file;
    int status;

    if (!file_read(&file, path)) {
        tool_complain("%s: %s", path, strerror(errno));
        return TOOL_FAILED;
    }
    if (strcmp(kind, "xl") == 0)
        status = import_xl(set, path, (const char *)file.bytes, file.size);
    else if (strcmp(kind, "imagebuilder") == 0)
        status = import_imagebuilder(set, path, (const char *)file.bytes, file.size);
    else
        status = import_dom0less(set, path, file.bytes, file.size);
    file_release(&file);
    return status;
}

/* Says how much is left to do by hand; the comments say what. */
static void import_tell(const struct import_set *set)
{
    fflush(stdout);
    fprintf(
        stderr, "hyperlaunch: import: %u domain%s; %zu comment%s on what was not carried over\n",
        set->count, set->count == 1 ? "" : "s", set->note_count, set->note_count == 1 ? "" : "s");
}

static int files_import(const char *kind, int count, char **paths,
                        const struct import_request *request)
{
    struct import_set *set = calloc(1, sizeof(*set));
    int status = TOOL_FINE;

    if (!set) {
        tool_complain("out of memory");
        return TOOL_FAILED;
    }
    set->with_dom0 = request->dom0;
    for (int i = 0; i < count && status == TOOL_FINE; i++)
        status = file_import(set, kind, paths[i]);
    if (status == TOOL_FINE && request->dom0)
        import_dom0_add(set);
    if (status == TOOL_FINE && (set->full || set->failed)) {
        tool_complain(set->failed ? "out of memory"
                                  : "import: more domains than the %d of one set; name fewer",
                      LCM_DOMAINS_MAX);
        status = set->failed ? TOOL_FAILED : TOOL_FAULT;
    }
    if (status == TOOL_FINE) {
        set->origin = import_text(set, "Imported by hyperlaunch import %s from %s%s", kind,
                                  name_of(paths[0]), count > 1 ? " and others." : ".");
        status = output_put(request->output, source_write, set);
    }
    if (status == TOOL_FINE)
        import_tell(set);
    import_release(set);
    free(set);
    return status;
}

static int import_run(const struct command *command, int argc, char **argv)
{
    struct import_request request = {.output = NULL};
    int status;
    int first = options_parse(command, argc, argv, import_option, &request, &status);
    bool xl, one;

    if (first < 0)
        return status;
    xl = argc - first >= 2 && strcmp(argv[first], "xl") == 0;
    one = argc - first == 2 &&
          (strcmp(argv[first], "imagebuilder") == 0 || strcmp(argv[first], "dom0less") == 0);
    if (!xl && !one) {
        tool_complain("import: give xl and files, or imagebuilder or dom0less and a file; see "
                      "hyperlaunch import --help");
        return TOOL_USAGE;
    }
    if (request.dom0 && !xl) {
        tool_complain(
            "import: --dom0 goes with xl only: what %s describes has its own dom0, or none; "
            "leave it out",
            argv[first]);
        return TOOL_USAGE;
    }
    return files_import(argv[first], argc - first - 1, argv + first + 1, &request);
}

const struct command command_import = {
    .name = "import",
    .operands = "(xl FILE... | imagebuilder FILE | dom0less FILE)",
    .summary = "convert what xl, ImageBuilder or dom0less describe into a source",
    .description =
        "Writes a source with a domain for each configuration of xl, for all that an ImageBuilder\n"
        "configuration starts, or for all in the device tree blob of an Arm board that starts\n"
        "domains without a dom0. Each thing that cannot be carried over is a comment that says\n"
        "why. Disks and network cards of xl are carried over with --dom0, or if the domain that\n"
        "their backend= names is imported, too.",
    .options = import_options,
    .words = "xl imagebuilder dom0less",
    .run = import_run,
};
