/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * What a person reads when a domain cannot be launched: step, cause and remedy, word for word; and
 * that the others start.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "xen/errno.h"
#include "xen/log.h"
#include "tests/support/launches.h"

#define MIB UINT64_C(1024)

static struct kernel good, no_note, huge, large;
static uint8_t ramdisk[3000000];
static struct run run;

static int kernels_make(void **state)
{
    (void)state;
    good = kernel_make(&(struct kernel_spec){
        .bits = 64, .paddr = 0x100000, .text_size = 30000, .data_size = 3000, .seed = 1});
    no_note = kernel_make(&(struct kernel_spec){.bits = 64,
                                                .paddr = 0x100000,
                                                .text_size = 30000,
                                                .data_size = 3000,
                                                .note = NOTE_ABSENT,
                                                .seed = 2});
    huge = kernel_make(&(struct kernel_spec){.bits = 64,
                                             .paddr = 0x100000,
                                             .text_size = 30000,
                                             .data_size = 3000,
                                             .bss_size = 64 << 20,
                                             .seed = 3});
    large = kernel_make(&(struct kernel_spec){
        .bits = 64, .paddr = 0x100000, .text_size = 2000000, .data_size = 3000, .seed = 5});
    large.undecodable = true;
    bytes_fill(ramdisk, sizeof(ramdisk), 4, true);
    return 0;
}

static int kernels_unmake(void **state)
{
    (void)state;
    kernel_free(&good);
    kernel_free(&no_note);
    kernel_free(&huge);
    kernel_free(&large);
    return 0;
}

/* Launches "first", the domain given, and "last", on `config`, whose image is filled in here. */
static void three_launch(const struct set_domain *middle, struct sim_config config,
                         void (*spoil)(struct set_image *image))
{
    struct set_domain domains[] = {
        {"first", 1, 4 * MIB, 1, &good, NULL, 0, "quiet", 0, 0},
        *middle,
        {"last", 3, 4 * MIB, 1, &good, NULL, 0, NULL, 0, 0},
    };
    struct set_image image = set_build(domains, 3);

    if (spoil)
        spoil(&image);
    config.minor = config.minor ? config.minor : 17;
    config.free_kib = config.free_kib ? config.free_kib : 1024 * MIB;
    config.image = image.bytes;
    config.image_size = image.size;
    run_make(&run, &config);
    set_free(&image);
}

/* The middle domain has failed with exactly this; the others run. */
static void failure_expect(const char *step_and_cause)
{
    const struct outcome *record = &run.launcher.launch.domains[1];
    char line[512];

    run_launch(&run);
    assert_string_equal(run_wrong(&run), "");
    assert_int_equal(record->state, DOMAIN_FAILED);
    (void)snprintf(line, sizeof(line), "%s: %s", build_step_name(record->result.step),
                   record->result.cause);
    assert_string_equal(line, step_and_cause);
    (void)snprintf(line, sizeof(line), "hyperlaunch: domain middle: failed: %s\n", step_and_cause);
    assert_true(run_said(&run, line));
    assert_int_equal(run.launcher.launch.started, 2);
    assert_int_equal(run.launcher.launch.failed, 1);
    assert_true(run_said(&run, "launch complete: 2 started, 1 failed"));
    run_free(&run);
}

static const struct set_domain plain = {"middle", 2, 16 * MIB, 1, &good, NULL, 0, "", 0, 0};

static void test_too_little_memory(void **state)
{
    struct set_domain middle = plain;

    (void)state;
    middle.memory_kib = 2 * 1024 * MIB;
    three_launch(&middle, (struct sim_config){0}, NULL);
    failure_expect(
        "populate: not enough memory: it needs 2107396 KiB with its page tables, Xen has "
        "1042392 KiB free; give the domains less memory or the host more");
}

static void test_memory_that_is_counted_but_not_to_be_had(void **state)
{
    struct set_domain middle = plain;

    (void)state;
    middle.memory_kib = 900 * MIB;
    three_launch(&middle, (struct sim_config){.withheld_kib = 120 * MIB}, NULL);
    /* Smaller extents were tried where no large one was left. */
    failure_expect("populate: memory ran out with 5692 KiB to go; give the domains less memory or "
                   "the host more");
}

static void test_fragmented_host(void **state)
{
    struct sim_domain_view view;

    (void)state;
    three_launch(&plain, (struct sim_config){.order_max = 1}, NULL);
    run_launch(&run);
    assert_string_equal(run_wrong(&run), "");
    assert_int_equal(run.launcher.launch.started, 3);
    assert_true(sim_domain_view(run.sim, 2, &view));
    assert_int_equal(view.extents[0], 16 * 256 + 4);
    assert_int_equal(view.extents[1], 0);
    run_free(&run);
}

/* All three have the kernel, and with it what it takes. */
static void test_command_line_beyond_kernel(void **state)
{
    struct set_domain middle = plain;
    struct kernel of_eight = good;

    (void)state;
    of_eight.cmdline_size = 8;
    middle.kernel = &of_eight;
    middle.bootargs = "nine char";
    three_launch(&middle, (struct sim_config){0}, NULL);
    failure_expect("kernel: its command line has 9 characters, and its kernel takes 8; shorten it");
    middle.bootargs = "eightchr";
    three_launch(&middle, (struct sim_config){0}, NULL);
    run_launch(&run);
    assert_int_equal(run.launcher.launch.started, 3);
    run_free(&run);
}

static uint64_t first_populate, last_populate;

static void populate_note(void *context, const struct sim_operation *operation)
{
    (void)context;
    if (operation->domid == 2 && strstr(operation->words, "populate ")) {
        first_populate = first_populate ? first_populate : operation->number;
        last_populate = operation->number;
    }
}

static void populates_learn(void)
{
    first_populate = 0;
    three_launch(&plain, (struct sim_config){0}, NULL);
    sim_trace(run.sim, populate_note, NULL);
    run_launch(&run);
    run_free(&run);
}

static void test_special_pages_cut_short(void **state)
{
    (void)state;
    populates_learn();
    three_launch(&plain, (struct sim_config){0}, NULL);
    sim_shorten_call(run.sim, last_populate);
    failure_expect("populate: memory ran out at its special pages; give the domains less memory or "
                   "the host more");
}

/* Where large extents run out, smaller ones serve: four of eight times 2 MiB, the rest in pages. */
static void test_large_extents_cut_short(void **state)
{
    struct sim_domain_view view;

    (void)state;
    populates_learn();
    three_launch(&plain, (struct sim_config){0}, NULL);
    sim_shorten_call(run.sim, first_populate);
    run_launch(&run);
    assert_string_equal(run_wrong(&run), "");
    assert_int_equal(run.launcher.launch.started, 3);
    assert_true(sim_domain_view(run.sim, 2, &view));
    assert_int_equal(view.extents[1], 4);
    assert_int_equal(view.extents[0], 4 * 512 + 4);
    run_free(&run);
}

static void spoil_ramdisk(struct set_image *image)
{
    /* The ramdisk of the middle domain is stored last, as it is. */
    image->bytes[image->size - 1] ^= 1;
}

static void test_damaged_payload(void **state)
{
    struct set_domain middle = plain;

    (void)state;
    middle.ramdisk = ramdisk;
    middle.ramdisk_size = sizeof(ramdisk);
    three_launch(&middle, (struct sim_config){0}, spoil_ramdisk);
    failure_expect(
        "verify: the ramdisk (payload 2) is damaged: its SHA-256 is not the LCM's; build "
        "the launch image again and check how it is stored");
}

/* The digest is right, the bytes are not: found when part of the kernel is in place already. */
static void test_payload_that_does_not_decode(void **state)
{
    struct set_domain middle = plain;

    (void)state;
    middle.kernel = &large;
    three_launch(&middle, (struct sim_config){0}, NULL);
    failure_expect(
        "load: a payload cannot be decoded: an LZ4 block does not decode; build the image "
        "again");
}

static void test_kernel_without_pvh_note(void **state)
{
    struct set_domain middle = plain;

    (void)state;
    middle.kernel = &no_note;
    three_launch(&middle, (struct sim_config){0}, NULL);
    failure_expect("kernel: the kernel cannot be started: no PVH entry (ELF note "
                   "XEN_ELFNOTE_PHYS32_ENTRY); use a kernel with CONFIG_PVH");
}

static void test_kernel_larger_than_memory(void **state)
{
    struct set_domain middle = plain;

    (void)state;
    middle.kernel = &huge;
    three_launch(&middle, (struct sim_config){0}, NULL);
    failure_expect(
        "layout: the kernel needs memory up to 66596 KiB, the domain has 16384 KiB; give "
        "it more memory");
}

static void test_ramdisk_larger_than_memory(void **state)
{
    struct set_domain middle = plain;

    (void)state;
    middle.memory_kib = 3 * MIB;
    middle.ramdisk = ramdisk;
    middle.ramdisk_size = sizeof(ramdisk);
    three_launch(&middle, (struct sim_config){0}, NULL);
    failure_expect("layout: the kernel with the ramdisk after it needs memory up to 3996 KiB, the "
                   "domain has 3072 KiB; give it more memory");
}

static uint64_t create_call;

static void create_note(void *context, const struct sim_operation *operation)
{
    (void)context;
    if (operation->domid == 2 && strstr(operation->words, "create "))
        create_call = operation->number;
}

static void create_refused(int error, const char *expected)
{
    three_launch(&plain, (struct sim_config){0}, NULL);
    sim_trace(run.sim, create_note, NULL);
    run_launch(&run);
    run_free(&run);
    three_launch(&plain, (struct sim_config){0}, NULL);
    sim_fail_call(run.sim, create_call, error);
    failure_expect(expected);
}

static void test_domid_taken(void **state)
{
    (void)state;
    create_refused(XEN_EEXIST,
                   "create: the domain: Xen says EEXIST, exists already; choose another "
                   "domid");
}

static void test_host_without_nested_paging(void **state)
{
    (void)state;
    create_refused(
        XEN_EOPNOTSUPP,
        "create: the domain: Xen says EOPNOTSUPP, not supported by this Xen; PVH needs a "
        "host with hardware virtualization and nested paging, enabled in the firmware");
}

static void test_error_without_a_special_remedy(void **state)
{
    (void)state;
    create_refused(XEN_EPERM,
                   "create: the domain: Xen says EPERM, not permitted; Xen's own messages "
                   "may say more (loglvl=all guest_loglvl=all)");
}

static void test_no_image(void **state)
{
    (void)state;
    run_make(&run, &(struct sim_config){.minor = 17, .free_kib = MIB});
    run_launch(&run);
    assert_string_equal(run_wrong(&run), "");
    assert_true(run_said(&run, "hyperlaunch: there is no launch image; give it as the second "
                               "module, after the launcher\n"));
    assert_true(run_said(&run, "hyperlaunch: launch complete: 0 started, 0 failed"));
    run_free(&run);
}

static void test_image_that_is_none(void **state)
{
    static const uint8_t bytes[8192] = {0xd0, 0x0d, 0xfe, 0xed};

    (void)state;
    run_make(&run, &(struct sim_config){
                       .minor = 17, .free_kib = MIB, .image = bytes, .image_size = sizeof(bytes)});
    run_launch(&run);
    assert_string_equal(run_wrong(&run), "");
    assert_true(run_said(&run, "hyperlaunch: the launch image has 1 errors; make it again with "
                               "'hyperlaunch build'\n"));
    assert_int_equal(run.launcher.launch.started, 0);
    run_free(&run);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_too_little_memory),
        cmocka_unit_test(test_memory_that_is_counted_but_not_to_be_had),
        cmocka_unit_test(test_fragmented_host),
        cmocka_unit_test(test_special_pages_cut_short),
        cmocka_unit_test(test_large_extents_cut_short),
        cmocka_unit_test(test_damaged_payload),
        cmocka_unit_test(test_payload_that_does_not_decode),
        cmocka_unit_test(test_kernel_without_pvh_note),
        cmocka_unit_test(test_kernel_larger_than_memory),
        cmocka_unit_test(test_ramdisk_larger_than_memory),
        cmocka_unit_test(test_domid_taken),
        cmocka_unit_test(test_host_without_nested_paging),
        cmocka_unit_test(test_command_line_beyond_kernel),
        cmocka_unit_test(test_error_without_a_special_remedy),
        cmocka_unit_test(test_no_image),
        cmocka_unit_test(test_image_that_is_none),
    };

    return cmocka_run_group_tests(tests, kernels_make, kernels_unmake);
}
