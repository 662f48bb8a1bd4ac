/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * A dom0 whose kernel, ramdisk or command line cannot be used: the reason and its remedy are on
 * the console, the launched domains run on, and the launcher serves them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/refused.h"

#define MIB UINT64_C(1024)

static void test_damaged_kernel(void **state)
{
    (void)state;
    refused_kernel.undecodable = true;
    refused_expect(SET, NULL,
                   "domain dom0: failed: load: a payload cannot be decoded: an LZ4 block does not "
                   "decode; build the image again");
    refused_kernel.undecodable = false;
}

/* What no compression makes smaller is stored as it is. */
static void ramdisk_spoil(void)
{
    const uint8_t *stored = memmem(refused_image.bytes, refused_image.size, refused_ramdisk, 64);
    uint64_t count;
    const uint64_t *p2m = sim_p2m(refused_run.sim, &count);
    size_t at;
    uint8_t byte = refused_ramdisk[0] ^ 1;

    assert_non_null(stored);
    at = (size_t)(stored - refused_image.bytes);
    assert_true(sim_frame_write(refused_run.sim, p2m[OWN_PAGES + at / 4096], at % 4096, &byte, 1));
}

static void test_damaged_ramdisk(void **state)
{
    (void)state;
    refused_expect(SET, ramdisk_spoil,
                   "domain dom0: failed: verify: the ramdisk (payload 2) is damaged: its digest "
                   "is not the LCM's; build the launch image again and check how it is stored");
}

static void test_kernel_that_cannot_be_dom0(void **state)
{
    (void)state;
    refused_domains[DOM0].kernel = &refused_not_dom0;
    refused_expect(SET, NULL,
                   "domain dom0: failed: kernel: the kernel cannot be started: its notes say that "
                   "it cannot be domain 0; use ");
}

static void test_kernel_where_the_launcher_leaves_from(void **state)
{
    (void)state;
    refused_domains[DOM0].kernel = &refused_low;
    refused_expect(SET, NULL,
                   "domain dom0: failed: layout: its kernel takes the address 0xffffffff80001000, "
                   "from which the launcher jumps to it; use a kernel made for another address");
}

static void test_host_without_memory_where_the_kernel_goes(void **state)
{
    (void)state;
    refused_config.hole_kib = 1 * MIB + 512;
    refused_expect(SET, NULL,
                   "domain dom0: failed: layout: its kernel needs memory at 0x180000, where this "
                   "host has none; use a kernel made for another address");
    /* Its first tables are to be on memory, too: what comes behind them is Linux's to move. */
    refused_config.hole_kib = 3 * MIB;
    refused_expect(SET, NULL, "its kernel needs memory at 0x300000, where this host has none");
    refused_config.hole_kib = 4 * MIB;
    refused_launch(SET, NULL);
    assert_true(refused_run.left);
    run_free(&refused_run);
    set_free(&refused_image);
}

static void test_command_line_without_room_for_what_is_added(void **state)
{
    static char bootargs[1024];

    (void)state;
    memset(bootargs, 'x', 1023);
    refused_domains[DOM0].bootargs = bootargs;
    refused_launch(1, NULL);
    assert_true(refused_run.left);
    run_free(&refused_run);
    set_free(&refused_image);
    refused_domains[DOM0].cpus = 1;
    refused_expect(SET, NULL,
                   "domain dom0: failed: load: its command line is longer than the 1023 characters "
                   "that its kernel takes; shorten it");
}

int main(void)
{
#define STEP(test) cmocka_unit_test_setup(test, refused_domains_make)
    const struct CMUnitTest tests[] = {
        STEP(test_damaged_kernel),
        STEP(test_damaged_ramdisk),
        STEP(test_kernel_that_cannot_be_dom0),
        STEP(test_kernel_where_the_launcher_leaves_from),
        STEP(test_host_without_memory_where_the_kernel_goes),
        STEP(test_command_line_without_room_for_what_is_added),
    };

    return cmocka_run_group_tests(tests, refused_set_make, refused_set_unmake);
}
