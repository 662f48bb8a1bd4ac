/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Builds the image of a set that is installed, or takes an image, and notes what it is made of.
 */
#include "tool/command/install_image.h"

#include <errno.h>
#include <string.h>

#include "tool/base/tool.h"
#include "tool/pack/build.h"

/* An image is taken as it is, from a file, and no option asks for what is looked at in building. */
static int image_suits(const struct set_request *set, struct input *input)
{
    const struct host_request *host = &set->host;

    if (path_is_stream(input->path)) {
        tool_complain("install: an image is not read from the standard input; name its file");
        return TOOL_USAGE;
    }
    if (host_requested(host) || host->entry_mib) {
        tool_complain("install: %s: a launch image is taken as it is: --host, --memory, --cpus and "
                      "--entry-memory count when it is built; give them to hyperlaunch check",
                      input->path);
        return TOOL_USAGE;
    }
    return payloads_check(input);
}

/* A payload's file is noted by the bytes that are built in. */
static bool payload_note(void *context, const char *path, const struct file *file)
{
    struct install *install = context;
    uint8_t digest[DIGEST_SIZE];

    digest_sha256(file->bytes, file->size, digest);
    return sources_add(&install->parts.sources, &install->place, "install", path, digest);
}

static bool file_note(void *context, const char *path)
{
    struct install *install = context;
    uint8_t digest[DIGEST_SIZE];

    if (file_digest(path, digest))
        return sources_add(&install->parts.sources, &install->place, "install", path, digest);
    tool_complain("install: %s: %s", path, strerror(errno));
    return false;
}

/* The set's own text, which a pipe holds but once. */
static int text_note(const struct set_request *set, struct install *install, const char *path,
                     bool is_text)
{
    if (path_reads_once(path))
        return TOOL_FINE;
    if (!is_text)
        return file_note(install, path) ? TOOL_FINE : TOOL_FAILED;
    return source_files_find(path, &set->includes, file_note, install);
}

int install_image_make(const struct set_request *set, struct install *install, struct input *input,
                       const char *path, const char *scratch)
{
    const struct build_witness witness = {.used = payload_note, .context = install};
    int status = input_open(input, path, &set->includes, stderr);

    install->parts.image = scratch;
    if (status == TOOL_FINE && input->kind == INPUT_SOURCE)
        status = text_note(set, install, path, input->source.blob.bytes);
    if (status != TOOL_FINE)
        return status;
    if (input->kind != INPUT_IMAGE)
        return set_image_build(set, "install", input, &witness, scratch, path, stdout);
    install->parts.image = path;
    status = image_suits(set, input);
    return status == TOOL_FINE && !file_note(install, path) ? TOOL_FAILED : status;
}
