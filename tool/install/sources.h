/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The file `sources` of a generation: the digest of each file that it was built from, and of its
 * own. Lines of "SHA256  PATH", which sha256sum -c reads, too.
 */
#ifndef TOOL_INSTALL_SOURCES_H
#define TOOL_INSTALL_SOURCES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/image/digest.h"
#include "tool/install/place.h"

/* The longest file that is read back. */
enum { SOURCES_SIZE_MAX = 4 * 1024 * 1024 };

struct sources {
    char *text; /* the lines, which end with a NUL; owned */
    size_t size;
};

void sources_release(struct sources *sources);

/*
 * Adds a line for the path, as place_name() makes it. A link stays a link, so that where it leads
 * is seen. One that is there already is not added again. False after a complaint.
 */
bool sources_add(struct sources *sources, const struct place *place, const char *command,
                 const char *path, const uint8_t digest[DIGEST_SIZE]);

/* Hashes a file of any size by parts; false leaves the reason in errno. */
bool file_digest(const char *path, uint8_t digest[DIGEST_SIZE]);

/* One line that was read. */
struct sources_row {
    char digest[DIGEST_TEXT_SIZE];
    char path[DISK_PATH_SIZE];
};

/* Reads the next line, at `*offset` of `size` bytes. False at the end, where the offset is the
 * size, and at a line that is none of ours. */
bool sources_next(const char *bytes, size_t size, size_t *offset, struct sources_row *row);

#endif
