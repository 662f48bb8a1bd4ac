/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * A set of three different domains, its launch, and what must be in the memory of a domain then.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/mixed_domains.h"

#define MIB UINT64_C(1024)

static struct kernel web_kernel, db_kernel;
static uint8_t web_ramdisk[300001], big_ramdisk[9000001];
struct set_domain mixed_domains[SET];
struct set_image mixed_image;
struct run mixed_run;

int mixed_set_make(void **state)
{
    (void)state;
    web_kernel = kernel_make(&(struct kernel_spec){
        .bits = 64,
        .paddr = 0x100000,
        .text_size = 600000,
        .data_size = 70001,
        .bss_size = 30000,
        .congruent = true,
        .adjoining = true,
        .seed = 1,
    });
    db_kernel = kernel_make(&(struct kernel_spec){
        .bits = 32,
        .paddr = 0x200000,
        .text_size = 50000,
        .data_size = 5000,
        .bss_size = 1,
        .note = NOTE_IN_SECTION,
        .congruent = true,
        .random = true,
        .seed = 2,
    });
    bytes_fill(web_ramdisk, sizeof(web_ramdisk), 3, true);
    bytes_fill(big_ramdisk, sizeof(big_ramdisk), 4, false);
    mixed_domains[WEB] = (struct set_domain){
        "web", 1, 24 * MIB, 2, &web_kernel, web_ramdisk, sizeof(web_ramdisk), "console=hvc0 x",
        0,     0};
    mixed_domains[DB] = (struct set_domain){"db", 7, 16 * MIB, 1, &db_kernel, NULL, 0, NULL, 0, 0};
    mixed_domains[BIG] = (struct set_domain){
        "big", 9, 6 * 1024 * MIB, 32, &web_kernel, big_ramdisk, sizeof(big_ramdisk), "", 0, 0};
    /* Nobody starts again: the image goes after the launch. */
    mixed_image = set_build_with(
        mixed_domains, SET,
        &(struct set_rest){.more = (struct set_more[SET]){{.on_reboot = LCM_REBOOT_DESTROY},
                                                          {.on_reboot = LCM_REBOOT_DESTROY},
                                                          {.on_reboot = LCM_REBOOT_DESTROY}}});
    return 0;
}

int mixed_set_unmake(void **state)
{
    (void)state;
    set_free(&mixed_image);
    kernel_free(&web_kernel);
    kernel_free(&db_kernel);
    return 0;
}

void mixed_run_start(unsigned int minor)
{
    mixed_run_start_on(minor, 1, NULL);
}

void mixed_run_start_on(unsigned int minor, uint32_t vcpus, const char *options)
{
    run_make(&mixed_run, &(struct sim_config){
                             .minor = minor,
                             .free_kib = 7 * 1024 * MIB,
                             .image = mixed_image.bytes,
                             .image_size = mixed_image.size,
                             .vcpus = vcpus,
                             .options = options,
                         });
    run_launch(&mixed_run);
}

void mixed_memory_expect(uint32_t domid, uint64_t address, const uint8_t *bytes, size_t count)
{
    size_t at = run_memory_differs(&mixed_run, domid, address, bytes, count);

    if (at < count)
        fail_msg("domain %u, address %#llx", domid, (unsigned long long)address + at);
}

uint64_t mixed_domain_end(const struct set_domain *domain)
{
    const struct kernel_part *last = &domain->kernel->parts[1];

    return (last->paddr + last->size + last->bss_size + 4095) / 4096 * 4096;
}

void mixed_kernel_expect(const struct set_domain *domain, uint64_t end, uint64_t next,
                         uint64_t last)
{
    uint64_t at = 0;

    for (unsigned int i = 0; i < 2; i++) {
        const struct kernel_part *part = &domain->kernel->parts[i];

        mixed_memory_expect(domain->domid, at, NULL, part->paddr - at);
        mixed_memory_expect(domain->domid, part->paddr, part->bytes, part->size);
        at = part->paddr + part->size;
    }
    mixed_memory_expect(domain->domid, at, NULL, end - at);
    mixed_memory_expect(domain->domid, next, NULL, last - next);
}
