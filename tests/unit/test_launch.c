/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * A launch of three different domains, on each version of Xen: what is in each domain at its start.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/launches.h"

#include <xen/arch-x86/hvm/start_info.h>

enum { WEB, DB, BIG, SET };

#define MIB       UINT64_C(1024)
#define ACPI_PAGE UINT64_C(0xfc000000)

static struct kernel web_kernel, db_kernel;
static uint8_t web_ramdisk[300001], big_ramdisk[9000001];
static struct set_domain domains[SET];
static struct set_image image;
static struct run run;

static int set_make(void **state)
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
    domains[WEB] = (struct set_domain){
        "web", 1, 24 * MIB, 2, &web_kernel, web_ramdisk, sizeof(web_ramdisk), "console=hvc0 x",
        0,     0};
    domains[DB] = (struct set_domain){"db", 7, 16 * MIB, 1, &db_kernel, NULL, 0, NULL, 0, 0};
    domains[BIG] = (struct set_domain){
        "big", 9, 6 * 1024 * MIB, 32, &web_kernel, big_ramdisk, sizeof(big_ramdisk), "", 0, 0};
    image = set_build(domains, SET);
    return 0;
}

static int set_unmake(void **state)
{
    (void)state;
    set_free(&image);
    kernel_free(&web_kernel);
    kernel_free(&db_kernel);
    return 0;
}

static void run_start(unsigned int minor)
{
    run_make(&run, &(struct sim_config){
                       .minor = minor,
                       .free_kib = 7 * 1024 * MIB,
                       .image = image.bytes,
                       .image_size = image.size,
                   });
    run_launch(&run);
}

/* Compares guest memory with `bytes`, or with zeros where that is NULL. */
static void memory_expect(uint32_t domid, uint64_t address, const uint8_t *bytes, size_t count)
{
    size_t at = run_memory_differs(&run, domid, address, bytes, count);

    if (at < count)
        fail_msg("domain %u, address %#llx", domid, (unsigned long long)address + at);
}

/* The page behind the kernel. */
static uint64_t domain_end(const struct set_domain *domain)
{
    const struct kernel_part *last = &domain->kernel->parts[1];

    return (last->paddr + last->size + last->bss_size + 4095) / 4096 * 4096;
}

/* Checks the start info and what it points to; returns where the ramdisk lies. */
static uint64_t start_info_expect(const struct set_domain *domain,
                                  const struct sim_domain_view *view)
{
    struct hvm_start_info info;
    struct hvm_modlist_entry module = {0};
    struct hvm_memmap_table_entry map[8];

    assert_true(sim_guest_read(run.sim, domain->domid, view->start_info, &info, sizeof(info)));
    assert_int_equal(info.magic, XEN_HVM_START_MAGIC_VALUE);
    assert_int_equal(info.version, 1);
    assert_int_equal(info.flags, 0);
    assert_int_equal(info.rsdp_paddr, ACPI_PAGE);
    assert_int_equal(info.nr_modules, domain->ramdisk ? 1 : 0);
    if (domain->ramdisk) {
        assert_true(
            sim_guest_read(run.sim, domain->domid, info.modlist_paddr, &module, sizeof(module)));
        assert_int_equal(module.size, domain->ramdisk_size);
        /* The ramdisk, then the start info: this kernel has no word on it. */
        assert_int_equal(module.paddr, domain_end(domain));
        assert_int_equal(view->start_info, (module.paddr + module.size + 4095) / 4096 * 4096);
    }
    if (domain->bootargs) {
        memory_expect(domain->domid, info.cmdline_paddr, (const uint8_t *)domain->bootargs,
                      strlen(domain->bootargs) + 1);
    } else {
        assert_int_equal(info.cmdline_paddr, 0);
    }
    assert_int_equal(info.memmap_entries, view->map_count);
    assert_true(sim_guest_read(run.sim, domain->domid, info.memmap_paddr, map,
                               info.memmap_entries * sizeof(map[0])));
    for (uint32_t i = 0; i < info.memmap_entries; i++) {
        assert_int_equal(map[i].addr, view->map[i].address);
        assert_int_equal(map[i].size, view->map[i].size);
        assert_int_equal(map[i].type, view->map[i].type);
    }
    return module.paddr;
}

/* The RAM of the map is what the domain was given, and where it belongs. */
static void map_expect(const struct set_domain *domain, const struct sim_domain_view *view)
{
    uint64_t low = domain->memory_kib * 1024, high = 0, ram = 0;

    if (low > ACPI_PAGE) {
        high = low - ACPI_PAGE;
        low = ACPI_PAGE;
    }
    for (uint32_t i = 0; i < view->map_count; i++)
        ram += view->map[i].type == 1 ? view->map[i].size : 0;
    assert_int_equal(ram, domain->memory_kib * 1024);
    assert_int_equal(view->map[0].address, 0);
    assert_int_equal(view->map[0].size, low);
    assert_int_equal(view->map_count, high ? 4 : 3);
    if (high) {
        assert_int_equal(view->map[3].address, UINT64_C(1) << 32);
        assert_int_equal(view->map[3].size, high);
        memory_expect(domain->domid, (UINT64_C(1) << 32) + high - 4096, NULL, 4096);
    }
    assert_false(sim_guest_read(run.sim, domain->domid, (UINT64_C(1) << 32) + high, &ram, 1));
    assert_int_equal(view->pages, domain->memory_kib / 4 + 4);
}

/* All memory up to `end`, and all from `next` on: the kernel's parts and nothing else. */
static void kernel_expect(const struct set_domain *domain, uint64_t end, uint64_t next,
                          uint64_t last)
{
    uint64_t at = 0;

    for (unsigned int i = 0; i < 2; i++) {
        const struct kernel_part *part = &domain->kernel->parts[i];

        memory_expect(domain->domid, at, NULL, part->paddr - at);
        memory_expect(domain->domid, part->paddr, part->bytes, part->size);
        at = part->paddr + part->size;
    }
    memory_expect(domain->domid, at, NULL, end - at);
    memory_expect(domain->domid, next, NULL, last - next);
}

static void domain_expect(unsigned int index)
{
    const struct set_domain *domain = &domains[index];
    const uint64_t low_end = domain->memory_kib * 1024;
    struct sim_domain_view view;
    uint64_t ramdisk;
    char rsdp[8];

    assert_true(sim_domain_view(run.sim, domain->domid, &view));
    assert_true(view.running);
    assert_int_equal(view.vcpus, domain->cpus);
    assert_int_equal(view.entry, domain->kernel->entry);
    map_expect(domain, &view);
    ramdisk = start_info_expect(domain, &view);
    if (domain->ramdisk) {
        uint64_t after = (ramdisk + domain->ramdisk_size + 4095) & ~UINT64_C(4095);

        memory_expect(domain->domid, ramdisk, domain->ramdisk, domain->ramdisk_size);
        memory_expect(domain->domid, ramdisk + domain->ramdisk_size, NULL,
                      after - ramdisk - domain->ramdisk_size);
    } else {
        assert_int_equal(view.start_info, domain_end(domain));
    }
    kernel_expect(domain, domain_end(domain), view.start_info + 4096,
                  index == BIG ? 64 * MIB * 1024 : low_end);
    assert_true(sim_guest_read(run.sim, domain->domid, ACPI_PAGE, rsdp, sizeof(rsdp)));
    assert_memory_equal(rsdp, "RSD PTR ", sizeof(rsdp));
    /* Domain 0 may map the console's page and the store's: flags 1, domid 0, gfn. */
    assert_int_equal(view.grants[0], UINT64_C(0xfefff) << 32 | 1);
    assert_int_equal(view.grants[1], UINT64_C(0xfeffc) << 32 | 1);
    memory_expect(domain->domid, UINT64_C(0xfefff) << 12, NULL, 4096);
    memory_expect(domain->domid, UINT64_C(0xfeffc) << 12, NULL, 4096);
    /* These kernels are not Linux: they are told of the page although nobody serves it. */
    assert_int_equal(view.params[0], 0xfeffc);
    assert_int_equal(view.params[1], 1);
    /* Who listens to its memory puts a page there: not at 0, which is the domain's own. */
    assert_int_equal(view.params[2], 0xfeff9);
}

static void launch_expect(unsigned int minor)
{
    struct sim_domain_view view;

    run_start(minor);
    assert_string_equal(run_wrong(&run), "");
    assert_true(run.greeted && run.resident);
    assert_int_equal(run.launcher.launch.started, SET);
    assert_int_equal(run.launcher.launch.failed, 0);
    assert_true(run_said(&run, "hyperlaunch: launch complete: 3 started, 0 failed"));
    for (unsigned int i = 0; i < SET; i++)
        domain_expect(i);
    /* Memory in the largest pieces that fit: 3 + 1 GiB in four parts, the rest smaller. */
    assert_true(sim_domain_view(run.sim, domains[BIG].domid, &view));
    assert_int_equal(view.extents[2], 5);
    assert_int_equal(view.extents[0], 4);
    /* The image's frames went back, zeroed (the fake checks that), and are gone from view. */
    assert_null(sim_boot(run.sim)->image);
    assert_int_equal(sim_own_frames(run.sim), run.own_before - (image.size + 4095) / 4096);
    run_free(&run);
}

/* Parts that agree with the file nowhere are copied: the plain case beside the better ones. */
static void test_kernel_that_needs_copies(void **state)
{
    struct kernel copied = kernel_make(&(struct kernel_spec){
        .bits = 64, .paddr = 0x100000, .text_size = 600000, .data_size = 70001, .seed = 5});
    const struct set_domain domain = {"copied", 1, 16 * MIB, 1, &copied, NULL, 0, NULL, 0, 0};
    struct set_image own = set_build(&domain, 1);

    (void)state;
    run_make(&run,
             &(struct sim_config){
                 .minor = 17, .free_kib = 64 * MIB, .image = own.bytes, .image_size = own.size});
    run_launch(&run);
    assert_string_equal(run_wrong(&run), "");
    kernel_expect(&domain, domain_end(&domain), domain_end(&domain) + 4096, 8 * MIB * 1024);
    run_free(&run);
    set_free(&own);
    kernel_free(&copied);
}

static void test_three_domains_on_4_14(void **state)
{
    (void)state;
    launch_expect(14);
}

static void test_three_domains_on_4_17(void **state)
{
    (void)state;
    launch_expect(17);
}

static void test_three_domains_on_4_20(void **state)
{
    (void)state;
    launch_expect(20);
}

static void test_three_domains_on_versions_between(void **state)
{
    static const unsigned int minors[] = {15, 16, 18, 19};

    (void)state;
    for (size_t i = 0; i < sizeof(minors) / sizeof(minors[0]); i++) {
        run_start(minors[i]);
        assert_string_equal(run_wrong(&run), "");
        assert_int_equal(run.launcher.launch.started, SET);
        run_free(&run);
    }
}

/* A host whose memory is in pieces of 2 MiB at most. */
static void test_no_extents_of_1_gib(void **state)
{
    struct sim_domain_view view;

    (void)state;
    run_make(&run, &(struct sim_config){
                       .minor = 17,
                       .free_kib = 7 * 1024 * MIB,
                       .order_max = 9,
                       .image = image.bytes,
                       .image_size = image.size,
                   });
    run_launch(&run);
    assert_string_equal(run_wrong(&run), "");
    assert_int_equal(run.launcher.launch.started, SET);
    assert_true(sim_domain_view(run.sim, domains[BIG].domid, &view));
    assert_int_equal(view.extents[2], 0);
    assert_int_equal(view.extents[1], 6 * 512);
    assert_int_equal(view.extents[0], 4);
    run_free(&run);
}

/* The same image gives the same domains, down to their UUIDs and the number of hypercalls. */
static void test_a_launch_can_be_repeated(void **state)
{
    struct sim_domain_view first, second;
    uint64_t calls;

    (void)state;
    run_start(17);
    calls = sim_calls(run.sim);
    assert_true(sim_domain_view(run.sim, 9, &first));
    run_free(&run);
    run_start(17);
    assert_int_equal(sim_calls(run.sim), calls);
    assert_true(sim_domain_view(run.sim, 9, &second));
    assert_memory_equal(first.handle, second.handle, sizeof(first.handle));
    assert_true(sim_domain_view(run.sim, 7, &second));
    assert_memory_not_equal(first.handle, second.handle, sizeof(first.handle));
    run_free(&run);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_three_domains_on_4_14),
        cmocka_unit_test(test_three_domains_on_4_17),
        cmocka_unit_test(test_three_domains_on_4_20),
        cmocka_unit_test(test_three_domains_on_versions_between),
        cmocka_unit_test(test_kernel_that_needs_copies),
        cmocka_unit_test(test_no_extents_of_1_gib),
        cmocka_unit_test(test_a_launch_can_be_repeated),
    };

    return cmocka_run_group_tests(tests, set_make, set_unmake);
}
