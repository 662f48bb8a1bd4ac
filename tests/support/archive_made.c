/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/* For tests of the archive of the launch record: a record, and an archive that is watched over. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/archive_made.h"

uint8_t archive_record[RECORD_BLOB_MAX];
char archive_made[ARCHIVE_MAX + ARCHIVE_GUARD];

int archive_record_fill(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(archive_record); i++)
        archive_record[i] = (uint8_t)(i * 7 + i / 251 + 1);
    return 0;
}

size_t archive_write_guarded(size_t size, size_t capacity)
{
    size_t written;

    memset(archive_made, 0x5a, sizeof(archive_made));
    written = archive_write(archive_record, size, archive_made, capacity);
    for (size_t i = capacity; i < capacity + ARCHIVE_GUARD && i < sizeof(archive_made); i++)
        assert_int_equal(archive_made[i], 0x5a);
    return written;
}
