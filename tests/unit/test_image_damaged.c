/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Launch images that are damaged are refused.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/image/image.h"
#include "tests/support/image_made.h"

static void test_damaged_payload_is_told(void **state)
{
    uint64_t size;
    uint8_t *bytes = image_write_three(&size);

    (void)state;
    assert_int_equal(image_open_bytes(bytes, size), 0);
    bytes[made_image.plan.payloads[1].offset + 17] ^= 1;
    assert_int_equal(image_open_bytes(bytes, size), 0);
    assert_true(image_payload_verify(&made_image, 1));
    assert_false(image_payload_verify(&made_image, 2));
    free(bytes);
}

static void test_cut_off_image(void **state)
{
    uint64_t size;
    uint8_t *bytes = image_write_three(&size);

    (void)state;
    for (uint64_t cut = 0; cut < size; cut += cut < 4096 ? 1 : 997) {
        /* A copy of just these bytes: the sanitizer sees every read beyond them. */
        uint8_t *copy = malloc(cut + 1);

        assert_non_null(copy);
        memcpy(copy, bytes, cut);
        copy = realloc(copy, cut ? cut : 1);
        assert_non_null(copy);
        assert_int_not_equal(image_open_bytes(copy, cut), 0);
        free(copy);
    }
    assert_int_not_equal(image_open_bytes(bytes, size - 1), 0);
    assert_non_null(strstr(made_faults, " image-bounds "));
    free(bytes);
}

/* Writes an LCM with the payload table as it stands in `plan`, into `room` zeroed bytes. */
static unsigned int open_table(uint64_t size)
{
    uint8_t *bytes = calloc(1, size);
    unsigned int errors;

    assert_non_null(bytes);
    assert_int_not_equal(lcm_write(&made_plan, bytes, size), 0);
    errors = image_open_bytes(bytes, size);
    free(bytes);
    return errors;
}

static struct lcm_payload *add_entry(uint64_t offset, uint64_t size)
{
    struct lcm_payload *entry = &made_plan.payloads[made_plan.payload_count++];

    *entry = (struct lcm_payload){.offset = offset, .stored_size = size, .size = size};
    return entry;
}

static void test_payloads_out_of_place(void **state)
{
    struct lcm_payload *first, *second;

    (void)state;
    first = add_entry(8192, 4096);
    second = add_entry(12288, 100);
    made_add_domain("one", 1, 2);
    assert_int_equal(open_table(16384), 0);
    second->offset = 12289;
    assert_int_not_equal(open_table(16384), 0);
    second->offset = 12288;
    second->stored_size = second->size = 4097; /* one byte beyond the end */
    assert_int_equal(open_table(16384), 1);
    assert_string_equal(made_faults, " image-bounds ");
    second->offset = UINT64_MAX - 4095; /* the end wraps */
    second->stored_size = second->size = 8192;
    assert_int_not_equal(open_table(16384), 0);
    second->offset = 0; /* in the LCM */
    second->stored_size = second->size = 10;
    assert_int_not_equal(open_table(16384), 0);
    second->offset = 12288;
    first->stored_size = first->size = 4097; /* one byte into the other */
    assert_int_equal(open_table(16384), 1);
    assert_string_equal(made_faults, " payload-overlap ");
    second->offset = 8192; /* the same place */
    assert_int_equal(open_table(16384), 1);
    assert_string_equal(made_faults, " payload-overlap ");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_damaged_payload_is_told, image_set_up,
                                        image_tear_down),
        cmocka_unit_test_setup_teardown(test_cut_off_image, image_set_up, image_tear_down),
        cmocka_unit_test_setup_teardown(test_payloads_out_of_place, image_set_up, image_tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
