/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * What a person reads when the kernel, the ramdisk or the command line of a domain cannot be
 * used: step, cause and remedy, word for word; and that the others start.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/three_domains.h"

#define MIB UINT64_C(1024)

static void spoil_ramdisk(struct set_image *image)
{
    /* The ramdisk of the middle domain is stored last, as it is. */
    image->bytes[image->size - 1] ^= 1;
}

static void test_damaged_payload(void **state)
{
    struct set_domain middle = three_plain;

    (void)state;
    middle.ramdisk = three_ramdisk;
    middle.ramdisk_size = sizeof(three_ramdisk);
    three_launch(&middle, (struct sim_config){0}, spoil_ramdisk);
    three_failure_expect(
        "verify: the ramdisk (payload 2) is damaged: its digest is not the LCM's; build "
        "the launch image again and check how it is stored");
}

/* The digest is right, the bytes are not: found when part of the kernel is in place already. */
static void test_payload_that_does_not_decode(void **state)
{
    struct set_domain middle = three_plain;

    (void)state;
    middle.kernel = &three_large;
    three_launch(&middle, (struct sim_config){0}, NULL);
    three_failure_expect(
        "load: a payload cannot be decoded: an LZ4 block does not decode; build the image "
        "again");
}

static void test_kernel_without_pvh_note(void **state)
{
    struct set_domain middle = three_plain;

    (void)state;
    middle.kernel = &three_no_note;
    three_launch(&middle, (struct sim_config){0}, NULL);
    three_failure_expect("kernel: the kernel cannot be started: no PVH entry (ELF note "
                         "XEN_ELFNOTE_PHYS32_ENTRY); use a kernel with CONFIG_PVH");
}

static void test_kernel_larger_than_memory(void **state)
{
    struct set_domain middle = three_plain;

    (void)state;
    middle.kernel = &three_huge;
    three_launch(&middle, (struct sim_config){0}, NULL);
    three_failure_expect(
        "layout: the kernel needs memory up to 66596 KiB, the domain has 16384 KiB; give "
        "it more memory");
}

static void test_ramdisk_larger_than_memory(void **state)
{
    struct set_domain middle = three_plain;

    (void)state;
    middle.memory_kib = 3 * MIB;
    middle.ramdisk = three_ramdisk;
    middle.ramdisk_size = sizeof(three_ramdisk);
    three_launch(&middle, (struct sim_config){0}, NULL);
    three_failure_expect(
        "layout: the kernel with the ramdisk after it needs memory up to 3996 KiB, the "
        "domain has 3072 KiB; give it more memory");
}

/* All three have the kernel, and with it what it takes. */
static void test_command_line_beyond_kernel(void **state)
{
    struct set_domain middle = three_plain;
    struct kernel of_eight = three_good;

    (void)state;
    of_eight.cmdline_size = 8;
    middle.kernel = &of_eight;
    middle.bootargs = "nine char";
    three_launch(&middle, (struct sim_config){0}, NULL);
    three_failure_expect(
        "kernel: its command line has 9 characters, and its kernel takes 8; shorten it");
    middle.bootargs = "eightchr";
    three_launch(&middle, (struct sim_config){0}, NULL);
    run_launch(&three_run);
    assert_int_equal(three_run.launcher.launch.started, 3);
    run_free(&three_run);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_damaged_payload),
        cmocka_unit_test(test_payload_that_does_not_decode),
        cmocka_unit_test(test_kernel_without_pvh_note),
        cmocka_unit_test(test_kernel_larger_than_memory),
        cmocka_unit_test(test_ramdisk_larger_than_memory),
        cmocka_unit_test(test_command_line_beyond_kernel),
    };

    return cmocka_run_group_tests(tests, three_set_make, three_set_unmake);
}
