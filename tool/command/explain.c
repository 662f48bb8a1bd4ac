/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * hyperlaunch explain: all that a set says about one thing, or the binding about a property.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/nearest.h"
#include "core/lcm/property.h"
#include "tool/base/options.h"
#include "tool/base/tool.h"
#include "tool/command/commands.h"
#include "tool/show/explain.h"

struct explain_request {
    struct path_list includes;
    bool json;
    bool list;
};

static const struct option_spec explain_options[] = {
    {'I', NULL, "DIR", "look for included and module files in DIR, too"},
    {0, "json", NULL, "print one JSON object"},
    {0, "list-properties", NULL, "list all properties of the binding, then exit"},
    {0},
};

static bool explain_option(void *context, const struct option_spec *option, const char *value)
{
    struct explain_request *request = context;

    if (option->letter == 'I')
        return path_list_add(&request->includes, value);
    request->json |= strcmp(option->name, "json") == 0;
    request->list |= strcmp(option->name, "list-properties") == 0;
    return true;
}

/* Reads a number as C writes it, decimal or with 0x. */
static bool number_read(const char *text, uint64_t *value)
{
    char *end;

    errno = 0;
    *value = strtoull(text, &end, 0);
    return errno == 0 && *text >= '0' && *text <= '9' && *end == '\0';
}

static uint32_t name_find(const struct lcm_plan *plan, const char *name, size_t length)
{
    uint32_t i = 0;

    while (i < plan->domain_count && (strlen(plan->domains[i].name) != length ||
                                      memcmp(plan->domains[i].name, name, length) != 0))
        i++;
    return i;
}

static uint32_t domid_find(const struct lcm_plan *plan, const char *text)
{
    uint64_t domid;
    uint32_t i = 0;

    if (!number_read(text, &domid))
        return plan->domain_count;
    while (i < plan->domain_count && plan->domains[i].domid != domid)
        i++;
    return i;
}

/* What could not be found in the set; the exit code for it. */
static int thing_missing(const struct input *input, const char *what, const char *value)
{
    tool_complain("explain: %s has no %s %s; see hyperlaunch show %s", input->path, what, value,
                  input->path);
    return TOOL_FAULT;
}

/* Likewise of a domain that was named: the set may have one with a name like it. */
static int domain_missing(const struct input *input, const char *text, int length)
{
    const struct lcm_plan *plan = &input->image.plan;
    char name[LCM_PATH_SIZE];

    snprintf(name, sizeof(name), "%.*s", length, text);
    for (uint32_t i = 0; i < plan->domain_count; i++) {
        if (!name_is_close(name, plan->domains[i].name))
            continue;
        tool_complain("explain: %s has no domain %s; did you mean %s?", input->path, name,
                      plan->domains[i].name);
        return TOOL_FAULT;
    }
    return thing_missing(input, "domain", name);
}

static int address_explain(struct sheet *sheet, const struct input *input,
                           const struct modules *modules, const char *value)
{
    const char *colon = strrchr(value, ':');
    uint64_t address;
    uint32_t domain;

    if (!number_read(colon ? colon + 1 : value, &address)) {
        tool_complain("explain: %s is not an address; write 0x100000, or NAME:0x100000", value);
        return TOOL_USAGE;
    }
    if (!colon) {
        if (input->kind != INPUT_IMAGE) {
            tool_complain(
                "explain: %s is not a launch image; for an address in a domain write NAME:%s",
                input->path, value);
            return TOOL_USAGE;
        }
        return explain_offset(sheet, input, address) ? TOOL_FINE
                                                     : thing_missing(input, "byte", value);
    }
    domain = name_find(&input->image.plan, value, (size_t)(colon - value));
    if (domain == input->image.plan.domain_count)
        return domain_missing(input, value, (int)(colon - value));
    return explain_address(sheet, input, modules, domain, address) ? TOOL_FINE : TOOL_FAULT;
}

/* The number of the payload that is called so, by its number or by its file; 0 where none is. */
static uint32_t payload_find(const struct lcm_plan *plan, const char *value)
{
    uint64_t index;

    if (number_read(value, &index) && index > 0 && index <= plan->payload_count)
        return (uint32_t)index;
    for (uint32_t i = 0; i < plan->payload_count; i++)
        if (plan->payloads[i].file && strcmp(plan->payloads[i].file, value) == 0)
            return i + 1;
    return 0;
}

/* Files of two folders can have one name. */
static bool file_is_ambiguous(const struct lcm_plan *plan, const char *value, uint32_t first)
{
    for (uint32_t i = first; i < plan->payload_count; i++)
        if (plan->payloads[i].file && strcmp(plan->payloads[i].file, value) == 0)
            return true;
    return false;
}

static int module_explain(struct sheet *sheet, const struct input *input, const char *value)
{
    const struct lcm_plan *plan = &input->image.plan;
    uint32_t index;

    if (input->kind == INPUT_SOURCE)
        return explain_file(sheet, input, value) ? TOOL_FINE
                                                 : thing_missing(input, "module", value);
    index = payload_find(plan, value);
    if (index == 0)
        return thing_missing(input, "payload", value);
    if (file_is_ambiguous(plan, value, index)) {
        tool_complain("explain: %s has several payloads %s; give the number of one, from "
                      "hyperlaunch show %s",
                      input->path, value, input->path);
        return TOOL_FAULT;
    }
    explain_payload(sheet, input, index);
    return TOOL_FINE;
}

static int thing_explain(struct sheet *sheet, const struct input *input,
                         const struct modules *modules, const char *what, const char *value)
{
    const struct lcm_plan *plan = &input->image.plan;
    uint32_t domain;

    if (strcmp(what, "address") == 0)
        return address_explain(sheet, input, modules, value);
    if (strcmp(what, "module") == 0)
        return module_explain(sheet, input, value);
    domain = strcmp(what, "domid") == 0 ? domid_find(plan, value)
                                        : name_find(plan, value, strlen(value));
    if (domain == plan->domain_count)
        return strcmp(what, "domid") == 0 ? thing_missing(input, what, value)
                                          : domain_missing(input, value, (int)strlen(value));
    explain_domain(sheet, input, modules, domain);
    return TOOL_FINE;
}

static bool word_is_thing(const char *what)
{
    static const char *const things[] = {"domid", "name", "module", "address"};

    for (unsigned int i = 0; i < sizeof(things) / sizeof(things[0]); i++)
        if (strcmp(what, things[i]) == 0)
            return true;
    return false;
}

static int property_explain(struct sheet *sheet, const char *name)
{
    const struct property_row *nearest;

    if (explain_property(sheet, name))
        return TOOL_FINE;
    nearest = property_nearest(name, ROLE_ANY, name_is_close);
    if (strcmp(property_renamed(name), name) != 0)
        tool_complain("explain: %s is the name of 2021; the property is %s", name,
                      property_renamed(name));
    else if (nearest)
        tool_complain("explain: there is no property %s; did you mean %s?", name, nearest->name);
    else
        tool_complain("explain: there is no property %s; see hyperlaunch explain "
                      "--list-properties",
                      name);
    return TOOL_FAULT;
}

/* Explains what a set says about a thing; `operands` are the thing, its value and a file. */
static int set_explain(const struct command *command, struct sheet *sheet,
                       const struct path_list *includes, char **operands)
{
    struct modules *modules = NULL;
    int status;
    struct input *input = input_open_only(command, 1, operands + 2, includes, &status);

    if (!input)
        return status;
    /* Without the files a source is explained as far as it goes. */
    if (input->kind == INPUT_SOURCE)
        modules = calloc(1, sizeof(*modules));
    if (modules) {
        input->report.out = stderr;
        (void)modules_load(modules, input, includes);
    }
    status = thing_explain(sheet, input, modules, operands[0], operands[1]);
    if (modules)
        modules_release(modules);
    free(modules);
    input_close(input);
    return status;
}

static int explain_run(const struct command *command, int argc, char **argv)
{
    struct explain_request request = {.json = false};
    struct json json = {.out = stdout};
    struct sheet sheet = {.out = stdout};
    int status;
    int first = options_parse(command, argc, argv, explain_option, &request, &status);

    if (first < 0)
        return status;
    sheet.json = request.json ? &json : NULL;
    if (request.list && argc == first) {
        properties_list(stdout, request.json);
        return TOOL_FINE;
    }
    if (!request.list && argc - first == 1)
        return property_explain(&sheet, argv[first]);
    if (request.list || argc - first != 3 || !word_is_thing(argv[first])) {
        tool_complain("explain: give domid, name, module or address, its value, and a file, or a "
                      "property alone; see hyperlaunch explain --help");
        return TOOL_USAGE;
    }
    return set_explain(command, &sheet, &request.includes, argv + first);
}

const struct command command_explain = {
    .name = "explain",
    .operands = "((domid N | name NAME | module N|FILE | address [NAME:]N) FILE | PROPERTY)",
    .summary = "show all about one domain, module or address of a set, or a property",
    .description =
        "For a domain: each property with its place in the source, or default; the domains that\n"
        "start after it; where kernel, ramdisk and the rest lie in its memory. For a module,\n"
        "named by its file or, in an image, by its number: sizes, digest, users. For an address:\n"
        "what lies at that byte of an image, or of the memory of the domain NAME. For a PROPERTY\n"
        "of the binding: what it means, its node, range or values, and default.",
    .options = explain_options,
    .words = "domid name module address",
    .run = explain_run,
};
