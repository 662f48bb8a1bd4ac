/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The launch image that `install` installs.
 */
#ifndef TOOL_COMMAND_INSTALL_IMAGE_H
#define TOOL_COMMAND_INSTALL_IMAGE_H

#include "tool/command/set_image.h"
#include "tool/install/install.h"

/*
 * Makes parts.image: of a source it is built into the file `scratch`, a launch image is taken as it
 * is. parts.sources gets all files that it was made of. The caller releases the input. Returns an
 * exit status.
 */
int install_image_make(const struct set_request *set, struct install *install, struct input *input,
                       const char *path, const char *scratch);

#endif
