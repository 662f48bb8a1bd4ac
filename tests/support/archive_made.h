/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/* For tests of the archive of the launch record: a record, and an archive that is watched over. */
#ifndef TESTS_SUPPORT_ARCHIVE_MADE_H
#define TESTS_SUPPORT_ARCHIVE_MADE_H

#include <stddef.h>
#include <stdint.h>

#include "core/record/archive.h"

enum { ARCHIVE_GUARD = 64 };

/* The record, which is any bytes here, and the buffer in which an archive is made of it. */
extern uint8_t archive_record[RECORD_BLOB_MAX];
extern char archive_made[ARCHIVE_MAX + ARCHIVE_GUARD];

/* A setup of cmocka: fills the record with bytes that repeat late. */
int archive_record_fill(void **state);

/*
 * Archives the first `size` bytes of the record in a buffer of exactly `capacity` bytes, behind
 * which nothing may change; the size of the archive, 0 without room.
 */
size_t archive_write_guarded(size_t size, size_t capacity);

#endif
