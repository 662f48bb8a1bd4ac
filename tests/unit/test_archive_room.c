/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/* The room that the archive of the launch record takes: what it depends on, and no overrun. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/archive_made.h"

enum { SIZE_OF_ANY = 5000 };

/* The launcher has no room for a second copy of a long one. */
static void test_record_may_lie_where_it_belongs(void **state)
{
    static char twin[sizeof(archive_made)];
    size_t size;

    (void)state;
    size = archive_write_guarded(SIZE_OF_ANY, ARCHIVE_MAX);
    memcpy(twin, archive_made, size);
    memset(archive_made, 0x5a, sizeof(archive_made));
    memcpy(archive_made + ARCHIVE_HEAD, archive_record, SIZE_OF_ANY);
    assert_int_equal(
        archive_write(archive_made + ARCHIVE_HEAD, SIZE_OF_ANY, archive_made, ARCHIVE_MAX), size);
    assert_memory_equal(archive_made, twin, size);
    assert_memory_equal(archive_made + ARCHIVE_HEAD, archive_record, SIZE_OF_ANY);
}

static void test_size_follows_from_the_records_alone(void **state)
{
    size_t size;

    (void)state;
    size = archive_write_guarded(SIZE_OF_ANY, ARCHIVE_MAX);
    memset(archive_record, 0, SIZE_OF_ANY);
    assert_int_equal(archive_write_guarded(SIZE_OF_ANY, ARCHIVE_MAX), size);
    (void)archive_record_fill(state);
}

static void test_too_small_a_room_is_not_overrun(void **state)
{
    size_t size;

    (void)state;
    size = archive_write_guarded(SIZE_OF_ANY, ARCHIVE_MAX);
    for (size_t room = 0; room < size; room++)
        assert_int_equal(archive_write_guarded(SIZE_OF_ANY, room), 0);
    assert_int_equal(archive_write_guarded(SIZE_OF_ANY, size), size);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_record_may_lie_where_it_belongs),
        cmocka_unit_test(test_size_follows_from_the_records_alone),
        cmocka_unit_test(test_too_small_a_room_is_not_overrun),
    };

    return cmocka_run_group_tests(tests, archive_record_fill, NULL);
}
