/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * hyperlaunch build: one source in, one launch image out, and a look at what it holds.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tool/base/options.h"
#include "tool/base/tool.h"
#include "tool/command/commands.h"
#include "tool/command/set_image.h"
#include "tool/pack/write.h"

struct build_request {
    struct set_request set;
    const char *out;
};

static const struct option_spec build_options[] = {
    SET_FOLDER_OPTION,
    {'o', "output", "OUT", "write the image to OUT, - the standard output (default: SOURCE.img)"},
    SET_LEVEL_OPTIONS,
    HOST_OPTIONS,
    {0},
};

static bool build_option(void *context, const struct option_spec *option, const char *value)
{
    struct build_request *request = context;

    if (set_option_is(option))
        return set_option_take(&request->set, "build", option, value);
    request->out = value;
    return true;
}

/* The image was written to a file of its own, for a pipe cannot be read back. */
static int image_pass_on(const struct input *input)
{
    if (file_write("-", input->file.bytes, input->file.size))
        return TOOL_FINE;
    tool_complain("build: the standard output: %s", strerror(errno));
    return TOOL_FAILED;
}

/* Whether it can be built into `out`; what else the file may be was told from its bytes. */
static int source_suits(const struct input *input, const char *out)
{
    if (input->kind == INPUT_IMAGE) {
        tool_complain("build: %s: it is a launch image already; look at it with hyperlaunch show, "
                      "try it with hyperlaunch run, or name its source",
                      input->path);
        return TOOL_FAULT;
    }
    if (input->kind != INPUT_SOURCE || strcmp(out, input->path) != 0)
        return TOOL_FINE;
    tool_complain("build: %s: the image would overwrite its source; name the image with -o", out);
    return TOOL_USAGE;
}

static int build_file(const struct build_request *request, const char *path, const char *out,
                      bool to_stream)
{
    struct input *input = calloc(1, sizeof(*input));
    int status = TOOL_FAILED;

    if (input) {
        status = input_open(input, path, &request->set.includes, stderr);
        if (status == TOOL_FINE)
            status = source_suits(input, out);
        if (status == TOOL_FINE)
            status = set_image_build(&request->set, "build", input, NULL, out,
                                     to_stream ? "-" : out, to_stream ? stderr : stdout);
        if (status == TOOL_FINE && to_stream)
            status = image_pass_on(input);
        input_release(input);
    } else {
        tool_complain("out of memory");
    }
    free(input);
    return status;
}

static int build_run(const struct command *command, int argc, char **argv)
{
    struct build_request request = {.set = {.level = WRITE_LEVEL_DEFAULT}};
    int status;
    int first = options_parse(command, argc, argv, build_option, &request, &status);
    bool to_stream;
    char *out;

    if (first < 0)
        return status;
    if (argc - first != 1) {
        tool_complain("build: name exactly one source; see hyperlaunch build --help");
        return TOOL_USAGE;
    }
    status = host_request_read(&request.set.host);
    if (status != TOOL_FINE)
        return status;
    if (!request.out && path_is_stream(argv[first]))
        request.out = "-";
    to_stream = request.out && path_is_stream(request.out);
    if (to_stream && isatty(STDOUT_FILENO)) {
        tool_complain("build: an image is not written to a terminal; name a file with -o");
        return TOOL_USAGE;
    }
    out = to_stream     ? file_scratch("build")
          : request.out ? strdup(request.out)
                        : path_with_ending(argv[first], ".img");
    if (!out) {
        tool_complain("build: no name or folder for the image");
        return TOOL_FAILED;
    }
    status = build_file(&request, argv[first], out, to_stream);
    if (to_stream)
        unlink(out);
    free(out);
    return status;
}

const struct command command_build = {
    .name = "build",
    .operands = "SOURCE",
    .summary = "make a launch image of a source and the files that it names",
    .description =
        "Checks SOURCE (a .dts), takes the kernels out of their bzImages, and writes one launch\n"
        "image: the compiled Launch Control Module and all payloads, each stored once. The same\n"
        "input gives the same bytes.",
    .options = build_options,
    .run = build_run,
};
