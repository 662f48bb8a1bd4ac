/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * A launch of three different domains, on each version of Xen: what is in each domain at its
 * start.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/mixed_domains.h"

#include <xen/arch-x86/hvm/start_info.h>

#define MIB UINT64_C(1024)

#define ACPI_PAGE UINT64_C(0xfc000000)

/* Checks the start info and what it points to; returns where the ramdisk lies. */
static uint64_t start_info_expect(const struct set_domain *domain,
                                  const struct sim_domain_view *view)
{
    struct hvm_start_info info;
    struct hvm_modlist_entry module = {0};
    struct hvm_memmap_table_entry map[8];

    assert_true(
        sim_guest_read(mixed_run.sim, domain->domid, view->start_info, &info, sizeof(info)));
    assert_int_equal(info.magic, XEN_HVM_START_MAGIC_VALUE);
    assert_int_equal(info.version, 1);
    assert_int_equal(info.flags, 0);
    assert_int_equal(info.rsdp_paddr, ACPI_PAGE);
    assert_int_equal(info.nr_modules, domain->ramdisk ? 1 : 0);
    if (domain->ramdisk) {
        assert_true(sim_guest_read(mixed_run.sim, domain->domid, info.modlist_paddr, &module,
                                   sizeof(module)));
        assert_int_equal(module.size, domain->ramdisk_size);
        /* The ramdisk, then the start info: this kernel has no word on it. */
        assert_int_equal(module.paddr, mixed_domain_end(domain));
        assert_int_equal(view->start_info, (module.paddr + module.size + 4095) / 4096 * 4096);
    }
    if (domain->bootargs) {
        mixed_memory_expect(domain->domid, info.cmdline_paddr, (const uint8_t *)domain->bootargs,
                            strlen(domain->bootargs) + 1);
    } else {
        assert_int_equal(info.cmdline_paddr, 0);
    }
    assert_int_equal(info.memmap_entries, view->map_count);
    assert_true(sim_guest_read(mixed_run.sim, domain->domid, info.memmap_paddr, map,
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
        mixed_memory_expect(domain->domid, (UINT64_C(1) << 32) + high - 4096, NULL, 4096);
    }
    assert_false(sim_guest_read(mixed_run.sim, domain->domid, (UINT64_C(1) << 32) + high, &ram, 1));
    assert_int_equal(view->pages, domain->memory_kib / 4 + 4);
}

static void domain_expect(unsigned int index)
{
    const struct set_domain *domain = &mixed_domains[index];
    const uint64_t low_end = domain->memory_kib * 1024;
    struct sim_domain_view view;
    uint64_t ramdisk;
    char rsdp[8];

    assert_true(sim_domain_view(mixed_run.sim, domain->domid, &view));
    assert_true(view.running);
    assert_int_equal(view.vcpus, domain->cpus);
    assert_int_equal(view.entry, domain->kernel->entry);
    map_expect(domain, &view);
    ramdisk = start_info_expect(domain, &view);
    if (domain->ramdisk) {
        uint64_t after = (ramdisk + domain->ramdisk_size + 4095) & ~UINT64_C(4095);

        mixed_memory_expect(domain->domid, ramdisk, domain->ramdisk, domain->ramdisk_size);
        mixed_memory_expect(domain->domid, ramdisk + domain->ramdisk_size, NULL,
                            after - ramdisk - domain->ramdisk_size);
    } else {
        assert_int_equal(view.start_info, mixed_domain_end(domain));
    }
    mixed_kernel_expect(domain, mixed_domain_end(domain), view.start_info + 4096,
                        index == BIG ? 64 * MIB * 1024 : low_end);
    assert_true(sim_guest_read(mixed_run.sim, domain->domid, ACPI_PAGE, rsdp, sizeof(rsdp)));
    assert_memory_equal(rsdp, "RSD PTR ", sizeof(rsdp));
    /* Domain 0 may map the console's page and the store's: flags 1, domid 0, gfn. */
    assert_int_equal(view.grants[0], UINT64_C(0xfefff) << 32 | 1);
    assert_int_equal(view.grants[1], UINT64_C(0xfeffc) << 32 | 1);
    mixed_memory_expect(domain->domid, UINT64_C(0xfefff) << 12, NULL, 4096);
    mixed_memory_expect(domain->domid, UINT64_C(0xfeffc) << 12, NULL, 4096);
    /* These kernels are not Linux: they are told of the page although nobody serves it. */
    assert_int_equal(view.params[0], 0xfeffc);
    assert_int_equal(view.params[1], 1);
    /* Who listens to its memory puts a page there: not at 0, which is the domain's own. */
    assert_int_equal(view.params[2], 0xfeff9);
}

static void launch_expect(unsigned int minor)
{
    struct sim_domain_view view;

    mixed_run_start(minor);
    assert_string_equal(run_wrong(&mixed_run), "");
    assert_true(mixed_run.greeted && mixed_run.resident);
    assert_int_equal(mixed_run.launcher.launch.started, SET);
    assert_int_equal(mixed_run.launcher.launch.failed, 0);
    assert_true(run_said(&mixed_run, "hyperlaunch: launch complete: 3 started, 0 failed"));
    for (unsigned int i = 0; i < SET; i++)
        domain_expect(i);
    /* Memory in the largest pieces that fit: 3 + 1 GiB in four parts, the rest smaller. */
    assert_true(sim_domain_view(mixed_run.sim, mixed_domains[BIG].domid, &view));
    assert_int_equal(view.extents[2], 5);
    assert_int_equal(view.extents[0], 4);
    /* The image's frames went back, zeroed (the fake checks that), and are gone from view. */
    assert_null(sim_boot(mixed_run.sim)->image);
    assert_int_equal(sim_own_frames(mixed_run.sim),
                     mixed_run.own_before - (mixed_image.size + 4095) / 4096);
    run_free(&mixed_run);
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
        mixed_run_start(minors[i]);
        assert_string_equal(run_wrong(&mixed_run), "");
        assert_int_equal(mixed_run.launcher.launch.started, SET);
        run_free(&mixed_run);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_three_domains_on_4_14),
        cmocka_unit_test(test_three_domains_on_4_17),
        cmocka_unit_test(test_three_domains_on_4_20),
        cmocka_unit_test(test_three_domains_on_versions_between),
    };

    return cmocka_run_group_tests(tests, mixed_set_make, mixed_set_unmake);
}
