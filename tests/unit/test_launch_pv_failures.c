/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/* What is said where a PV domain cannot be built. */
#include <elf.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/pv_set.h"
#include "xen/errno.h"

/* Launches the one domain; `spoil` changes the host before. */
static void failing_expect(const struct set_domain *domain, void (*spoil)(const struct set_image *),
                           const char *text)
{
    struct set_image one = set_build(domain, 1);

    run_make(&pv_set_run, &(struct sim_config){
                              .minor = 17,
                              .free_kib = 64 * MIB,
                              .image = one.bytes,
                              .image_size = one.size,
                          });
    if (spoil)
        spoil(&one);
    run_launch(&pv_set_run);
    assert_string_equal(run_wrong(&pv_set_run), "");
    assert_int_equal(pv_set_run.launcher.launch.started, 0);
    if (!run_said(&pv_set_run, text))
        fail_msg("'%s' is not in:\n%s", text, sim_console(pv_set_run.sim));
    run_free(&pv_set_run);
    set_free(&one);
}

static void test_what_does_not_fit_is_named(void **state)
{
    struct set_domain domain = pv_set_domains[FULL];

    (void)state;
    domain.memory_kib = 4 * MIB;
    failing_expect(&domain, NULL,
                   "domain full: failed: layout: kernel, ramdisk and page tables take");
    domain.memory_kib = 128 * MIB;
    failing_expect(&domain, NULL,
                   "domain full: failed: populate: not enough memory: it needs 132096 KiB with its "
                   "page tables, Xen has");
}

static void list_shorten(const struct set_image *one)
{
    (void)one;
    sim_boot(pv_set_run.sim)->p2m.pages = 8;
}

static void test_list_that_is_too_long_is_named(void **state)
{
    (void)state;
    failing_expect(&pv_set_domains[FULL], list_shorten,
                   "domain full: failed: populate: 24 MiB are more than the launcher can list, 16 "
                   "MiB; give it less memory");
}

static void test_kernel_without_pv_notes_is_named(void **state)
{
    struct kernel pvh = kernel_make(&(struct kernel_spec){
        .bits = 64, .paddr = 0x100000, .text_size = 9000, .data_size = 100, .seed = 5});
    struct set_domain domain = pv_set_domains[FULL];

    (void)state;
    domain.kernel = &pvh;
    failing_expect(&domain, NULL,
                   "domain full: failed: kernel: the kernel cannot be started: no notes of a "
                   "64-bit Xen PV kernel");
    kernel_free(&pvh);
}

/* A byte of the ramdisk, which no compression makes smaller and which is stored as it is. */
static void ramdisk_spoil(const struct set_image *one)
{
    const uint8_t *stored = memmem(one->bytes, one->size, pv_set_ramdisk, 64);
    uint64_t count;
    const uint64_t *p2m = sim_p2m(pv_set_run.sim, &count);
    uint8_t byte = pv_set_ramdisk[0] ^ 1;
    size_t at;

    assert_non_null(stored);
    at = (size_t)(stored - one->bytes);
    assert_true(sim_frame_write(
        pv_set_run.sim, p2m[sim_boot(pv_set_run.sim)->own_pages + at / 4096], at % 4096, &byte, 1));
}

static void test_damaged_payloads_are_named(void **state)
{
    (void)state;
    failing_expect(&pv_set_domains[FULL], ramdisk_spoil,
                   "domain full: failed: verify: the ramdisk (payload 2) is damaged: its digest "
                   "is not the LCM's; build");
    pv_set_full_kernel.undecodable = true;
    failing_expect(&pv_set_domains[FULL], NULL,
                   "domain full: failed: load: a payload cannot be decoded: an LZ4 block does not "
                   "decode; build the image again");
    pv_set_full_kernel.undecodable = false;
}

static uint64_t create_call;
static int refuse_with;

static void create_refuse(const struct set_image *one)
{
    (void)one;
    sim_fail_call(pv_set_run.sim, create_call, refuse_with);
}

static void create_note(void *context, const struct sim_operation *operation)
{
    (void)context;
    if (strstr(operation->words, "create a PV domain"))
        create_call = operation->number;
}

static void trace_start(const struct set_image *one)
{
    (void)one;
    sim_trace(pv_set_run.sim, create_note, NULL);
}

/* What would help a PVH domain is no advice for a PV one. */
static void test_refused_creation_is_named(void **state)
{
    struct set_domain domain = pv_set_domains[FULL];

    (void)state;
    domain.memory_kib = 128 * MIB;
    failing_expect(&domain, trace_start, "not enough memory");
    refuse_with = XEN_EINVAL;
    failing_expect(&domain, create_refuse,
                   "domain full: failed: create: the domain: Xen says EINVAL, invalid argument; "
                   "Xen's own messages may say more");
    refuse_with = XEN_EEXIST;
    failing_expect(&domain, create_refuse,
                   "domain full: failed: create: the domain: Xen says EEXIST, exists already; "
                   "choose another domid");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_does_not_fit_is_named),
        cmocka_unit_test(test_list_that_is_too_long_is_named),
        cmocka_unit_test(test_kernel_without_pv_notes_is_named),
        cmocka_unit_test(test_damaged_payloads_are_named),
        cmocka_unit_test(test_refused_creation_is_named),
    };

    return cmocka_run_group_tests(tests, pv_set_make, pv_set_unmake);
}
