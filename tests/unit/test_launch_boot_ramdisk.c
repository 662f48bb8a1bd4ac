/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * What a boot domain finds behind its ramdisk: LCM and launch record, in an archive.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/archive_read.h"
#include "tests/support/launches.h"

#include <xen/arch-x86/hvm/start_info.h>
#include <xen/xen.h>

#define MIB UINT64_C(1024)

enum { DB, FIRST, SET };

static struct kernel kernel, kernel_mapping;
static uint8_t ramdisk[300001];
static uint8_t found[sizeof(ramdisk) + 100000] __attribute__((aligned(8)));
static struct set_image image;
static struct run run;
static struct record record;

static int kernels_make(void **state)
{
    struct kernel_spec spec = {.bits = 64,
                               .paddr = 0x100000,
                               .text_size = 30000,
                               .data_size = 3000,
                               .bss_size = 64 << 10,
                               .pv = PV_FULL,
                               .seed = 1};

    (void)state;
    kernel = kernel_make(&spec);
    spec.pv = PV_PLAIN; /* its ramdisk lies in the first mapping */
    kernel_mapping = kernel_make(&spec);
    bytes_fill(ramdisk, sizeof(ramdisk), 3, true);
    return 0;
}

static int kernels_unmake(void **state)
{
    (void)state;
    kernel_free(&kernel);
    kernel_free(&kernel_mapping);
    return 0;
}

/* Launches until the boot domain runs, which is `first`, or all are built where none is. */
static void launch(const struct set_domain *first, uint32_t functions)
{
    struct set_more more[SET] = {[FIRST] = {.functions = functions}};

    image = set_build_with(
        (struct set_domain[SET]){{"db", 2, 8 * MIB, 1, &kernel, NULL, 0, NULL, 0, 0}, *first}, SET,
        &(struct set_rest){.more = more});
    run_make(&run, &(struct sim_config){.minor = 17,
                                        .free_kib = 128 * MIB,
                                        .spare_kib = 32 * MIB,
                                        .image = image.bytes,
                                        .image_size = image.size});
    assert_true(launcher_greet(&run.launcher, &run.xen, sim_boot(run.sim)));
    while (run.launcher.launch.domains[FIRST].state != DOMAIN_RUNNING)
        assert_true(launcher_step(&run.launcher));
}

static void launch_end(void)
{
    run_free(&run);
    set_free(&image);
}

static size_t pv_ramdisk_read(uint32_t domid, const struct sim_domain_view *view)
{
    struct start_info info;

    assert_true(sim_space_read(run.sim, view->top, view->start_info, &info, sizeof(info)));
    assert_true(info.mod_len <= sizeof(found));
    if (info.flags & SIF_MOD_START_PFN)
        assert_true(sim_guest_read(run.sim, domid, info.mod_start << 12, found, info.mod_len));
    else
        assert_true(sim_space_read(run.sim, view->top, info.mod_start, found, info.mod_len));
    return info.mod_len;
}

static size_t pvh_ramdisk_read(uint32_t domid, const struct sim_domain_view *view)
{
    struct hvm_modlist_entry module = {0};
    struct hvm_start_info info;

    assert_true(sim_guest_read(run.sim, domid, view->start_info, &info, sizeof(info)));
    if (info.nr_modules == 0)
        return 0;
    assert_int_equal(info.nr_modules, 1);
    assert_true(sim_guest_read(run.sim, domid, info.modlist_paddr, &module, sizeof(module)));
    assert_true(module.size <= sizeof(found));
    assert_true(sim_guest_read(run.sim, domid, module.paddr, found, module.size));
    return module.size;
}

/* Reads its ramdisk as the kernel is told of it; how long it is. */
static size_t ramdisk_read(uint32_t domid)
{
    struct sim_domain_view view;

    assert_true(sim_domain_view(run.sim, domid, &view));
    return view.pv ? pv_ramdisk_read(domid, &view) : pvh_ramdisk_read(domid, &view);
}

static void domain_expect(const struct kernel *of, enum lcm_mode mode, size_t size)
{
    size_t aligned = (size + 3) & ~(size_t)3, length;

    launch(&(struct set_domain){"first", 1, 16 * MIB, 1, of, size ? ramdisk : NULL, size, NULL,
                                mode, 0},
           LCM_FUNC_BOOT);
    length = ramdisk_read(1);
    assert_true(length > aligned);
    assert_memory_equal(found, ramdisk, size);
    for (size_t i = size; i < aligned; i++)
        assert_int_equal(found[i], 0);
    archive_expect(found + aligned, length - aligned, image.bytes, &record);
    launch_end();
}

static void test_lcm_and_record_lie_behind_any_ramdisk(void **state)
{
    static const size_t sizes[] = {0, 1, 4095, 4096, 20002, sizeof(ramdisk) - 2, sizeof(ramdisk)};

    (void)state;
    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        domain_expect(&kernel, LCM_MODE_PVH, sizes[i]);
        domain_expect(&kernel, LCM_MODE_PV, sizes[i]);
        domain_expect(&kernel_mapping, LCM_MODE_PV, sizes[i]);
    }
}

static void test_the_record_says_what_is_planned(void **state)
{
    (void)state;
    domain_expect(&kernel, LCM_MODE_PVH, 100);
    assert_int_equal(record.domain_count, SET);
    assert_int_equal(record.xen_minor, 17);
    for (uint32_t i = 0; i < SET; i++) {
        assert_int_equal(record.domains[i].state, RECORD_PLANNED);
        assert_int_equal(record.domains[i].started_ns, 0);
    }
    assert_string_equal(record.domains[DB].name, "db");
    assert_int_equal(record.domains[DB].memory_kib, 8 * MIB);
    assert_true(record.recorded_ns > record.entered_ns);
}

static void test_others_have_their_ramdisk_alone(void **state)
{
    (void)state;
    launch(&(struct set_domain){"first", 1, 16 * MIB, 1, &kernel, ramdisk, 1001, NULL, 0, 0}, 0);
    assert_int_equal(ramdisk_read(1), 1001);
    assert_int_equal(ramdisk_read(2), 0);
    launch_end();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lcm_and_record_lie_behind_any_ramdisk),
        cmocka_unit_test(test_the_record_says_what_is_planned),
        cmocka_unit_test(test_others_have_their_ramdisk_alone),
    };

    return cmocka_run_group_tests(tests, kernels_make, kernels_unmake);
}
