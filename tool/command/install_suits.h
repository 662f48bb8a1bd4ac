/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Whether a system can be installed to: what is missing is told before a set is built, which takes
 * long.
 */
#ifndef TOOL_COMMAND_INSTALL_SUITS_H
#define TOOL_COMMAND_INSTALL_SUITS_H

#include "tool/install/install.h"

/* False after a complaint: the user is not root, or there is no GRUB, or no Xen that GRUB can load.
 */
bool install_suits(const struct install *install);

#endif
