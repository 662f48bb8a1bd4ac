/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Making the launch image of a set, for `build` and `install`: their common options, and what they
 * look at before and afterwards.
 */
#ifndef TOOL_COMMAND_SET_IMAGE_H
#define TOOL_COMMAND_SET_IMAGE_H

#include <stdio.h>

#include "tool/base/options.h"
#include "tool/check/host_options.h"
#include "tool/check/modules.h"
#include "tool/pack/build.h"

/* Rows of a table of options; HOST_OPTIONS stand below them. */
#define SET_FOLDER_OPTION                                                                          \
    {                                                                                              \
        'I', NULL, "DIR", "look for included and module files in DIR, too"                         \
    }
#define SET_LEVEL_OPTIONS                                                                          \
    {0, "level", "N", "compress with LZ4 level N (3 to 12, default 12)"},                          \
    {                                                                                              \
        0, "fast", NULL, "the same as --level 3, to try a set out"                                 \
    }

struct set_request {
    struct path_list includes;
    unsigned long level; /* WRITE_LEVEL_DEFAULT to begin with */
    struct host_request host;
};

/* Whether an option is one of these rows, or of HOST_OPTIONS. */
bool set_option_is(const struct option_spec *option);
/* Takes the value of one; false after a complaint. */
bool set_option_take(struct set_request *request, const char *command,
                     const struct option_spec *option, const char *value);

/*
 * Builds the image of an opened source into the file `out`, reads it back and lists on `said` what
 * is in it, as that of `name`. `witness` is as for image_build(). The input is the image's then;
 * whatever it is, the caller releases it. Returns an exit status.
 */
int set_image_build(const struct set_request *request, const char *command, struct input *input,
                    const struct build_witness *witness, const char *out, const char *name,
                    FILE *said);

#endif
