/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Launch images: written and read back, the same bytes every time, and refused when damaged.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "core/image/image.h"
#include "core/image/payload.h"
#include "tool/pack/write.h"

static struct lcm_plan plan;
static struct image_writer writer;
static struct image image;
static struct payload payload;
static char directory[64];
static char path[128];

/* The names of the checks that spoke up, each between blanks. */
static char faults[1024];

static void fault_take(void *context, const struct lcm_fault *fault)
{
    size_t used = strlen(faults);

    (void)context;
    if (fault->severity == LCM_ERROR)
        snprintf(faults + used, sizeof(faults) - used, " %s ", fault->check);
}

static const struct lcm_sink sink = {.report = fault_take, .context = NULL};

static int setup(void **state)
{
    (void)state;
    snprintf(directory, sizeof(directory), "/tmp/test_image-XXXXXX");
    if (!mkdtemp(directory))
        return -1;
    snprintf(path, sizeof(path), "%s/out.img", directory);
    image_writer_init(&writer);
    writer.level = 3;
    memset(&plan, 0, sizeof(plan));
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    image_writer_release(&writer);
    unlink(path);
    return rmdir(directory); /* fails where a temporary file was left behind */
}

static void add_domain(const char *name, uint32_t kernel, uint32_t ramdisk)
{
    struct lcm_domain *domain = &plan.domains[plan.domain_count++];

    snprintf(domain->name, sizeof(domain->name), "%s", name);
    domain->domid = plan.domain_count;
    domain->memory_kib = 65536;
    domain->cpus = 1;
    domain->kernel = (struct lcm_module){.present = true, .index = kernel, .bootargs = "quiet"};
    if (ramdisk)
        domain->ramdisk = (struct lcm_module){.present = true, .index = ramdisk};
}

static uint32_t add_file(const void *bytes, size_t size)
{
    uint32_t index = 0;

    assert_int_equal(image_writer_add(&writer, bytes, size, false, &index), WRITE_OK);
    return index;
}

static uint8_t *read_back(uint64_t *size)
{
    FILE *file = fopen(path, "rb");
    struct stat status;
    uint8_t *bytes;

    assert_non_null(file);
    assert_int_equal(fstat(fileno(file), &status), 0);
    *size = (uint64_t)status.st_size;
    bytes = malloc(*size);
    assert_non_null(bytes);
    assert_int_equal(fread(bytes, 1, *size, file), *size);
    fclose(file);
    return bytes;
}

/* One text that compresses, one that does not, used by three domains. */
static uint8_t *write_three(uint64_t *size)
{
    static uint8_t easy[600000], hard[9000];
    uint32_t random = 1, kernel, ramdisk;

    for (size_t i = 0; i < sizeof(easy); i++)
        easy[i] = (uint8_t)(i / 1000);
    for (size_t i = 0; i < sizeof(hard); i++) {
        random = random * 1664525 + 1013904223;
        hard[i] = (uint8_t)(random >> 24);
    }
    kernel = add_file(easy, sizeof(easy));
    ramdisk = add_file(hard, sizeof(hard));
    assert_int_equal(add_file(easy, sizeof(easy)), kernel);
    assert_int_equal(add_file(hard, sizeof(hard)), ramdisk);
    add_domain("web", kernel, ramdisk);
    add_domain("db", kernel, 0);
    add_domain("log", kernel, ramdisk);
    assert_int_equal(image_writer_save(&writer, &plan, path), WRITE_OK);
    return read_back(size);
}

static unsigned int open_bytes(const uint8_t *bytes, uint64_t size)
{
    faults[0] = '\0';
    return image_open(&image, bytes, size, &sink);
}

/* Two files can hold the same kernel, and one say less of it. */
static void test_smaller_command_line_counts(void **state)
{
    uint32_t index = add_file("kernel", 6);
    uint64_t size;
    uint8_t *bytes;

    (void)state;
    image_writer_limit(&writer, index, 0);
    image_writer_limit(&writer, index, 2047);
    image_writer_limit(&writer, index, 255);
    image_writer_limit(&writer, index, 4095);
    add_domain("web", index, 0);
    assert_int_equal(image_writer_save(&writer, &plan, path), WRITE_OK);
    bytes = read_back(&size);
    assert_int_equal(open_bytes(bytes, size), 0);
    assert_int_equal(image.plan.payloads[0].cmdline_size, 255);
    free(bytes);
}

static void test_written_is_read_back(void **state)
{
    uint64_t size;
    uint8_t *bytes = write_three(&size);
    uint8_t text[16], uuid[LCM_UUID_SIZE], other[LCM_UUID_SIZE];

    (void)state;
    assert_int_equal(open_bytes(bytes, size), 0);
    assert_int_equal(image.plan.domain_count, 3);
    assert_int_equal(image.plan.payload_count, 2); /* not five: the same files are stored once */
    assert_int_equal(image.plan.domains[2].kernel.index, 1);
    assert_int_equal(image.plan.domains[2].ramdisk.index, 2);
    assert_int_equal(image.plan.payloads[0].encoding, LCM_ENCODING_LZ4);
    assert_int_equal(image.plan.payloads[1].encoding, LCM_ENCODING_NONE);
    for (uint32_t i = 1; i <= 2; i++) {
        assert_int_equal(image.plan.payloads[i - 1].offset % IMAGE_ALIGN, 0);
        assert_ptr_equal(image_payload(&image, i), bytes + image.plan.payloads[i - 1].offset);
        assert_true(image_payload_verify(&image, i));
    }
    assert_int_equal(payload_open(&payload, &image.plan.payloads[0], image_payload(&image, 1)), 0);
    assert_int_equal(payload_read(&payload, 299990, text, sizeof(text)), PAYLOAD_OK);
    assert_int_equal(text[0], 299990 / 1000 % 256);
    assert_int_equal(text[15], 300005 / 1000 % 256);
    assert_null(image_payload(&image, 0));
    assert_null(image_payload(&image, 3));
    assert_false(image_payload_verify(&image, 3));
    image_domain_uuid(&image, &image.plan.domains[0], uuid);
    image_domain_uuid(&image, &image.plan.domains[1], other);
    assert_memory_not_equal(uuid, other, sizeof(uuid));
    free(bytes);
}

static void test_given_uuid_is_kept(void **state)
{
    uint64_t size;
    uint8_t *bytes, uuid[LCM_UUID_SIZE];

    (void)state;
    add_domain("own", add_file("kernel", 6), 0);
    plan.domains[0].uuid_given = true;
    memset(plan.domains[0].uuid, 0xab, LCM_UUID_SIZE);
    assert_int_equal(image_writer_save(&writer, &plan, path), WRITE_OK);
    bytes = read_back(&size);
    assert_int_equal(open_bytes(bytes, size), 0);
    image_domain_uuid(&image, &image.plan.domains[0], uuid);
    assert_memory_equal(uuid, plan.domains[0].uuid, sizeof(uuid));
    free(bytes);
}

static void test_domain_zero_has_the_nil_uuid(void **state)
{
    static const uint8_t nil[LCM_UUID_SIZE];
    uint64_t size;
    uint8_t *bytes, uuid[LCM_UUID_SIZE];

    (void)state;
    add_domain("dom0", add_file("kernel", 6), 0);
    plan.domains[0].domid = 0;
    plan.domains[0].mode = LCM_MODE_PV;
    plan.domains[0].capabilities = LCM_CAPS_DOM0;
    assert_int_equal(image_writer_save(&writer, &plan, path), WRITE_OK);
    bytes = read_back(&size);
    assert_int_equal(open_bytes(bytes, size), 0);
    image_domain_uuid(&image, &image.plan.domains[0], uuid);
    assert_memory_equal(uuid, nil, sizeof(uuid));
    free(bytes);
}

static void test_same_input_same_bytes(void **state)
{
    uint64_t first_size, second_size;
    uint8_t *first = write_three(&first_size), *second;

    image_writer_release(&writer);
    plan.domain_count = 0;
    (void)state;
    second = write_three(&second_size);
    assert_int_equal(first_size, second_size);
    assert_memory_equal(first, second, first_size);
    free(second);
    free(first);
}

static void test_damaged_payload_is_told(void **state)
{
    uint64_t size;
    uint8_t *bytes = write_three(&size);

    (void)state;
    assert_int_equal(open_bytes(bytes, size), 0);
    bytes[image.plan.payloads[1].offset + 17] ^= 1;
    assert_int_equal(open_bytes(bytes, size), 0);
    assert_true(image_payload_verify(&image, 1));
    assert_false(image_payload_verify(&image, 2));
    free(bytes);
}

static void test_cut_off_image(void **state)
{
    uint64_t size;
    uint8_t *bytes = write_three(&size);

    (void)state;
    for (uint64_t cut = 0; cut < size; cut += cut < 4096 ? 1 : 997) {
        /* A copy of just these bytes: the sanitizer sees every read beyond them. */
        uint8_t *copy = malloc(cut + 1);

        assert_non_null(copy);
        memcpy(copy, bytes, cut);
        copy = realloc(copy, cut ? cut : 1);
        assert_non_null(copy);
        assert_int_not_equal(open_bytes(copy, cut), 0);
        free(copy);
    }
    assert_int_not_equal(open_bytes(bytes, size - 1), 0);
    assert_non_null(strstr(faults, " image-bounds "));
    free(bytes);
}

/* Writes an LCM with the payload table as it stands in `plan`, into `room` zeroed bytes. */
static unsigned int open_table(uint64_t size)
{
    uint8_t *bytes = calloc(1, size);
    unsigned int errors;

    assert_non_null(bytes);
    assert_int_not_equal(lcm_write(&plan, bytes, size), 0);
    errors = open_bytes(bytes, size);
    free(bytes);
    return errors;
}

static struct lcm_payload *add_entry(uint64_t offset, uint64_t size)
{
    struct lcm_payload *entry = &plan.payloads[plan.payload_count++];

    *entry = (struct lcm_payload){.offset = offset, .stored_size = size, .size = size};
    return entry;
}

static void test_payloads_out_of_place(void **state)
{
    struct lcm_payload *first, *second;

    (void)state;
    first = add_entry(8192, 4096);
    second = add_entry(12288, 100);
    add_domain("one", 1, 2);
    assert_int_equal(open_table(16384), 0);
    second->offset = 12289;
    assert_int_not_equal(open_table(16384), 0);
    second->offset = 12288;
    second->stored_size = second->size = 4097; /* one byte beyond the end */
    assert_int_equal(open_table(16384), 1);
    assert_string_equal(faults, " image-bounds ");
    second->offset = UINT64_MAX - 4095; /* the end wraps */
    second->stored_size = second->size = 8192;
    assert_int_not_equal(open_table(16384), 0);
    second->offset = 0; /* in the LCM */
    second->stored_size = second->size = 10;
    assert_int_not_equal(open_table(16384), 0);
    second->offset = 12288;
    first->stored_size = first->size = 4097; /* one byte into the other */
    assert_int_equal(open_table(16384), 1);
    assert_string_equal(faults, " payload-overlap ");
    second->offset = 8192; /* the same place */
    assert_int_equal(open_table(16384), 1);
    assert_string_equal(faults, " payload-overlap ");
}

static void test_writer_refusals(void **state)
{
    uint32_t index;

    (void)state;
    assert_int_equal(image_writer_add(&writer, "", 0, false, &index), WRITE_EMPTY);
    for (uint32_t i = 0; i < LCM_MODULES_MAX; i++)
        assert_int_equal(add_file(&i, sizeof(i)), i + 1);
    assert_int_equal(image_writer_add(&writer, "another", 7, false, &index), WRITE_TOO_MANY);
    for (int error = WRITE_OK; error <= WRITE_IO; error++)
        assert_null(strstr(write_strerror((enum write_error)error), "unknown"));
}

static void test_output_is_replaced_in_one_step(void **state)
{
    char nowhere[160];
    struct stat status;
    mode_t mask = umask(027);

    (void)state;
    umask(mask);
    add_domain("one", add_file("kernel", 6), 0);
    assert_int_equal(image_writer_save(&writer, &plan, path), WRITE_OK);
    assert_int_equal(image_writer_save(&writer, &plan, path), WRITE_OK);
    assert_int_equal(stat(path, &status), 0);
    assert_int_equal(status.st_mode & 0777, 0666 & ~mask);
    snprintf(nowhere, sizeof(nowhere), "%s/missing/out.img", directory);
    assert_int_equal(image_writer_save(&writer, &plan, nowhere), WRITE_IO);
    /* A folder is not replaced, and neither would be a device. */
    assert_int_equal(image_writer_save(&writer, &plan, directory), WRITE_NOT_REGULAR);
    assert_int_equal(image_writer_save(&writer, &plan, "/dev/null"), WRITE_NOT_REGULAR);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_written_is_read_back, setup, teardown),
        cmocka_unit_test_setup_teardown(test_smaller_command_line_counts, setup, teardown),
        cmocka_unit_test_setup_teardown(test_given_uuid_is_kept, setup, teardown),
        cmocka_unit_test_setup_teardown(test_domain_zero_has_the_nil_uuid, setup, teardown),
        cmocka_unit_test_setup_teardown(test_same_input_same_bytes, setup, teardown),
        cmocka_unit_test_setup_teardown(test_damaged_payload_is_told, setup, teardown),
        cmocka_unit_test_setup_teardown(test_cut_off_image, setup, teardown),
        cmocka_unit_test_setup_teardown(test_payloads_out_of_place, setup, teardown),
        cmocka_unit_test_setup_teardown(test_writer_refusals, setup, teardown),
        cmocka_unit_test_setup_teardown(test_output_is_replaced_in_one_step, setup, teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
