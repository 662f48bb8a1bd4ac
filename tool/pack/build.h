/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Makes a launch image of a source; for `build` and for `run`.
 */
#ifndef TOOL_PACK_BUILD_H
#define TOOL_PACK_BUILD_H

#include "tool/check/host_options.h"
#include "tool/check/modules.h"

/* Is told of each file that is built in, with the bytes that are: path, bytes, context. */
struct build_witness {
    bool (*used)(void *context, const char *path, const struct file *file);
    void *context;
};

/*
 * Builds the image of the opened source `input` into `out`, compressed at LZ4 level `level`. With
 * `checked` the set as a whole is checked first, and the image's size against the boot entry.
 * Findings go to the input's report. `witness` may be NULL; where it
 * says false it has complained, and nothing is built. Returns TOOL_FINE, TOOL_FAULT or TOOL_FAILED.
 */
int image_build(struct input *input, const struct path_list *includes, int level,
                const struct host_request *checked, const struct build_witness *witness,
                const char *out);

/*
 * How large that image would be at most; nothing is written. 0 where it cannot be made, which is
 * complained of or in the input's report.
 */
uint64_t image_measure(struct input *input, const struct modules *modules);

#endif
