/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Launch images: written and read back, with the same bytes every time.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/image/image.h"
#include "core/image/payload.h"
#include "tests/support/image_made.h"
#include "tool/pack/write.h"

static struct payload made_payload;

/* Two files can hold the same kernel, and one say less of it. */
static void test_smaller_command_line_counts(void **state)
{
    uint32_t index = made_add_file("kernel", 6);
    uint64_t size;
    uint8_t *bytes;

    (void)state;
    image_writer_limit(&made_writer, index, 0);
    image_writer_limit(&made_writer, index, 2047);
    image_writer_limit(&made_writer, index, 255);
    image_writer_limit(&made_writer, index, 4095);
    made_add_domain("web", index, 0);
    assert_int_equal(image_writer_save(&made_writer, &made_plan, made_path), WRITE_OK);
    bytes = image_read_back(&size);
    assert_int_equal(image_open_bytes(bytes, size), 0);
    assert_int_equal(made_image.plan.payloads[0].cmdline_size, 255);
    free(bytes);
}

static void test_written_is_read_back(void **state)
{
    uint64_t size;
    uint8_t *bytes = image_write_three(&size);
    uint8_t text[16], uuid[LCM_UUID_SIZE], other[LCM_UUID_SIZE];

    (void)state;
    assert_int_equal(image_open_bytes(bytes, size), 0);
    assert_int_equal(made_image.plan.domain_count, 3);
    assert_int_equal(made_image.plan.payload_count,
                     2); /* not five: the same files are stored once */
    assert_int_equal(made_image.plan.domains[2].kernel.index, 1);
    assert_int_equal(made_image.plan.domains[2].ramdisk.index, 2);
    assert_int_equal(made_image.plan.payloads[0].encoding, LCM_ENCODING_LZ4);
    assert_int_equal(made_image.plan.payloads[1].encoding, LCM_ENCODING_NONE);
    for (uint32_t i = 1; i <= 2; i++) {
        assert_int_equal(made_image.plan.payloads[i - 1].offset % IMAGE_ALIGN, 0);
        assert_ptr_equal(image_payload(&made_image, i),
                         bytes + made_image.plan.payloads[i - 1].offset);
        assert_true(image_payload_verify(&made_image, i));
    }
    assert_int_equal(
        payload_open(&made_payload, &made_image.plan.payloads[0], image_payload(&made_image, 1)),
        0);
    assert_int_equal(payload_read(&made_payload, 299990, text, sizeof(text)), PAYLOAD_OK);
    assert_int_equal(text[0], 299990 / 1000 % 256);
    assert_int_equal(text[15], 300005 / 1000 % 256);
    assert_null(image_payload(&made_image, 0));
    assert_null(image_payload(&made_image, 3));
    assert_false(image_payload_verify(&made_image, 3));
    image_domain_uuid(&made_image, &made_image.plan.domains[0], uuid);
    image_domain_uuid(&made_image, &made_image.plan.domains[1], other);
    assert_memory_not_equal(uuid, other, sizeof(uuid));
    free(bytes);
}

static void test_given_uuid_is_kept(void **state)
{
    uint64_t size;
    uint8_t *bytes, uuid[LCM_UUID_SIZE];

    (void)state;
    made_add_domain("own", made_add_file("kernel", 6), 0);
    made_plan.domains[0].uuid_given = true;
    memset(made_plan.domains[0].uuid, 0xab, LCM_UUID_SIZE);
    assert_int_equal(image_writer_save(&made_writer, &made_plan, made_path), WRITE_OK);
    bytes = image_read_back(&size);
    assert_int_equal(image_open_bytes(bytes, size), 0);
    image_domain_uuid(&made_image, &made_image.plan.domains[0], uuid);
    assert_memory_equal(uuid, made_plan.domains[0].uuid, sizeof(uuid));
    free(bytes);
}

static void test_domain_zero_has_the_nil_uuid(void **state)
{
    static const uint8_t nil[LCM_UUID_SIZE];
    uint64_t size;
    uint8_t *bytes, uuid[LCM_UUID_SIZE];

    (void)state;
    made_add_domain("dom0", made_add_file("kernel", 6), 0);
    made_plan.domains[0].domid = 0;
    made_plan.domains[0].mode = LCM_MODE_PV;
    made_plan.domains[0].capabilities = LCM_CAPS_DOM0;
    assert_int_equal(image_writer_save(&made_writer, &made_plan, made_path), WRITE_OK);
    bytes = image_read_back(&size);
    assert_int_equal(image_open_bytes(bytes, size), 0);
    image_domain_uuid(&made_image, &made_image.plan.domains[0], uuid);
    assert_memory_equal(uuid, nil, sizeof(uuid));
    free(bytes);
}

static void test_same_input_same_bytes(void **state)
{
    uint64_t first_size, second_size;
    uint8_t *first = image_write_three(&first_size), *second;

    image_writer_release(&made_writer);
    made_plan.domain_count = 0;
    (void)state;
    second = image_write_three(&second_size);
    assert_int_equal(first_size, second_size);
    assert_memory_equal(first, second, first_size);
    free(second);
    free(first);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_written_is_read_back, image_set_up, image_tear_down),
        cmocka_unit_test_setup_teardown(test_smaller_command_line_counts, image_set_up,
                                        image_tear_down),
        cmocka_unit_test_setup_teardown(test_given_uuid_is_kept, image_set_up, image_tear_down),
        cmocka_unit_test_setup_teardown(test_domain_zero_has_the_nil_uuid, image_set_up,
                                        image_tear_down),
        cmocka_unit_test_setup_teardown(test_same_input_same_bytes, image_set_up, image_tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
