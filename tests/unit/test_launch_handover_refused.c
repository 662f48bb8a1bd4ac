/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * A dom0 that cannot take over, for each reason there is: the reason and its remedy are on the
 * console, the launched domains run on, and the launcher serves them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/launches.h"

enum { DOM0, WEB, SET, OWN_PAGES = 1024 };

#define MIB UINT64_C(1024)

static struct kernel kernel, plain, low, not_dom0;
static uint8_t ramdisk[300001];
static struct set_domain domains[SET];
static struct sim_config config;
static struct set_image image;
static struct run run;

static int set_make(void **state)
{
    struct kernel_spec spec = {
        .bits = 64,
        .paddr = 0x100000,
        .text_size = 600000,
        .data_size = 70001,
        .bss_size = 30000,
        .pv = PV_FULL,
        .seed = 1,
    };

    (void)state;
    kernel = kernel_make(&spec);
    spec.pv = PV_PLAIN;
    plain = kernel_make(&spec);
    spec.pv = PV_NOT_DOM0;
    not_dom0 = kernel_make(&spec);
    spec.pv = PV_FULL;
    spec.paddr = 0x1000;
    low = kernel_make(&spec);
    bytes_fill(ramdisk, sizeof(ramdisk), 3, true);
    return 0;
}

static int set_unmake(void **state)
{
    struct kernel *const all[] = {&kernel, &plain, &low, &not_dom0};

    (void)state;
    for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
        kernel_free(all[i]);
    return 0;
}

/* Each test starts from this set and host, and changes what it wants. */
static int domains_make(void **state)
{
    (void)state;
    kernel.undecodable = false;
    domains[DOM0] = (struct set_domain){
        .name = "dom0",
        .domid = 0,
        .memory_kib = 64 * MIB,
        .cpus = 2,
        .kernel = &kernel,
        .ramdisk = ramdisk,
        .ramdisk_size = sizeof(ramdisk),
        .bootargs = "console=hvc0",
    };
    domains[WEB] = domains[DOM0];
    domains[WEB].name = "web";
    domains[WEB].domid = 3;
    domains[WEB].memory_kib = 16 * MIB;
    domains[WEB].kernel = &plain;
    domains[WEB].ramdisk = NULL;
    domains[WEB].ramdisk_size = 0;
    domains[WEB].mode = LCM_MODE_PV;
    config = (struct sim_config){
        .minor = 17,
        .free_kib = 256 * MIB,
        .spare_kib = 8 * MIB,
        .vcpus = 2,
    };
    return 0;
}

static void launch(uint32_t count, void (*spoil)(void))
{
    image = set_build(domains, count);
    config.image = image.bytes;
    config.image_size = image.size;
    run_make(&run, &config);
    if (spoil)
        spoil();
    run_launch(&run);
    assert_string_equal(run_wrong(&run), "");
}

static void refused_expect(uint32_t count, void (*spoil)(void), const char *text)
{
    launch(count, spoil);
    assert_false(run.left);
    assert_true(run.resident);
    assert_int_equal(run.launcher.launch.failed, 1);
    assert_int_equal(run.launcher.launch.started, count - 1);
    if (!run_said(&run, text))
        fail_msg("'%s' is not in:\n%s", text, sim_console(run.sim));
    assert_true(run_said(&run, "domain 0 stays with the launcher; the other domains run on\n"));
    assert_int_equal(sim_own_frames(run.sim), OWN_PAGES);
    if (count > 1) {
        assert_int_equal(sim_guest_print(run.sim, 3, "still here\n"), 11);
        resident_serve(&run.launcher.resident);
        assert_true(run_said(&run, "[web] still here\n"));
    }
    run_free(&run);
    set_free(&image);
}

static void test_more_memory_than_there_is(void **state)
{
    (void)state;
    domains[DOM0].memory_kib = 300 * MIB;
    refused_expect(SET, NULL,
                   "domain dom0: failed: layout: it does not fit: it asks for 307200 KiB, the "
                   "other domains and a reserve of 17");
}

static void test_less_memory_than_it_needs(void **state)
{
    static const struct {
        uint64_t memory_kib;
        const char *text;
    } cases[] = {
        {2 * MIB, "domain dom0: failed: layout: kernel, ramdisk and page tables take"},
        {3 * MIB, "domain dom0: failed: layout: kernel, ramdisk and page tables take"},
        {5 * MIB, "domain dom0: failed: layout: kernel, ramdisk and page tables take"},
        {8 * MIB, "KiB the launcher has 4096 KiB; give it more memory"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        domains[DOM0].memory_kib = cases[i].memory_kib;
        refused_expect(1, NULL, cases[i].text);
        refused_expect(SET, NULL, cases[i].text);
    }
}

/* What the others leave holds what is loaded, and not what a Linux needs to run in. */
static void test_rest_is_too_little_to_run_in(void **state)
{
    (void)state;
    domains[DOM0].memory_kib = 0;
    config.free_kib = 72 * MIB;
    refused_expect(SET, NULL, "domain dom0: failed: layout: the others leave it ");
    refused_expect(SET, NULL, "and it needs 65536 KiB to run in; give the others less memory");
    config.free_kib = 128 * MIB;
    launch(SET, NULL);
    assert_true(run.left);
    run_free(&run);
    set_free(&image);
}

/* Frame lists are mapped as a whole; here there are addresses for 16 MiB only. */
static void list_shorten(void)
{
    sim_boot(run.sim)->p2m.pages = 8;
}

static void test_more_memory_than_can_be_listed(void **state)
{
    (void)state;
    refused_expect(SET, list_shorten,
                   "domain dom0: failed: populate: 64 MiB are more than the launcher can list, 16 "
                   "MiB; give it less memory");
}

static void test_rest_is_what_can_be_listed(void **state)
{
    struct boot_jump jump;

    (void)state;
    domains[DOM0].memory_kib = 0;
    for (uint64_t spare_kib = 0; spare_kib <= 64 * MIB; spare_kib += 32 * MIB) {
        config.spare_kib = spare_kib;
        launch(SET, list_shorten);
        assert_true(run.left && sim_left(run.sim, &jump));
        assert_int_equal(sim_own_frames(run.sim), 8 * 512);
        run_free(&run);
        set_free(&image);
    }
}

static void test_damaged_kernel(void **state)
{
    (void)state;
    kernel.undecodable = true;
    refused_expect(SET, NULL,
                   "domain dom0: failed: load: a payload cannot be decoded: an LZ4 block does not "
                   "decode; build the image again");
    kernel.undecodable = false;
}

/* What no compression makes smaller is stored as it is. */
static void ramdisk_spoil(void)
{
    const uint8_t *stored = memmem(image.bytes, image.size, ramdisk, 64);
    uint64_t count;
    const uint64_t *p2m = sim_p2m(run.sim, &count);
    size_t at;
    uint8_t byte = ramdisk[0] ^ 1;

    assert_non_null(stored);
    at = (size_t)(stored - image.bytes);
    assert_true(sim_frame_write(run.sim, p2m[OWN_PAGES + at / 4096], at % 4096, &byte, 1));
}

static void test_damaged_ramdisk(void **state)
{
    (void)state;
    refused_expect(SET, ramdisk_spoil,
                   "domain dom0: failed: verify: the ramdisk (payload 2) is damaged: its SHA-256 "
                   "is not the LCM's; build the launch image again and check how it is stored");
}

static void test_kernel_that_cannot_be_dom0(void **state)
{
    (void)state;
    domains[DOM0].kernel = &not_dom0;
    refused_expect(SET, NULL,
                   "domain dom0: failed: kernel: the kernel cannot be started: its notes say that "
                   "it cannot be domain 0; use ");
}

static void test_kernel_where_the_launcher_leaves_from(void **state)
{
    (void)state;
    domains[DOM0].kernel = &low;
    refused_expect(SET, NULL,
                   "domain dom0: failed: layout: its kernel takes the address 0xffffffff80001000, "
                   "from which the launcher jumps to it; use a kernel made for another address");
}

static void test_host_without_memory_where_the_kernel_goes(void **state)
{
    (void)state;
    config.hole_kib = 1 * MIB + 512;
    refused_expect(SET, NULL,
                   "domain dom0: failed: layout: its kernel needs memory at 0x180000, where this "
                   "host has none; use a kernel made for another address");
    /* Its first tables are to be on memory, too: what comes behind them is Linux's to move. */
    config.hole_kib = 3 * MIB;
    refused_expect(SET, NULL, "its kernel needs memory at 0x300000, where this host has none");
    config.hole_kib = 4 * MIB;
    launch(SET, NULL);
    assert_true(run.left);
    run_free(&run);
    set_free(&image);
}

static void test_command_line_without_room_for_what_is_added(void **state)
{
    static char bootargs[1024];

    (void)state;
    memset(bootargs, 'x', 1023);
    domains[DOM0].bootargs = bootargs;
    launch(1, NULL);
    assert_true(run.left);
    run_free(&run);
    set_free(&image);
    domains[DOM0].cpus = 1;
    refused_expect(SET, NULL,
                   "domain dom0: failed: load: its command line is longer than the 1023 characters "
                   "that its kernel takes; shorten it");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_more_memory_than_there_is, domains_make),
        cmocka_unit_test_setup(test_less_memory_than_it_needs, domains_make),
        cmocka_unit_test_setup(test_more_memory_than_can_be_listed, domains_make),
        cmocka_unit_test_setup(test_rest_is_too_little_to_run_in, domains_make),
        cmocka_unit_test_setup(test_rest_is_what_can_be_listed, domains_make),
        cmocka_unit_test_setup(test_damaged_kernel, domains_make),
        cmocka_unit_test_setup(test_damaged_ramdisk, domains_make),
        cmocka_unit_test_setup(test_kernel_that_cannot_be_dom0, domains_make),
        cmocka_unit_test_setup(test_kernel_where_the_launcher_leaves_from, domains_make),
        cmocka_unit_test_setup(test_host_without_memory_where_the_kernel_goes, domains_make),
        cmocka_unit_test_setup(test_command_line_without_room_for_what_is_added, domains_make),
    };

    return cmocka_run_group_tests(tests, set_make, set_unmake);
}
