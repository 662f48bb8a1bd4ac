/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The LCM and the launch record as a cpio archive (format "newc") that Linux unpacks behind an
 * initramfs, or alone: a front, the bytes of the LCM, and the record.
 *
 * Facts: Documentation/driver-api/early-userspace/buffer-format.rst of Linux. An archive may follow
 * another, compressed or not, on an address that is a multiple of four.
 */
#ifndef CORE_RECORD_ARCHIVE_H
#define CORE_RECORD_ARCHIVE_H

#include <stddef.h>

#include "core/record/record.h"

enum {
    ARCHIVE_ALIGN = 4,
    ARCHIVE_FRONT = 256, /* bytes before the LCM */
    ARCHIVE_HEAD = 136,  /* bytes before the record */
    ARCHIVE_MAX = RECORD_BLOB_MAX + 1024
};

/* Writes what stands before the bytes of /hyperlaunch/lcm.dtb, which are then padded. */
void archive_front_write(size_t lcm_size, char front[ARCHIVE_FRONT]);

/*
 * Writes the rest, which holds /hyperlaunch/record.dtb, padded. The record may lie where it
 * belongs, at archive + ARCHIVE_HEAD. Returns the size; 0 where it does not fit.
 */
size_t archive_write(const void *record, size_t size, char *archive, size_t capacity);

#endif
