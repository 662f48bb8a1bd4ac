/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Makes a launch image of a source; for `build` and for `run`.
 */
#ifndef TOOL_BUILD_H
#define TOOL_BUILD_H

#include "tool/input.h"

/*
 * Builds the image of the opened source `input` into `out`, compressed at LZ4 level `level`.
 * Findings go to the input's report. Returns TOOL_FINE, TOOL_FAULT or TOOL_FAILED.
 */
int image_build(struct input *input, const struct path_list *includes, int level, const char *out);

#endif
