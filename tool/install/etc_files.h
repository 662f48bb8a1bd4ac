/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Our files in /etc: what GRUB's menu is made with, and what the update of a kernel or a ramdisk
 * runs.
 */
#ifndef TOOL_INSTALL_ETC_FILES_H
#define TOOL_INSTALL_ETC_FILES_H

#include <stdbool.h>

#include "tool/install/disk.h"
#include "tool/install/place.h"

/*
 * Puts all into /etc, from the folder `from`: the generator of GRUB's entries, the file that makes
 * the newest the default where Debian's xen.cfg would have another one, and the hook of updates. A
 * file of this version or a later one stays: so what an administrator changed in it stays until we
 * have a better one. A file that is not ours stays, too, and that is told.
 */
bool etc_files_put(const struct place *place, struct disk *disk, const char *from);

/* Removes those that are ours. */
bool etc_files_remove(const struct place *place, struct disk *disk);

#endif
