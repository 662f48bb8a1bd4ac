/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The cache of compressed payloads: it saves the work, never changes an image, and trusts nothing.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "tool/pack/build_cache.h"

enum { SIZE = 600 * 1024 };

static uint8_t bytes[SIZE];
static char folder[] = "/tmp/cache-test-XXXXXX";
static unsigned int compressed;

static void count_compression(void *context, uint64_t done, uint64_t total)
{
    (void)context;
    compressed += done == total;
}

/* Stores the bytes by a new writer; tells how often it compressed. */
static unsigned int store(uint8_t **stored, uint64_t *size)
{
    static struct image_writer writer;
    uint32_t index;

    image_writer_init(&writer);
    writer.level = 9;
    writer.progress = count_compression;
    build_cache_use(&writer);
    compressed = 0;
    assert_int_equal(image_writer_add(&writer, bytes, sizeof(bytes), false, &index), WRITE_OK);
    *size = writer.payloads[0].stored_size;
    *stored = malloc(*size);
    assert_non_null(*stored);
    memcpy(*stored, writer.payloads[0].stored, *size);
    image_writer_release(&writer);
    return compressed;
}

/* Stores them; the result must be the expected one, and take as many compressions. */
static void assert_stored(const uint8_t *expected, uint64_t expected_size, unsigned int times)
{
    uint8_t *stored;
    uint64_t size;

    assert_int_equal(store(&stored, &size) != 0, times != 0);
    assert_int_equal(size, expected_size);
    assert_memory_equal(stored, expected, size);
    free(stored);
}

static void run(const char *format, const char *argument)
{
    char command[256];

    snprintf(command, sizeof(command), format, folder, argument);
    assert_int_equal(system(command), 0);
}

static int folder_make(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(bytes); i++)
        bytes[i] = (uint8_t)(i / 7 * 31 >> 3);
    return mkdtemp(folder) && setenv("XDG_CACHE_HOME", folder, 1) == 0 ? 0 : -1;
}

static int folder_remove(void **state)
{
    (void)state;
    run("rm -rf %s%s", "");
    return 0;
}

static void test_second_build_compresses_nothing(void **state)
{
    uint8_t *stored;
    uint64_t size;

    (void)state;
    assert_true(store(&stored, &size));
    assert_stored(stored, size, 0);
    free(stored);
}

/* Whatever lies in the cache, the image is the same. */
static void test_damaged_file_is_not_used(void **state)
{
    static const char *const damages[] = {
        "printf x >>",
        "truncate -s 1000 ",
        "truncate -s 0 ",
        "dd conv=notrunc bs=1 seek=900 count=9 "
        "if=/dev/zero status=none of=",
    };
    uint8_t *stored;
    uint64_t size;

    (void)state;
    store(&stored, &size);
    for (size_t i = 0; i < sizeof(damages) / sizeof(damages[0]); i++) {
        run("f=$(echo %s/hyperlaunch/*.lz4); eval \"%s$f\"", damages[i]);
        assert_stored(stored, size, 1);
        assert_stored(stored, size, 0); /* it was replaced */
    }
    free(stored);
}

/* The right name, and a frame that is sound, but of other bytes. */
static void test_file_of_other_bytes_is_not_used(void **state)
{
    uint8_t *stored, *other;
    uint64_t size, other_size;

    (void)state;
    store(&stored, &size);
    run("mv %s/hyperlaunch/*.lz4 %s", folder);
    bytes[SIZE / 2] ^= 1;
    store(&other, &other_size);
    bytes[SIZE / 2] ^= 1;
    run("cd %s && cp hyperlaunch/*.lz4 x && rm hyperlaunch/* && mv *.lz4 hyperlaunch/ && mv x "
        "hyperlaunch/*.lz4%s",
        "");
    assert_stored(stored, size, 1);
    free(stored);
    free(other);
}

static void test_without_a_cache_all_goes_on(void **state)
{
    uint8_t *stored;
    uint64_t size;

    (void)state;
    store(&stored, &size);
    setenv("XDG_CACHE_HOME", "/nowhere/at/all", 1);
    assert_stored(stored, size, 1);
    setenv("XDG_CACHE_HOME", "relative", 1);
    unsetenv("HOME");
    assert_stored(stored, size, 1);
    assert_int_equal(access("relative", F_OK), -1);
    setenv("XDG_CACHE_HOME", folder, 1);
    free(stored);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_second_build_compresses_nothing),
        cmocka_unit_test(test_damaged_file_is_not_used),
        cmocka_unit_test(test_file_of_other_bytes_is_not_used),
        cmocka_unit_test(test_without_a_cache_all_goes_on),
    };

    return cmocka_run_group_tests(tests, folder_make, folder_remove);
}
