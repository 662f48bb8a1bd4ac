/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/* Reads the archive that the launcher puts behind a ramdisk, as Linux does. */
#ifndef TESTS_SUPPORT_ARCHIVE_READ_H
#define TESTS_SUPPORT_ARCHIVE_READ_H

#include <stddef.h>
#include <stdint.h>

#include "core/record/record_read.h"

/*
 * The bytes are one archive to their end, and hold the LCM that the launch image starts with, byte
 * for byte, and a launch record, which is read.
 */
void archive_expect(const uint8_t *bytes, size_t count, const uint8_t *image,
                    struct record *record);

#endif
