/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Tells the kinds of input apart by their bytes, never by their names.
 */
#include "tool/read/input.h"

#include <errno.h>
#include <libfdt.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/tree_check.h"
#include "tool/base/options.h"
#include "tool/base/tool.h"

static bool file_is_blob(const struct file *file)
{
    static const uint8_t magic[] = {0xd0, 0x0d, 0xfe, 0xed};

    return file->size >= sizeof(magic) && memcmp(file->bytes, magic, sizeof(magic)) == 0;
}

static unsigned int blob_read(struct input *input)
{
    struct lcm_sink sink = report_sink(&input->report);
    enum lcm_form form = LCM_FORM_SOURCE;
    size_t size = input->file.size;

    input->blob = input->file.bytes;
    /* Of an unsound tree the reader says what is wrong, whatever the form. */
    if (!lcm_form_of(input->blob, size, &form) || form == LCM_FORM_SOURCE) {
        input->kind = INPUT_SOURCE;
        return lcm_read(input->blob, size, LCM_FORM_SOURCE, &sink, &input->image.plan);
    }
    if (tree_total(input->blob, size) == size) {
        input->kind = INPUT_COMPILED;
        return lcm_read(input->blob, size, LCM_FORM_COMPILED, &sink, &input->image.plan);
    }
    input->kind = INPUT_IMAGE;
    return image_open(&input->image, input->blob, size, &sink);
}

static int source_read(struct input *input, const struct path_list *includes)
{
    struct lcm_sink sink = report_sink(&input->report);
    bool from_stream = path_reads_once(input->path);
    int result;

    input->report.stream = from_stream ? &input->file : NULL;
    result = source_compile(&input->source, input->path, from_stream ? &input->file : NULL,
                            includes, &input->report);
    if (result != TOOL_FINE)
        return result;
    input->report.map = &input->source.map;
    waivers_read(&input->waivers, &input->source.map, from_stream ? &input->file : NULL);
    input->report.waivers = &input->waivers;
    input->blob = input->source.blob.bytes;
    return lcm_read(input->blob, input->source.blob.size, LCM_FORM_SOURCE, &sink,
                    &input->image.plan)
               ? TOOL_FAULT
               : TOOL_FINE;
}

/* What a file is that cannot be read, and what to do with it. */
static const char *kind_words(const struct file *file)
{
    static const struct {
        size_t at;
        const char *bytes;
        const char *words;
    } known[] = {
        {0, "\x1f\x8b", "it is compressed with gzip; unpack it first"},
        {0,
         "\xfd"
         "7zXZ",
         "it is compressed with xz; unpack it first"},
        {0, "\x28\xb5\x2f\xfd", "it is compressed with zstd; unpack it first"},
        {0, "\xff\xfe", "it is a text in UTF-16; save it as UTF-8"},
        {0, "\xfe\xff", "it is a text in UTF-16; save it as UTF-8"},
        {0,
         "\x7f"
         "ELF",
         "it is an ELF file, a kernel perhaps; name the source whose domains start it"},
        {0x202, "HdrS", "it is a Linux kernel; name the source whose domains start it"},
    };

    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
        size_t length = strlen(known[i].bytes);

        if (file->size >= known[i].at + length &&
            memcmp(file->bytes + known[i].at, known[i].bytes, length) == 0)
            return known[i].words;
    }
    return "neither a source, a device tree blob nor a launch image; name one of these";
}

int input_open(struct input *input, const char *path, const struct path_list *includes, FILE *out)
{
    return input_open_as(input, path, includes, &(struct report){.out = out});
}

int input_open_as(struct input *input, const char *path, const struct path_list *includes,
                  const struct report *how)
{
    memset(input, 0, sizeof(*input));
    input->path = path;
    input->report = *how;
    input->report.file = path_is_stream(path) ? SOURCE_STREAM : path;
    if (!file_read(&input->file, path)) {
        tool_complain("%s: %s", path, strerror(errno));
        return TOOL_FAILED;
    }
    if (file_is_blob(&input->file))
        return blob_read(input) ? TOOL_FAULT : TOOL_FINE;
    if (memchr(input->file.bytes, 0, input->file.size)) {
        report_error(&input->report, "input-kind", "/", NULL, "%s", kind_words(&input->file));
        return TOOL_FAULT;
    }
    return source_read(input, includes);
}

void input_release(struct input *input)
{
    free(input->dom0.cloud_version);
    input->dom0.cloud_version = NULL;
    file_release(&input->file);
    source_release(&input->source);
}

struct input *input_open_only(const struct command *command, int count, char **operands,
                              const struct path_list *includes, int *status)
{
    struct input *input;

    if (count != 1) {
        tool_complain("%s: name exactly one file; see hyperlaunch %s --help", command->name,
                      command->name);
        *status = TOOL_USAGE;
        return NULL;
    }
    input = calloc(1, sizeof(*input));
    if (!input) {
        tool_complain("out of memory");
        *status = TOOL_FAILED;
        return NULL;
    }
    *status = input_open(input, operands[0], includes, stderr);
    if (*status == TOOL_FINE)
        return input;
    input_close(input);
    return NULL;
}

void input_close(struct input *input)
{
    input_release(input);
    free(input);
}

void input_node_path(const struct input *input, int node, char *path, size_t size)
{
    if (fdt_get_path(input->blob, node, path, (int)size) < 0)
        memcpy(path, "/", 2);
}
