/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * A payload of the launch image as a file of its own, for xl.
 */
#ifndef DOM0_PAYLOAD_FILE_H
#define DOM0_PAYLOAD_FILE_H

#include <stdio.h>

#include "dom0/launch_image.h"

struct payload_file {
    char *path;
    bool fresh; /* made by this call, and so nobody else's */
};

/*
 * Unpacks payload `index` to FOLDER/payload-INDEX, unless that has the payload's bytes already.
 * False after a complaint; nothing is left of what could not be written whole.
 */
bool payload_file_make(struct payload_file *file, const struct launch_image *from, uint32_t index,
                       const char *folder);

/* Forgets the file; with `remove`, one that is fresh is removed. */
void payload_file_release(struct payload_file *file, bool remove);

/*
 * Opens PATH.new for writing; file_commit() gives it its name when all was written, and removes it
 * when not: `why` NULL says that all went well so far. Returns what went wrong, or NULL.
 */
FILE *file_begin(const char *path);
const char *file_commit(FILE *out, const char *path, const char *why);

#endif
