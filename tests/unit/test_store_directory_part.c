/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * DIRECTORY_PART: a list of children in parts, with the generation by which a client sees that it
 * has to begin again.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/store_asks.h"

enum { LIST_SIZE = 1 << 14 };

/* Asks for the part from an offset on; returns the generation, and adds the names. */
static unsigned long part_ask(uint32_t offset, char *list, uint32_t *size)
{
    const struct store_message *answer;
    char request[32];
    uint32_t start, length = (uint32_t)sprintf(request, "data%c%u", 0, offset) + 1;

    answer = ask(GUEST, XS_DIRECTORY_PART, 0, request, length);
    assert_int_equal(answer->header.type, XS_DIRECTORY_PART);
    start = (uint32_t)strlen((const char *)answer->payload) + 1;
    assert_in_range(answer->header.len, start + 1, STORE_PAYLOAD_MAX);
    assert_true(*size + answer->header.len <= LIST_SIZE);
    memcpy(list + *size, answer->payload + start, answer->header.len - start);
    *size += answer->header.len - start;
    assert_int_equal(list[*size - 1], 0);
    return strtoul((const char *)answer->payload, NULL, 10);
}

static void children_make(uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        char path[64];
        int length = snprintf(path, sizeof(path), "data/a-child-with-a-long-name-%03u", i);

        expect_ok(GUEST, XS_MKDIR, 0, path, (uint32_t)length + 1);
    }
}

static void test_long_list_comes_whole_in_parts(void **state)
{
    static char list[LIST_SIZE];
    uint32_t size = 0, at = 0, parts = 0;
    unsigned long generation = 0;

    (void)state;
    children_make(300);
    expect_error(GUEST, XS_DIRECTORY, 0, SAY("data\0"), "E2BIG");
    /* The end is an empty name: two NULs in a row. */
    do {
        unsigned long this = part_ask(size, list, &size);

        assert_true(parts++ == 0 || this == generation);
        generation = this;
    } while (size < 2 || list[size - 2] != '\0');
    assert_in_range(parts, 3, 4);
    for (uint32_t i = 0; i < 300; i++) {
        char name[64];

        snprintf(name, sizeof(name), "a-child-with-a-long-name-%03u", i);
        assert_string_equal(list + at, name);
        at += (uint32_t)strlen(name) + 1;
    }
    assert_int_equal(at + 1, size);
}

static void test_generation_tells_that_the_list_has_changed(void **state)
{
    static char list[LIST_SIZE];
    uint32_t size = 0;
    unsigned long before, after;

    (void)state;
    children_make(3);
    before = part_ask(0, list, &size);
    expect_ok(GUEST, XS_WRITE, 0, SAY("data/a-child-with-a-long-name-001/below\0v"));
    assert_int_equal(part_ask(0, list, &size), before);
    expect_ok(GUEST, XS_MKDIR, 0, SAY("data/new\0"));
    after = part_ask(0, list, &size);
    assert_int_not_equal(after, before);
    expect_ok(GUEST, XS_RM, 0, SAY("data/new\0"));
    assert_int_not_equal(part_ask(0, list, &size), after);
}

static void test_behind_the_end_is_the_end(void **state)
{
    static char list[LIST_SIZE];
    uint32_t size = 0;

    (void)state;
    (void)part_ask(0, list, &size);
    assert_int_equal(size, 1);
    children_make(1);
    size = 0;
    (void)part_ask(1000, list, &size);
    assert_int_equal(size, 1);
    size = 0;
    (void)part_ask(2, list, &size);
    assert_memory_equal(list, "child-with-a-long-name-000\0", 28);
}

static void test_malformed_and_refused(void **state)
{
    (void)state;
    expect_error(GUEST, XS_DIRECTORY_PART, 0, SAY("data\0"), "EINVAL");
    expect_error(GUEST, XS_DIRECTORY_PART, 0,
                 SAY("data\0"
                     "0\0"
                     "0\0"),
                 "EINVAL");
    expect_error(GUEST, XS_DIRECTORY_PART, 0, SAY(""), "EINVAL");
    expect_error(GUEST, XS_DIRECTORY_PART, 0,
                 SAY("data/none\0"
                     "0\0"),
                 "ENOENT");
    expect_error(GUEST, XS_DIRECTORY_PART, 0,
                 SAY("/local\0"
                     "0\0"),
                 "EACCES");
}

int main(void)
{
#define ASKED(test) cmocka_unit_test_setup_teardown(test, asked_make, asked_end)
    const struct CMUnitTest tests[] = {
        ASKED(test_long_list_comes_whole_in_parts),
        ASKED(test_generation_tells_that_the_list_has_changed),
        ASKED(test_behind_the_end_is_the_end),
        ASKED(test_malformed_and_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
