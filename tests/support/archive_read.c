/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/* Reads the archive that the launcher puts behind a ramdisk, as Linux does. */
#include <libfdt.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/record/record_read.h"
#include "tests/support/archive_read.h"

static unsigned long hex_field(const char *header, unsigned int i)
{
    char digits[9] = {0};

    memcpy(digits, header + 6 + 8 * i, 8);
    return strtoul(digits, NULL, 16);
}

/* The file at `*at`, which goes on to the next. */
static const uint8_t *file_expect(const uint8_t *bytes, size_t count, const char *name, size_t *at,
                                  size_t *size)
{
    const char *header = (const char *)bytes + *at;
    size_t data;

    assert_true(count - *at > 110);
    assert_memory_equal(header, "070701", 6);
    assert_string_equal(header + 110, name);
    *size = hex_field(header, 6);
    data = (*at + 110 + hex_field(header, 11) + 3) & ~(size_t)3;
    *at = (data + *size + 3) & ~(size_t)3;
    assert_true(*at <= count);
    return bytes + data;
}

void archive_expect(const uint8_t *bytes, size_t count, const uint8_t *image, struct record *record)
{
    static uint8_t blob[100000] __attribute__((aligned(8)));
    const uint8_t *file;
    size_t at = 0, size;

    (void)file_expect(bytes, count, "hyperlaunch", &at, &size);
    assert_int_equal(size, 0);
    file = file_expect(bytes, count, "hyperlaunch/lcm.dtb", &at, &size);
    assert_int_equal(size, fdt_totalsize(image));
    assert_memory_equal(file, image, size);
    file = file_expect(bytes, count, "hyperlaunch/record.dtb", &at, &size);
    assert_true(size <= sizeof(blob));
    memcpy(blob, file, size);
    assert_int_equal(record_read(blob, size, record), RECORD_OK);
    (void)file_expect(bytes, count, "TRAILER!!!", &at, &size);
    assert_int_equal(at, count);
}
