/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Installs a launch image where GRUB boots it from, and removes what was installed.
 *
 * At each moment GRUB's menu names generations that exist whole: a new one is complete before the
 * menu names it, and an old one is removed after the menu no longer does.
 */
#ifndef TOOL_INSTALL_INSTALL_H
#define TOOL_INSTALL_INSTALL_H

#include "tool/install/disk.h"
#include "tool/install/generation.h"
#include "tool/install/place.h"

struct install {
    struct place place;
    struct disk disk;
    const char *etc;               /* folder of the files for /etc; not used by uninstall_run() */
    struct generation_parts parts; /* the same */
};

/* Makes the next generation, and its menu entry; `number` is what it got. Returns TOOL_FINE, or
 * TOOL_FAILED after a complaint. */
int install_run(struct install *install, unsigned long *number);

/* Removes all generations, our files in /etc, and the menu entries. */
int uninstall_run(struct install *install);

/* Whether a Xen is in /boot. */
bool install_has_xen(const struct place *place);

#endif
