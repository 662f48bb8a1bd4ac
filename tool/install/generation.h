/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The generations in /boot/hyperlaunch: a folder N for each installation, with system.img,
 * launcher.elf, xen.gz where a Xen of its own was given, entry (tool/install/entry.h), sources
 * (tool/install/sources.h) and options (tool/install/given.h).
 *
 * A generation is made as .N.new; renaming that is what installs it, and from then on it never
 * changes. It is removed by renaming it to .N.old. So whatever fails, each N is whole, and what
 * begins with a dot is a leftover. Files beside the folders, as *.img of hyperlaunch-watch, are
 * somebody else's.
 */
#ifndef TOOL_INSTALL_GENERATION_H
#define TOOL_INSTALL_GENERATION_H

#include <stdint.h>

#include "tool/base/file.h"
#include "tool/install/disk.h"
#include "tool/install/entry.h"
#include "tool/install/place.h"
#include "tool/install/sources.h"

/* Generations that stay after an installation: the newest, and the one before as a way back. */
enum { GENERATIONS_KEPT = 2, GENERATIONS_MAX = 64, GENERATION_NUMBER_MAX = 999999999 };

struct generations {
    size_t count;
    unsigned long numbers[GENERATIONS_MAX]; /* the newest first */
};

/* What a generation is made of: paths, of which `xen` may be NULL. */
struct generation_parts {
    const char *image, *launcher, *xen;
    struct entry entry;
    struct sources sources; /* what the image was built from; its own files are added */
    const char *options;    /* text of the file; NULL: none */
};

/* Sizes in bytes, 0 for what is not there. */
struct generation_sizes {
    uint64_t image, launcher, xen;
};

/* Finds all; false after a complaint where the folder cannot be read or has too many. */
bool generations_find(const struct place *place, const char *command, struct generations *found);

/* Removes what an interrupted installation or removal left. */
bool generations_tidy(const struct place *place, struct disk *disk);

/* Makes generation `number`. What fails leaves no generation, only a leftover. */
bool generation_make(const struct place *place, struct disk *disk, unsigned long number,
                     struct generation_parts *parts);

bool generation_remove(const struct place *place, struct disk *disk, unsigned long number);

/* Removes the folder of all generations, unless files of others are in it. */
bool generations_leave(const struct place *place, struct disk *disk);

/* The one that is used: `boots`, which GRUB boots by default, where it is there; else the newest.
 * There is one. */
unsigned long generations_used(const struct generations *found, unsigned long boots);

/* Reads a file of one, as much of it as `most` bytes; false leaves the reason in errno. The caller
 * releases it. */
bool generation_file_read(const struct place *place, unsigned long number, const char *name,
                          size_t most, struct file *file);

/* What is known of one; of what cannot be read, nothing. */
void generation_read(const struct place *place, unsigned long number, struct entry *entry,
                     struct generation_sizes *sizes);

#endif
