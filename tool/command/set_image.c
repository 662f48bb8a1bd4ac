/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * One source in, one launch image out, and a look at what it holds.
 */
#include "tool/command/set_image.h"

#include <string.h>

#include "tool/base/tool.h"
#include "tool/pack/build.h"
#include "tool/pack/write.h"
#include "tool/show/show.h"

bool set_option_is(const struct option_spec *option)
{
    return option->letter == 'I' || host_option_is(option) ||
           (option->name &&
            (strcmp(option->name, "level") == 0 || strcmp(option->name, "fast") == 0));
}

bool set_option_take(struct set_request *request, const char *command,
                     const struct option_spec *option, const char *value)
{
    if (option->letter == 'I')
        return path_list_add(&request->includes, value);
    if (host_option_is(option))
        return host_option_take(&request->host, command, option, value);
    if (!option->value) {
        request->level = WRITE_LEVEL_MIN;
        return true;
    }
    if (option_number(value, WRITE_LEVEL_MIN, WRITE_LEVEL_MAX, &request->level))
        return true;
    tool_complain("%s: --level %s: not a number from %d to %d", command, value, WRITE_LEVEL_MIN,
                  WRITE_LEVEL_MAX);
    return false;
}

/* Reads back what was written: what check would say of it is said now. */
static int image_verify(struct input *input, const char *out, const char *name, FILE *said)
{
    static const struct path_list none;
    int status = input_open(input, out, &none, stderr);
    uint32_t domains, payloads;
    char size[SIZE_TEXT_SIZE];

    if (status == TOOL_FINE)
        status = payloads_check(input);
    if (status != TOOL_FINE) {
        tool_complain("%s: the image that was just written is not valid; report this as a defect",
                      out);
        return TOOL_FAILED;
    }
    domains = input->image.plan.domain_count;
    payloads = input->image.plan.payload_count;
    show_size(input->image.size, size);
    fprintf(said, "%s: %u domain%s, %u payload%s, %s\n\n", name, domains, domains == 1 ? "" : "s",
            payloads, payloads == 1 ? "" : "s", size);
    show_text(input, said);
    return TOOL_FINE;
}

int set_image_build(const struct set_request *request, const char *command, struct input *input,
                    const struct build_witness *witness, const char *out, const char *name,
                    FILE *said)
{
    int status;

    if (input->kind != INPUT_SOURCE) {
        tool_complain("%s: %s: not a source, but already compiled; name its source", command,
                      input->path);
        return TOOL_FAULT;
    }
    status =
        image_build(input, &request->includes, (int)request->level, &request->host, witness, out);
    input_release(input);
    return status == TOOL_FINE ? image_verify(input, out, name, said) : status;
}
