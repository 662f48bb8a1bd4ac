/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * hyperlaunch run: boots a launch image in QEMU, at once and with options that work.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tool/base/options.h"
#include "tool/base/tool.h"
#include "tool/command/commands.h"
#include "tool/pack/build.h"
#include "tool/run/run.h"
#include "tool/run/progress.h"

/* The image of a source is thrown away after the run: building fast is worth more than its size. */
enum { RUN_LEVEL = 3, RUN_CPUS_MAX = 64, TIMEOUT_MAX = 86400 };

struct run_request {
    struct path_list includes;
    struct run run;
    bool print_only;
};

static const struct option_spec run_options[] = {
    {'I', NULL, "DIR", "for a source: look for included and module files in DIR, too"},
    {0, "xen", "FILE|VERSION", "the hypervisor (default: the newest that was fetched)"},
    {0, "memory", "SIZE", "the machine's memory, as 2G (default: what the domains need)"},
    {0, "cpus", "N", "the machine's CPUs (default: as many as the set needs)"},
    {0, "xen-args", "TEXT", "append TEXT to Xen's command line"},
    {0, "launcher-args", "TEXT", "append TEXT to the launcher's command line"},
    {0, "qemu-args", "TEXT", "append the words of TEXT to QEMU's command line"},
    {0, "until", "ready|started|shell|TEXT",
     "end when each domain has reached that; see hyperlaunch-run(1)"},
    {0, "until-ready", NULL, "the same as --until ready, the default without a terminal"},
    {0, "timeout", "SECONDS", "the longest wait (default: while the machine makes progress)"},
    {0, "icount", "on|off|auto", "whether the machine's clock counts instructions"},
    {0, "print", NULL, "print QEMU's command line, and do not run it"},
    {0},
};

static bool until_read(struct run *run, const char *value)
{
    static const char *const words[] = {
        [RUN_UNTIL_READY] = "ready",
        [RUN_UNTIL_STARTED] = "started",
        [RUN_UNTIL_SHELL] = "shell",
    };

    run->batch = true;
    run->until = RUN_UNTIL_TEXT;
    run->text = value;
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
        if (strcmp(value, words[i]) == 0)
            run->until = (enum run_until)i;
    return *value != '\0';
}

static bool icount_read(struct run *run, const char *value)
{
    static const char *const words[] = {
        [RUN_ICOUNT_AUTO] = "auto",
        [RUN_ICOUNT_ON] = "on",
        [RUN_ICOUNT_OFF] = "off",
    };

    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        if (strcmp(value, words[i]) == 0) {
            run->icount = (enum run_icount)i;
            return true;
        }
    }
    return false;
}

/* What the value of an option has to be, for a complaint. */
static const char *value_form(const char *option)
{
    if (strcmp(option, "memory") == 0)
        return OPTION_MIB_FORM;
    if (strcmp(option, "icount") == 0)
        return "on, off or auto";
    if (strncmp(option, "until", 5) == 0)
        return "ready, started, shell or a text";
    _Static_assert(RUN_CPUS_MAX == 64 && TIMEOUT_MAX == 86400, "these are named below");
    return strcmp(option, "cpus") == 0 ? "a number from 1 to 64" : "a number from 1 to 86400";
}

static bool run_option(void *context, const struct option_spec *option, const char *value)
{
    struct run_request *request = context;
    struct run *run = &request->run;
    bool good = true;

    if (option->letter == 'I')
        return path_list_add(&request->includes, value);
    if (strcmp(option->name, "xen") == 0)
        run->xen = value;
    else if (strcmp(option->name, "memory") == 0)
        good = option_mib(value, &run->memory_mib);
    else if (strcmp(option->name, "cpus") == 0)
        good = option_number(value, 1, RUN_CPUS_MAX, &run->cpus);
    else if (strcmp(option->name, "xen-args") == 0)
        run->xen_args = value;
    else if (strcmp(option->name, "launcher-args") == 0)
        run->launcher_args = value;
    else if (strcmp(option->name, "qemu-args") == 0)
        run->qemu_args = value;
    else if (strcmp(option->name, "until-ready") == 0)
        good = until_read(run, "ready");
    else if (strcmp(option->name, "until") == 0)
        good = until_read(run, value);
    else if (strcmp(option->name, "icount") == 0)
        good = icount_read(run, value);
    else if (strcmp(option->name, "timeout") == 0)
        good = option_number(value, 1, TIMEOUT_MAX, &run->timeout);
    else
        request->print_only = true;
    if (!good)
        tool_complain("run: --%s %s: not %s; see hyperlaunch run --help", option->name, value,
                      value_form(option->name));
    return good;
}

/* Opens the image; one of a source is built first, into the temporary folder. */
static int image_make(struct run_request *request, struct input *input, const char *path)
{
    int status = input_open(input, path, &request->includes, stderr);
    char *image;

    if (status != TOOL_FINE)
        return status;
    if (input->kind == INPUT_COMPILED) {
        tool_complain("run: %s: a compiled LCM without payloads; name an image or a source", path);
        return TOOL_FAULT;
    }
    if (input->kind == INPUT_IMAGE) {
        request->run.image_path = strdup(path);
        return request->run.image_path ? TOOL_FINE : TOOL_FAILED;
    }
    image = run_scratch_file(&request->run, "image");
    if (!image)
        return TOOL_FAILED;
    status = image_build(input, &request->includes, RUN_LEVEL, NULL, NULL, image);
    input_release(input);
    if (status == TOOL_FINE)
        status = input_open(input, image, &request->includes, stderr);
    if (status == TOOL_FINE)
        request->run.image_path = strdup(image);
    return status;
}

/*
 * By the computer's clock a guest that waits for a processor believes to hang: timers run out and
 * watchdogs bark. So instructions are counted where nobody types, or where the computer is busy.
 */
static void icount_choose(struct run *run)
{
    double load;
    long processors;

    if (run->icount != RUN_ICOUNT_AUTO)
        return;
    run->icount = run->batch ? RUN_ICOUNT_ON : RUN_ICOUNT_OFF;
    if (run->batch || !run_machine_is_busy(&load, &processors))
        return;
    run->icount = RUN_ICOUNT_ON;
    fprintf(stderr,
            "run: this computer is busy (a load of %.1f on %ld processors): the machine's clock "
            "counts instructions (--icount off uses this computer's)\n",
            load, processors);
}

/* The files of a command line that somebody may repeat stay; those of a run do not. */
static void scratch_explain(struct run *run, bool print_only)
{
    if (!run->scratch)
        return;
    run->scratch_kept = print_only;
    fprintf(stderr, "run: the files in %s %s\n", run->scratch,
            print_only ? "are kept for this command line; delete the folder when you are done"
                       : "are deleted afterwards (run --print keeps them)");
}

static int run_file(struct run_request *request, struct input *input, const char *path)
{
    struct run *run = &request->run;
    int status;

    run->batch = run->batch || !isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO);
    icount_choose(run);
    if (!run_find(run))
        return TOOL_FAILED;
    status = image_make(request, input, path);
    if (status != TOOL_FINE)
        return status;
    if (!run_command_make(run, &input->image.plan, input->image.size)) {
        tool_complain("run: the command line for QEMU cannot be made");
        return TOOL_FAILED;
    }
    run_command_print(run);
    scratch_explain(run, request->print_only);
    if (request->print_only)
        return TOOL_FINE;
    if (run->batch)
        return run_watched(run, &input->image.plan);
    return run_interactive(run, &input->image.plan);
}

static int run_run(const struct command *command, int argc, char **argv)
{
    struct run_request *request = calloc(1, sizeof(*request));
    struct input *input = calloc(1, sizeof(*input));
    int status = TOOL_FAILED;

    if (request && input) {
        int first;

        first = options_parse(command, argc, argv, run_option, request, &status);
        if (first >= 0 && argc - first != 1) {
            tool_complain("run: name exactly one file; see hyperlaunch run --help");
            status = TOOL_USAGE;
        } else if (first >= 0) {
            status = run_file(request, input, argv[first]);
        }
        run_release(&request->run);
        input_release(input);
    } else {
        tool_complain("out of memory");
    }
    free(input);
    free(request);
    return status;
}

const struct command command_run = {
    .name = "run",
    .operands = "FILE",
    .summary = "boot a launch image in QEMU, on a stock Xen",
    .description =
        "Boots FILE (a launch image, or a source, which is built first) on Xen in QEMU. On a\n"
        "terminal it shows the domains' consoles: Ctrl-] n gives the keyboard to the next domain,\n"
        "Ctrl-A x ends; it also ends with the last domain. Without a terminal it ends by itself:\n"
        "with 0 when each domain (only the dom0, where there is one) has reached what --until\n"
        "names, with 1 when one no longer can. Its last line is \"run: passed\" or\n"
        "\"run: failed: REASON\". Without --until a domain is ready when it prints\n"
        "\"hyperlaunch-guest: ready\", shows a prompt of a shell or login, or powers off.",
    .options = run_options,
    .run = run_run,
};
