/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The archive of LCM and launch record, read back as Linux reads it (cpio, format "newc").
 *
 * Facts: Documentation/driver-api/early-userspace/buffer-format.rst of Linux.
 */
#include <ctype.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/record/archive.h"
#include "tests/support/archive_made.h"

enum { HEADER = 110, FIELDS = 13, LCM_MOST = 41 };

/* The fields of a header, in their order. */
enum {
    INODE,
    MODE,
    OWNER,
    GROUP,
    LINKS,
    TIME,
    SIZE,
    MAJOR,
    MINOR,
    RMAJOR,
    RMINOR,
    NAMESIZE,
    CHECK
};

struct entry {
    uint32_t fields[FIELDS];
    const char *name;
    const uint8_t *data;
};

/* A reader of its own: `at` is where the next header must begin. */
struct reader {
    const char *bytes;
    size_t size;
    size_t at;
};

static void padding_check(struct reader *r)
{
    for (; r->at % 4 != 0; r->at++) {
        assert_true(r->at < r->size);
        assert_int_equal(r->bytes[r->at], 0);
    }
}

static struct entry entry_read(struct reader *r)
{
    struct entry entry;

    assert_true(r->size - r->at >= HEADER);
    assert_int_equal(r->at % 4, 0);
    assert_memory_equal(r->bytes + r->at, "070701", 6);
    for (unsigned int i = 0; i < FIELDS; i++) {
        char digits[9] = {0};

        memcpy(digits, r->bytes + r->at + 6 + 8 * i, 8);
        for (unsigned int j = 0; j < 8; j++)
            assert_true(isxdigit((unsigned char)digits[j]));
        entry.fields[i] = (uint32_t)strtoul(digits, NULL, 16);
    }
    r->at += HEADER;
    entry.name = r->bytes + r->at;
    assert_true(entry.fields[NAMESIZE] > 1 && entry.fields[NAMESIZE] <= r->size - r->at);
    assert_int_equal(strnlen(entry.name, r->size - r->at) + 1, entry.fields[NAMESIZE]);
    r->at += entry.fields[NAMESIZE];
    padding_check(r);
    entry.data = (const uint8_t *)r->bytes + r->at;
    assert_true(entry.fields[SIZE] <= r->size - r->at);
    r->at += entry.fields[SIZE];
    padding_check(r);
    return entry;
}

/* What an entry is, and that all else is nothing: who unpacks it is root, the times are zero. */
static void entry_check(const struct entry *entry, const char *name, uint32_t mode, uint32_t links)
{
    static const unsigned int nothing[] = {OWNER, GROUP, TIME, MAJOR, MINOR, RMAJOR, RMINOR, CHECK};

    assert_string_equal(entry->name, name);
    assert_int_equal(entry->fields[MODE], mode);
    assert_int_equal(entry->fields[LINKS], links);
    for (unsigned int i = 0; i < sizeof(nothing) / sizeof(nothing[0]); i++)
        assert_int_equal(entry->fields[nothing[i]], 0);
}

static void archive_check(size_t size)
{
    static char whole[ARCHIVE_FRONT + LCM_MOST + ARCHIVE_MAX];
    size_t lcm_size = size % LCM_MOST, written = archive_write_guarded(size, ARCHIVE_MAX);
    size_t behind = ARCHIVE_FRONT + lcm_size + -lcm_size % ARCHIVE_ALIGN;
    struct reader r = {.bytes = whole, .size = behind + written};
    struct entry folder, lcm, file, end;

    assert_int_not_equal(written, 0);
    assert_int_equal(written % ARCHIVE_ALIGN, 0);
    memset(whole, 0, sizeof(whole));
    archive_front_write(lcm_size, whole);
    memset(whole + ARCHIVE_FRONT, 'l', lcm_size);
    memcpy(whole + behind, archive_made, written);
    folder = entry_read(&r);
    lcm = entry_read(&r);
    assert_ptr_equal(lcm.data, whole + ARCHIVE_FRONT);
    file = entry_read(&r);
    end = entry_read(&r);
    assert_int_equal(r.at, behind + written);

    /* Linux makes no folder on its own way to a file. */
    entry_check(&folder, "hyperlaunch", 040755, 1);
    assert_int_equal(folder.fields[SIZE], 0);
    entry_check(&lcm, "hyperlaunch/lcm.dtb", 0100644, 1);
    assert_int_equal(lcm.fields[SIZE], lcm_size);
    entry_check(&file, "hyperlaunch/record.dtb", 0100644, 1);
    assert_int_equal(file.fields[SIZE], size);
    assert_memory_equal(file.data, archive_record, size);
    entry_check(&end, "TRAILER!!!", 0, 1);
    assert_int_equal(end.fields[SIZE], 0);
    /* Files that share inode and device would become links of each other. */
    assert_int_not_equal(folder.fields[INODE], file.fields[INODE]);
    assert_int_not_equal(folder.fields[INODE], lcm.fields[INODE]);
    assert_int_not_equal(lcm.fields[INODE], file.fields[INODE]);
}

static void test_every_size_arrives_with_its_padding(void **state)
{
    (void)state;
    for (size_t size = 0; size < 70; size++)
        archive_check(size);
    archive_check(65535);
    archive_check(65536);
}

static void test_largest_record_fits(void **state)
{
    (void)state;
    archive_check(RECORD_BLOB_MAX);
    archive_check(RECORD_BLOB_MAX - 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_size_arrives_with_its_padding),
        cmocka_unit_test(test_largest_record_fits),
    };

    return cmocka_run_group_tests(tests, archive_record_fill, NULL);
}
