/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Domains with the same kernel and ramdisk: the first has them decoded, the others get copies for
 * as long as it waits to be started.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "launcher/builder/parts/build.h"
#include "tests/support/launches.h"
#include "xen/errno.h"

#define MIB UINT64_C(1024)

enum { FIRST, TALLER, PV, LAST, SET };

static struct kernel kernel, pv_kernel;
static uint8_t ramdisk[700001];
static struct set_domain domains[SET];
static struct set_image image;
static struct run run;
static uint32_t source; /* the domain that the kernel was copied from */

static int set_make(void **state)
{
    struct set_more more[SET] = {0};

    (void)state;
    kernel = kernel_make(&(struct kernel_spec){
        .bits = 64, .paddr = 0x100000, .text_size = 5000000, .data_size = 70001, .seed = 1});
    pv_kernel = kernel_make(&(struct kernel_spec){
        .bits = 64, .paddr = 0x100000, .text_size = 30000, .pv = PV_FULL, .seed = 2});
    bytes_fill(ramdisk, sizeof(ramdisk), 3, false);
    domains[FIRST] = (struct set_domain){"first",         1,     16 * MIB, 1, &kernel, ramdisk,
                                         sizeof(ramdisk), "one", 0,        0};
    domains[TALLER] = (struct set_domain){"taller",        2,    24 * MIB, 1, &kernel, ramdisk,
                                          sizeof(ramdisk), NULL, 0,        0};
    domains[PV] = (struct set_domain){
        "pv", 3, 8 * MIB, 1, &pv_kernel, ramdisk, sizeof(ramdisk), NULL, LCM_MODE_PV, 0};
    domains[LAST] = (struct set_domain){"last",          4,      16 * MIB, 1, &kernel, ramdisk,
                                        sizeof(ramdisk), "four", 0,        0};
    bits_add(&more[FIRST].start_after, LAST);
    bits_add(&more[TALLER].start_after, LAST);
    image = set_build_with(domains, SET, &(struct set_rest){.more = more});
    return 0;
}

static int set_unmake(void **state)
{
    (void)state;
    set_free(&image);
    kernel_free(&kernel);
    kernel_free(&pv_kernel);
    return 0;
}

static void memory_expect(uint32_t domid, uint64_t address, const uint8_t *bytes, size_t count)
{
    assert_int_equal(run_memory_differs(&run, domid, address, bytes, count), count);
}

/* The ramdisk begins on the page behind the kernel. */
static uint64_t ramdisk_at(const struct set_domain *domain)
{
    const struct kernel_part *last = &domain->kernel->parts[1];

    return (last->paddr + last->size + last->bss_size + 4095) / 4096 * 4096;
}

static void domain_expect(const struct set_domain *domain)
{
    uint64_t end = 0;

    for (unsigned int i = 0; i < 2; i++) {
        const struct kernel_part *part = &kernel.parts[i];

        memory_expect(domain->domid, part->paddr, part->bytes, part->size);
        end = part->paddr + part->size > end ? part->paddr + part->size : end;
    }
    memory_expect(domain->domid, end, NULL, ramdisk_at(domain) - end);
    memory_expect(domain->domid, ramdisk_at(domain), ramdisk, sizeof(ramdisk));
    memory_expect(domain->domid, ramdisk_at(domain) + sizeof(ramdisk), NULL,
                  4096 - sizeof(ramdisk) % 4096);
}

/* Makes the launch of the set, whose hypercall `fails` fails where that is not 0. */
static void launch_make(uint64_t fails)
{
    run_make(&run, &(struct sim_config){.minor = 17,
                                        .free_kib = 256 * MIB,
                                        .image = image.bytes,
                                        .image_size = image.size});
    if (fails)
        sim_fail_call(run.sim, fails, XEN_EINVAL);
    assert_true(launcher_greet(&run.launcher, &run.xen, sim_boot(run.sim)));
    assert_true(run_until(&run, PHASE_LAUNCH));
    while (run.launcher.launch.started == 0)
        assert_true(launcher_step(&run.launcher));
    source = run.launcher.launch.site.kernels[0].domid;
}

static void launch(uint64_t fails)
{
    launch_make(fails);
    assert_true(run_until(&run, PHASE_SERVE));
    assert_string_equal(run_wrong(&run), "");
}

static void test_copies_are_what_was_decoded(void **state)
{
    const struct outcome *outcome = run.launcher.launch.domains;

    (void)state;
    launch(0);
    assert_int_equal(run.launcher.launch.started, SET);
    domain_expect(&domains[FIRST]);
    domain_expect(&domains[TALLER]);
    domain_expect(&domains[LAST]);
    assert_int_equal(outcome[LAST].result.loaded, outcome[FIRST].result.loaded);
    assert_int_equal(source, domains[FIRST].domid);
    assert_int_equal(run.launcher.launch.site.shown.count, 0);
    run_free(&run);
}

/* What was built first and then destroyed is nobody's source. */
static void test_failed_domain_is_copied_by_none(void **state)
{
    uint64_t created;

    (void)state;
    launch(0);
    /* The last hypercall of its building, for the very last one starts it. */
    created = run.marks.settled + run.launcher.launch.domains[FIRST].result.calls - 1;
    run_free(&run);
    launch(created);
    assert_int_equal(run.launcher.launch.domains[FIRST].state, DOMAIN_FAILED);
    assert_int_equal(run.launcher.launch.started, SET - 1);
    assert_int_equal(source, domains[TALLER].domid);
    domain_expect(&domains[TALLER]);
    domain_expect(&domains[LAST]);
    run_free(&run);
}

/* Whoever runs may have changed what it was given: a domain that is built again gets it afresh. */
static void test_running_domain_is_copied_by_none(void **state)
{
    struct launch *l = &run.launcher.launch;
    struct build_result *result = &l->domains[LAST].result;
    struct teardown teardown;

    (void)state;
    launch_make(0);
    assert_true(run_until(&run, PHASE_RECORD));
    for (uint32_t i = 0; i < LAST; i++)
        assert_true(
            sim_guest_write(run.sim, domains[i].domid, kernel.parts[0].paddr, "changed since", 14));
    teardown_begin(&teardown, domains[LAST].domid, LAST, result);
    while (teardown_step(&teardown, &l->site)) {
    }
    assert_true(teardown.is_gone);
    builder_begin(&l->builder, &l->site, &l->image.plan.domains[LAST], LAST, result);
    while (builder_step(&l->builder)) {
    }
    assert_true(result->built);
    domain_expect(&domains[LAST]);
    assert_string_equal(sim_faults(run.sim), "");
    run_free(&run);
}

static void test_pieces_too_far_apart_are_not_copied(void **state)
{
    struct build_site site = {.xen = NULL};
    struct boot boot = {.p2m = {.pages = 4}};
    struct build build = {.site = &site, .boot = &boot};
    const struct elf_piece apart[] = {{0, 4096, 0x100000}, {0, 0, 0}, {4096, 1, 0x104000}};

    (void)state;
    assert_int_equal(build_pieces_copy(&build, apart, 3, 1, 0), BUILD_TOO_WIDE);
    assert_int_equal(build_pieces_copy(&build, apart + 1, 1, 1, 0), BUILD_TOO_WIDE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_copies_are_what_was_decoded),
        cmocka_unit_test(test_failed_domain_is_copied_by_none),
        cmocka_unit_test(test_running_domain_is_copied_by_none),
        cmocka_unit_test(test_pieces_too_far_apart_are_not_copied),
    };

    return cmocka_run_group_tests(tests, set_make, set_unmake);
}
