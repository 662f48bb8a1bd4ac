/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * SHA-256, and the UUIDs that are derived from it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/image/digest.h"
#include "tests/support/payload_made.h"

/* The vectors of FIPS 180-4's examples. */
static void test_digest(void **state)
{
    uint8_t digest[DIGEST_SIZE];
    char text[DIGEST_TEXT_SIZE];

    (void)state;
    digest_sha256("abc", 3, digest);
    digest_text(digest, text);
    assert_string_equal(text, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    digest_sha256("", 0, digest);
    digest_text(digest, text);
    assert_string_equal(text, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

static void test_derived_uuids(void **state)
{
    uint8_t digest[DIGEST_SIZE] = {1, 2, 3}, a[16], b[16];

    (void)state;
    digest_domain_uuid(digest, 1, a);
    assert_int_equal(a[6] >> 4, 8);
    assert_int_equal(a[8] >> 6, 2);
    digest_domain_uuid(digest, 1, b);
    assert_memory_equal(a, b, 16);
    digest_domain_uuid(digest, 2, b);
    assert_memory_not_equal(a, b, 16);
    digest[31] ^= 1;
    digest_domain_uuid(digest, 1, b);
    assert_memory_not_equal(a, b, 16);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_digest),
        cmocka_unit_test(test_derived_uuids),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
