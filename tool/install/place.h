/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Where things are on the system that is installed to: this one, or one below a folder.
 */
#ifndef TOOL_INSTALL_PLACE_H
#define TOOL_INSTALL_PLACE_H

#include <stdbool.h>

#include "tool/install/disk.h"

/* Below the root: generations; GRUB's generators of entries; GRUB's menu. */
#define PLACE_HOME   "/boot/hyperlaunch"
#define PLACE_GRUB_D "/etc/grub.d"
#define PLACE_GRUB   "/boot/grub"

struct place {
    const char *root; /* "" for this system */
    /* The program that makes GRUB's menu; NULL: whoever makes a system below a folder makes its
     * menu, too. */
    const char *mkconfig;
    int lock; /* -1: not held */
};

/* `root` NULL or "/": this system. False after a complaint of one that cannot be. */
bool place_open(struct place *place, const char *command, const char *root);

/* Makes the path ROOT + what the format gives. */
void place_path(const struct place *place, char path[DISK_PATH_SIZE], const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/*
 * The name that a file has for the system that is installed to: its path made absolute, and without
 * the root where it is below that. The caller frees it; NULL after a complaint: out of memory, too
 * long, or a newline or backslash, which a line of our files cannot have.
 */
char *place_name(const struct place *place, const char *command, const char *path);

/* Keeps others from installing there meanwhile; false after a complaint. A dry run locks nothing.
 */
bool place_lock(struct place *place, const struct disk *disk);
void place_unlock(struct place *place);

#endif
