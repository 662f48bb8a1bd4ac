/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * hyperlaunch simulate: what the launcher will do, without a machine.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/base/nearest.h"
#include "tool/base/options.h"
#include "tool/base/tool.h"
#include "tool/command/commands.h"
#include "tool/pack/write.h"
#include "tool/pack/build.h"
#include "tool/run/simulate.h"
#include "tool/run/simulate_work.h"

enum { MINOR_DEFAULT = 17, MINOR_FIRST = 14, MINOR_LAST = 22, KIB_PER_MIB = 1024 };

struct simulate_request {
    struct path_list includes;
    unsigned long minor;
    unsigned long memory_mib; /* 0: what the domains need */
    const char *record;       /* where to write the launch record, or NULL */
    const char *units;        /* a file with what units of work cost, or NULL */
    bool json;
    const char *failed[LCM_DOMAINS_MAX]; /* NAME[:HOW] */
    uint32_t failed_count;
};

static const struct option_spec simulate_options[] = {
    {'I', NULL, "DIR", "for a source: look for included and module files in DIR, too"},
    {0, "xen", "VERSION", "the hypervisor, 4.14 to 4.22 (default 4.17)"},
    {0, "memory", "SIZE", "Xen's free memory, as 2G (default: enough)"},
    {0, "fail", "NAME[:HOW]",
     "let the domain NAME fail, and show what that causes; HOW: build (the default), crash, ready"},
    {0, "record", "OUT", "write the launch record to OUT, for hyperlaunch record"},
    {0, "units", "FILE", "count the work of each step, and predict its time by the costs in FILE"},
    {0, "json", NULL, "print only the summary, as one JSON object"},
    {0},
};

static bool simulate_option(void *context, const struct option_spec *option, const char *value)
{
    struct simulate_request *request = context;
    bool good;

    if (option->letter == 'I')
        return path_list_add(&request->includes, value);
    if (!option->value) {
        request->json = true;
        return true;
    }
    if (strcmp(option->name, "record") == 0) {
        request->record = value;
        return true;
    }
    if (strcmp(option->name, "units") == 0) {
        request->units = value;
        return true;
    }
    if (strcmp(option->name, "fail") == 0) {
        if (request->failed_count < LCM_DOMAINS_MAX)
            request->failed[request->failed_count++] = value;
        return true;
    }
    if (strcmp(option->name, "xen") == 0)
        good = strncmp(value, "4.", 2) == 0 &&
               option_number(value + 2, MINOR_FIRST, MINOR_LAST, &request->minor);
    else
        good = option_mib(value, &request->memory_mib);
    _Static_assert(MINOR_FIRST == 14 && MINOR_LAST == 22, "these are named below");
    if (!good)
        tool_complain(
            "simulate: --%s %s: not %s; see hyperlaunch simulate --help", option->name, value,
            strcmp(option->name, "memory") == 0 ? OPTION_MIB_FORM : "a version from 4.14 to 4.22");
    return good;
}

/* Builds the image of the opened source and opens that in its place. */
static int source_replace(struct simulate_request *request, struct input *input)
{
    char *path = file_scratch("simulate");
    int status = TOOL_FAILED;

    if (path) {
        status = image_build(input, &request->includes, WRITE_LEVEL_MIN, NULL, NULL, path);
        input_release(input);
        if (status == TOOL_FINE)
            status = input_open(input, path, &request->includes, stderr);
        unlink(path);
    }
    free(path);
    return status;
}

static int record_save(const struct record *record, const char *path)
{
    void *blob = malloc(RECORD_BLOB_MAX);
    size_t size = blob ? record_write(record, blob, RECORD_BLOB_MAX) : 0;
    bool good = size > 0 && file_write(path, blob, size);

    if (!good)
        tool_complain("simulate: %s: %s", path, strerror(errno));
    free(blob);
    return good ? TOOL_FINE : TOOL_FAILED;
}

/* The set has no such domain, but maybe one with a name like it. */
static int domain_missing(const struct input *input, const char *value, size_t length)
{
    const struct lcm_plan *plan = &input->image.plan;
    char name[LCM_NAME_SIZE];

    snprintf(name, sizeof(name), "%.*s", (int)length, value);
    for (uint32_t i = 0; i < plan->domain_count; i++) {
        if (!name_is_close(name, plan->domains[i].name))
            continue;
        tool_complain("simulate: --fail %s: %s has no domain of that name; did you mean %s?", value,
                      input->path, plan->domains[i].name);
        return TOOL_USAGE;
    }
    tool_complain("simulate: --fail %s: %s has no domain of that name; see hyperlaunch show %s",
                  value, input->path, input->path);
    return TOOL_USAGE;
}

static uint32_t domain_find(const struct lcm_plan *plan, const char *name, size_t length)
{
    uint32_t i = 0;

    while (i < plan->domain_count && (strncmp(plan->domains[i].name, name, length) != 0 ||
                                      plan->domains[i].name[length] != '\0'))
        i++;
    return i;
}

/* How it is to fail, of "NAME[:HOW]"; false where there is no such way. */
static bool way_find(const char *how, enum simulate_way *way)
{
    static const char *const ways[] = {
        [SIMULATE_BUILD] = "build", [SIMULATE_CRASH] = "crash", [SIMULATE_READY] = "ready"};

    for (*way = 0; *way < SIMULATE_WAYS; (*way)++)
        if (strcmp(how, ways[*way]) == 0)
            return true;
    return false;
}

/* One that is to fail. */
static int failed_add(const struct input *input, const char *value, struct simulate_config *config)
{
    const struct lcm_plan *plan = &input->image.plan;
    size_t length = strcspn(value, ":"); /* no name has one */
    uint32_t i = domain_find(plan, value, length);
    enum simulate_way way = SIMULATE_BUILD;

    if (value[length] == ':' && !way_find(value + length + 1, &way)) {
        tool_complain("simulate: --fail %s: a domain fails by build, crash or ready; see "
                      "hyperlaunch simulate --help",
                      value);
        return TOOL_USAGE;
    }
    if (i == plan->domain_count)
        return domain_missing(input, value, length);
    if (plan->domains[i].domid == 0) {
        tool_complain("simulate: --fail %s: domain 0 is built last, and nothing starts after it; "
                      "name another domain",
                      value);
        return TOOL_USAGE;
    }
    if (way == SIMULATE_READY && plan->domains[i].ready == LCM_READY_STARTED &&
        (plan->domains[i].functions & LCM_FUNC_BOOT) == 0) {
        tool_complain("simulate: --fail %s: the domain is ready as soon as it is started; give it "
                      "hyperlaunch,ready, or have it crash: %s:crash",
                      value, plan->domains[i].name);
        return TOOL_USAGE;
    }
    bits_add(&config->fails[way], i);
    return TOOL_FINE;
}

static int image_simulate(const struct simulate_request *request, const struct input *input,
                          uint64_t kib)
{
    struct record *record = calloc(1, sizeof(*record));
    static struct simulate_summary summary;
    static struct units units;
    static struct simulate_work work = {.units = &units};
    bool record_alone = request->record && path_is_stream(request->record);
    struct simulate_config config = {.minor = (unsigned int)request->minor,
                                     .free_kib = kib,
                                     .quiet = request->json || record_alone,
                                     .work = request->units ? &work : NULL};
    int status = request->units && !units_load(request->units, &units) ? TOOL_USAGE : TOOL_FINE;

    for (uint32_t n = 0; n < request->failed_count && status == TOOL_FINE; n++)
        status = failed_add(input, request->failed[n], &config);
    if (status != TOOL_FINE) {
        free(record);
        return status;
    }
    status = TOOL_FAILED;
    if (!record)
        tool_complain("out of memory");
    else
        status = simulate_launch(&input->image, &config, record, &summary);
    if (status != TOOL_FAILED && request->json && !record_alone)
        simulate_summary_json(input, &summary);
    else if (status != TOOL_FAILED && !record_alone)
        simulate_summary_text(input, &summary);
    if (status != TOOL_FAILED && request->record &&
        record_save(record, request->record) != TOOL_FINE)
        status = TOOL_FAILED;
    free(record);
    return status;
}

static int simulate_file(struct simulate_request *request, struct input *input, const char *path)
{
    int status = input_open(input, path, &request->includes, stderr);
    uint64_t kib;

    if (status == TOOL_FINE && input->kind == INPUT_SOURCE)
        status = source_replace(request, input);
    if (status != TOOL_FINE)
        return status;
    if (input->kind == INPUT_COMPILED) {
        tool_complain("simulate: %s: a compiled LCM without payloads; name an image or a source",
                      path);
        return TOOL_FAULT;
    }
    kib = (uint64_t)request->memory_mib * KIB_PER_MIB;
    if (kib == 0)
        kib = simulate_memory(&input->image.plan);
    return image_simulate(request, input, kib);
}

static int simulate_run(const struct command *command, int argc, char **argv)
{
    struct simulate_request request = {.minor = MINOR_DEFAULT};
    struct input *input = calloc(1, sizeof(*input));
    int status = TOOL_FAILED;
    int first;

    if (!input) {
        tool_complain("out of memory");
        return TOOL_FAILED;
    }
    first = options_parse(command, argc, argv, simulate_option, &request, &status);
    if (first >= 0 && argc - first != 1) {
        tool_complain("simulate: name exactly one file; see hyperlaunch simulate --help");
        status = TOOL_USAGE;
    } else if (first >= 0) {
        status = simulate_file(&request, input, argv[first]);
    }
    input_release(input);
    free(input);
    return status;
}

const struct command command_simulate = {
    .name = "simulate",
    .operands = "FILE",
    .summary = "run the launch against a simulated Xen, and print each operation",
    .description =
        "Runs the launcher on FILE (a launch image, or a source, which is built first) against a\n"
        "simulated Xen that checks every argument. Prints each operation (its number, its domain,\n"
        "what it does, its result), the launcher's log, and a summary: frames and hypercalls of\n"
        "each domain, what lies where in its memory, who waits for whom, whether everything fits.\n"
        "The exit status is 0 if every domain would start and none is to fail, else 1.",
    .options = simulate_options,
    .run = simulate_run,
};
