/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * A set of three domains, its launch image in a folder of its own, and the record of its launch:
 * for the tests of building a domain again.
 */
#ifndef TESTS_UNIT_REBUILD_SET_H
#define TESTS_UNIT_REBUILD_SET_H

#include <glob.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "dom0/rebuild.h"
#include "core/image/payload.h"
#include "tests/support/launches.h"

enum { WEB, DB, SETS };
/* Three chunks of a payload, the last not whole; and what no compression makes smaller. */
enum { RAMDISK_SIZE = 2 * PAYLOAD_CHUNK + 4567, NOISE_SIZE = PAYLOAD_CHUNK + 1 };

static char folder[64];
static uint8_t ramdisk[RAMDISK_SIZE], noise[NOISE_SIZE];
static struct kernel kernels[SETS];
static struct record record;

/* -- files ----------------------------------------------------------------------------------- */

static char *in_folder(const char *name)
{
    char *path;

    assert_true(asprintf(&path, "%s/%s", folder, name) >= 0);
    return path;
}

/* Checks that a file has exactly these bytes. */
static void file_check(const char *path, const void *bytes, size_t size)
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

static void payload_check(uint32_t index, const void *bytes, size_t size)
{
    char *path;

    assert_true(asprintf(&path, "%s/payload-%u", folder, index) >= 0);
    file_check(path, bytes, size);
    free(path);
}

static bool exists(const char *name)
{
    char *path = in_folder(name);
    bool found = access(path, F_OK) == 0;

    free(path);
    return found;
}

static void file_write(const char *path, const void *bytes, size_t size)
{
    FILE *out = fopen(path, "w");

    assert_non_null(out);
    assert_int_equal(fwrite(bytes, 1, size, out), size);
    assert_int_equal(fclose(out), 0);
}

/* -- images ---------------------------------------------------------------------------------- */

/* web: its own kernel and ramdisk; db: another kernel, noise for a ramdisk; bare: web's kernel. */
static struct set_image set_make(const char *bootargs)
{
    const struct set_domain domains[] = {
        {.name = "web",
         .domid = 5,
         .memory_kib = 65536,
         .cpus = 2,
         .kernel = &kernels[WEB],
         .ramdisk = ramdisk,
         .ramdisk_size = sizeof(ramdisk),
         .bootargs = bootargs},
        {.name = "db",
         .domid = 3,
         .memory_kib = 32768,
         .cpus = 1,
         .kernel = &kernels[DB],
         .ramdisk = noise,
         .ramdisk_size = sizeof(noise),
         .bootargs = ""},
        {.name = "bare", .domid = 9, .memory_kib = 4100, .cpus = 1, .kernel = &kernels[WEB]},
    };

    return set_build(domains, 3);
}

/* Writes the image to a file, and has the record tell that the host was launched from it. */
static char *image_put(const char *name, const struct set_image *set)
{
    static struct image image;
    const struct lcm_sink sink = {.report = NULL};
    char *path = in_folder(name);

    file_write(path, set->bytes, set->size);
    assert_int_equal(image_open(&image, set->bytes, set->size, &sink), 0);
    memcpy(record.image_sha256, image.lcm_digest, sizeof(record.image_sha256));
    return path;
}

static char *image_make(const char *name, const char *bootargs)
{
    struct set_image set = set_make(bootargs);
    char *path = image_put(name, &set);

    set_free(&set);
    return path;
}

/* Flips a bit of the stored bytes of one payload in a file. */
static void payload_damage(const char *path, uint32_t index)
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
    file_write(path, bytes, size);
}

/* -- set up ---------------------------------------------------------------------------------- */

static void domain_add(uint32_t domid, const char *name, uint64_t memory_kib, uint32_t cpus)
{
    struct record_domain *domain = &record.domains[record.domain_count++];

    domain->domid = domid;
    (void)snprintf(domain->name, sizeof(domain->name), "%s", name);
    domain->memory_kib = memory_kib;
    domain->cpus = cpus;
    for (uint8_t i = 0; i < sizeof(domain->uuid); i++)
        domain->uuid[i] = (uint8_t)(domid * 16 + i);
}

static int set_up(void **state)
{
    (void)state;
    memset(&record, 0, sizeof(record));
    domain_add(5, "web", 65536, 2);
    domain_add(3, "db", 32768, 1);
    domain_add(9, "bare", 4100, 1);
    record.domains[1].mode = RECORD_PV;
    (void)strcpy(folder, "/tmp/hyperlaunch-test-XXXXXX");
    return mkdtemp(folder) ? 0 : -1;
}

static int tear_down(void **state)
{
    char *pattern = in_folder("*");
    glob_t found = {0};

    (void)state;
    (void)glob(pattern, 0, NULL, &found);
    for (size_t i = 0; i < found.gl_pathc; i++)
        (void)unlink(found.gl_pathv[i]);
    globfree(&found);
    free(pattern);
    return rmdir(folder);
}

static int make_payloads(void **state)
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
        kernels[i] = kernel_make(&own);
    }
    bytes_fill(ramdisk, sizeof(ramdisk), 11, false);
    bytes_fill(noise, sizeof(noise), 12, true);
    return 0;
}

static int free_payloads(void **state)
{
    (void)state;
    kernel_free(&kernels[WEB]);
    kernel_free(&kernels[DB]);
    return 0;
}

/* -- preparing ------------------------------------------------------------------------------- */

static char *prepare(uint32_t i, char *first, char *second)
{
    char *images[] = {first, second, NULL};

    return rebuild_prepare(&record, &record.domains[i], images, folder);
}

#endif
