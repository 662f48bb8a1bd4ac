/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Writes launch images, and reads them back.
 */
#include "tests/support/image_made.h"

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

struct lcm_plan made_plan;
struct image_writer made_writer;
struct image made_image;
char made_directory[64];
char made_path[128];
char made_faults[1024];

static void fault_take(void *context, const struct lcm_fault *fault)
{
    size_t used = strlen(made_faults);

    (void)context;
    if (fault->severity == LCM_ERROR)
        snprintf(made_faults + used, sizeof(made_faults) - used, " %s ", fault->check);
}

static const struct lcm_sink sink = {.report = fault_take, .context = NULL};

int image_set_up(void **state)
{
    (void)state;
    snprintf(made_directory, sizeof(made_directory), "/tmp/test_image-XXXXXX");
    if (!mkdtemp(made_directory))
        return -1;
    snprintf(made_path, sizeof(made_path), "%s/out.img", made_directory);
    image_writer_init(&made_writer);
    made_writer.level = 3;
    memset(&made_plan, 0, sizeof(made_plan));
    return 0;
}

int image_tear_down(void **state)
{
    (void)state;
    image_writer_release(&made_writer);
    unlink(made_path);
    return rmdir(made_directory); /* fails where a temporary file was left behind */
}

void made_add_domain(const char *name, uint32_t kernel, uint32_t ramdisk)
{
    struct lcm_domain *domain = &made_plan.domains[made_plan.domain_count++];

    snprintf(domain->name, sizeof(domain->name), "%s", name);
    domain->domid = made_plan.domain_count;
    domain->memory_kib = 65536;
    domain->cpus = 1;
    domain->kernel = (struct lcm_module){.present = true, .index = kernel, .bootargs = "quiet"};
    if (ramdisk)
        domain->ramdisk = (struct lcm_module){.present = true, .index = ramdisk};
}

uint32_t made_add_file(const void *bytes, size_t size)
{
    uint32_t index = 0;

    assert_int_equal(image_writer_add(&made_writer, bytes, size, false, &index), WRITE_OK);
    return index;
}

uint8_t *image_read_back(uint64_t *size)
{
    FILE *file = fopen(made_path, "rb");
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

uint8_t *image_write_three(uint64_t *size)
{
    static uint8_t easy[600000], hard[9000];
    uint32_t random = 1, kernel, ramdisk;

    for (size_t i = 0; i < sizeof(easy); i++)
        easy[i] = (uint8_t)(i / 1000);
    for (size_t i = 0; i < sizeof(hard); i++) {
        random = random * 1664525 + 1013904223;
        hard[i] = (uint8_t)(random >> 24);
    }
    kernel = made_add_file(easy, sizeof(easy));
    ramdisk = made_add_file(hard, sizeof(hard));
    assert_int_equal(made_add_file(easy, sizeof(easy)), kernel);
    assert_int_equal(made_add_file(hard, sizeof(hard)), ramdisk);
    made_add_domain("web", kernel, ramdisk);
    made_add_domain("db", kernel, 0);
    made_add_domain("log", kernel, ramdisk);
    assert_int_equal(image_writer_save(&made_writer, &made_plan, made_path), WRITE_OK);
    return image_read_back(size);
}

unsigned int image_open_bytes(const uint8_t *bytes, uint64_t size)
{
    made_faults[0] = '\0';
    return image_open(&made_image, bytes, size, &sink);
}
