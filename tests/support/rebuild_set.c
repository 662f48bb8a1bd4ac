/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * A set of three domains, its launch image in a folder of its own, and the record of its launch:
 * for the tests of building a domain again.
 */
#include "tests/support/rebuild_set.h"

#include <glob.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

char rebuild_folder[64];
uint8_t rebuild_ramdisk[RAMDISK_SIZE], rebuild_noise[NOISE_SIZE];
struct kernel rebuild_kernels[SETS];
struct record rebuild_record;

char *in_folder(const char *name)
{
    char *path;

    assert_true(asprintf(&path, "%s/%s", rebuild_folder, name) >= 0);
    return path;
}

void file_check(const char *path, const void *bytes, size_t size)
{
    FILE *in = fopen(path, "r");
    uint8_t *found = malloc(size + 1);

    assert_non_null(in);
    assert_non_null(found);
    assert_int_equal(fread(found, 1, size + 1, in), size);
    assert_memory_equal(found, bytes, size);
    (void)fclose(in);
    free(found);
}

void payload_check(uint32_t index, const void *bytes, size_t size)
{
    char *path;

    assert_true(asprintf(&path, "%s/payload-%u", rebuild_folder, index) >= 0);
    file_check(path, bytes, size);
    free(path);
}

bool in_folder_exists(const char *name)
{
    char *path = in_folder(name);
    bool found = access(path, F_OK) == 0;

    free(path);
    return found;
}

void rebuild_file_write(const char *path, const void *bytes, size_t size)
{
    FILE *out = fopen(path, "w");

    assert_non_null(out);
    assert_int_equal(fwrite(bytes, 1, size, out), size);
    assert_int_equal(fclose(out), 0);
}

struct set_image rebuild_set_make(const char *bootargs)
{
    const struct set_domain domains[] = {
        {.name = "web",
         .domid = 5,
         .memory_kib = 65536,
         .cpus = 2,
         .kernel = &rebuild_kernels[WEB],
         .ramdisk = rebuild_ramdisk,
         .ramdisk_size = sizeof(rebuild_ramdisk),
         .bootargs = bootargs},
        {.name = "db",
         .domid = 3,
         .memory_kib = 32768,
         .cpus = 1,
         .kernel = &rebuild_kernels[DB],
         .ramdisk = rebuild_noise,
         .ramdisk_size = sizeof(rebuild_noise),
         .bootargs = ""},
        {.name = "bare",
         .domid = 9,
         .memory_kib = 4100,
         .cpus = 1,
         .kernel = &rebuild_kernels[WEB]},
    };

    return set_build(domains, 3);
}

char *image_put(const char *name, const struct set_image *set)
{
    static struct image image;
    const struct lcm_sink sink = {.report = NULL};
    char *path = in_folder(name);

    rebuild_file_write(path, set->bytes, set->size);
    assert_int_equal(image_open(&image, set->bytes, set->size, &sink), 0);
    memcpy(rebuild_record.image_sha256, image.lcm_digest, sizeof(rebuild_record.image_sha256));
    return path;
}

char *image_make(const char *name, const char *bootargs)
{
    struct set_image set = rebuild_set_make(bootargs);
    char *path = image_put(name, &set);

    set_free(&set);
    return path;
}

void payload_damage(const char *path, uint32_t index)
{
    static struct image image;
    static uint8_t bytes[4 * RAMDISK_SIZE];
    const struct lcm_sink sink = {.report = NULL};
    FILE *in = fopen(path, "r");
    size_t size;

    assert_non_null(in);
    size = fread(bytes, 1, sizeof(bytes), in);
    (void)fclose(in);
    assert_true(size < sizeof(bytes));
    assert_int_equal(image_open(&image, bytes, size, &sink), 0);
    bytes[image.plan.payloads[index - 1].offset + image.plan.payloads[index - 1].stored_size - 1] ^=
        0x10;
    rebuild_file_write(path, bytes, size);
}

static void rebuild_domain_add(uint32_t domid, const char *name, uint64_t memory_kib, uint32_t cpus)
{
    struct record_domain *domain = &rebuild_record.domains[rebuild_record.domain_count++];

    domain->domid = domid;
    (void)snprintf(domain->name, sizeof(domain->name), "%s", name);
    domain->memory_kib = memory_kib;
    domain->cpus = cpus;
    for (uint8_t i = 0; i < sizeof(domain->uuid); i++)
        domain->uuid[i] = (uint8_t)(domid * 16 + i);
}

int rebuild_set_up(void **state)
{
    (void)state;
    memset(&rebuild_record, 0, sizeof(rebuild_record));
    rebuild_domain_add(5, "web", 65536, 2);
    rebuild_domain_add(3, "db", 32768, 1);
    rebuild_domain_add(9, "bare", 4100, 1);
    rebuild_record.domains[1].mode = RECORD_PV;
    (void)strcpy(rebuild_folder, "/tmp/hyperlaunch-test-XXXXXX");
    return mkdtemp(rebuild_folder) ? 0 : -1;
}

int rebuild_tear_down(void **state)
{
    char *pattern = in_folder("*");
    glob_t found = {0};

    (void)state;
    (void)glob(pattern, 0, NULL, &found);
    for (size_t i = 0; i < found.gl_pathc; i++)
        (void)unlink(found.gl_pathv[i]);
    globfree(&found);
    free(pattern);
    return rmdir(rebuild_folder);
}

int make_payloads(void **state)
{
    const struct kernel_spec spec = {.bits = 64,
                                     .paddr = 1 << 20,
                                     .text_size = PAYLOAD_CHUNK + 5000,
                                     .data_size = 3000,
                                     .bss_size = 100};

    (void)state;
    for (uint32_t i = 0; i < SETS; i++) {
        struct kernel_spec own = spec;

        own.seed = i + 1;
        rebuild_kernels[i] = kernel_make(&own);
    }
    bytes_fill(rebuild_ramdisk, sizeof(rebuild_ramdisk), 11, false);
    bytes_fill(rebuild_noise, sizeof(rebuild_noise), 12, true);
    return 0;
}

int free_payloads(void **state)
{
    (void)state;
    kernel_free(&rebuild_kernels[WEB]);
    kernel_free(&rebuild_kernels[DB]);
    return 0;
}

char *rebuild_again(uint32_t i, char *first, char *second)
{
    char *images[] = {first, second, NULL};

    return rebuild_prepare(&rebuild_record, &rebuild_record.domains[i], images, rebuild_folder);
}
