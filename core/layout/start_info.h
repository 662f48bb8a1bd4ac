/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The PVH start info of a domain, with its command line, module list and memory map, in this order.
 *
 * Layout: xen/include/public/arch-x86/hvm/start_info.h, version 1. The order is libxc's.
 */
#ifndef CORE_LAYOUT_START_INFO_H
#define CORE_LAYOUT_START_INFO_H

#include "core/layout/layout.h"

/* The bytes that it takes with a command line; NULL: none. */
size_t start_info_size(const char *bootargs);

/*
 * Writes the layout->info_pages pages that the domain sees at layout->info. `bootargs` NULL means
 * that there is no command line at all, which a kernel can tell from an empty one.
 */
void start_info_write(uint8_t *pages, const struct layout *layout, const char *bootargs);

#endif
