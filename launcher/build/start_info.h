/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The PVH start info of a domain, with its module list and memory map, in one page.
 *
 * Layout: xen/include/public/arch-x86/hvm/start_info.h, version 1.
 */
#ifndef LAUNCHER_BUILD_START_INFO_H
#define LAUNCHER_BUILD_START_INFO_H

#include <stdbool.h>

#include "launcher/build/layout.h"

/*
 * Writes the page that the domain sees at layout->info. A command line lies in the page after it;
 * `has_command_line` false means there is none at all, which a kernel can tell from an empty one.
 */
void start_info_write(uint8_t page[XEN_PAGE_SIZE], const struct layout *layout,
                      bool has_command_line);

#endif
