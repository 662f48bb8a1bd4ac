/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * A dom0 that cannot take over from the launcher, and a PV domain that runs on then.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/refused.h"

#define MIB UINT64_C(1024)

enum { ROUNDS_MAX = 20000 };

static struct kernel plain;

struct kernel refused_kernel, refused_low, refused_not_dom0;
uint8_t refused_ramdisk[300001];
struct set_domain refused_domains[SET];
struct sim_config refused_config;
struct set_image refused_image;
struct run refused_run;

int refused_set_make(void **state)
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
    refused_kernel = kernel_make(&spec);
    spec.pv = PV_PLAIN;
    plain = kernel_make(&spec);
    spec.pv = PV_NOT_DOM0;
    refused_not_dom0 = kernel_make(&spec);
    spec.pv = PV_FULL;
    spec.paddr = 0x1000;
    refused_low = kernel_make(&spec);
    bytes_fill(refused_ramdisk, sizeof(refused_ramdisk), 3, true);
    return 0;
}

int refused_set_unmake(void **state)
{
    struct kernel *const all[] = {&refused_kernel, &plain, &refused_low, &refused_not_dom0};

    (void)state;
    for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
        kernel_free(all[i]);
    return 0;
}

int refused_domains_make(void **state)
{
    (void)state;
    refused_kernel.undecodable = false;
    refused_domains[DOM0] = (struct set_domain){
        .name = "dom0",
        .domid = 0,
        .memory_kib = 64 * MIB,
        .cpus = 2,
        .kernel = &refused_kernel,
        .ramdisk = refused_ramdisk,
        .ramdisk_size = sizeof(refused_ramdisk),
        .bootargs = "console=hvc0",
    };
    refused_domains[WEB] = refused_domains[DOM0];
    refused_domains[WEB].name = "web";
    refused_domains[WEB].domid = 3;
    refused_domains[WEB].memory_kib = 16 * MIB;
    refused_domains[WEB].kernel = &plain;
    refused_domains[WEB].ramdisk = NULL;
    refused_domains[WEB].ramdisk_size = 0;
    refused_domains[WEB].mode = LCM_MODE_PV;
    refused_config = (struct sim_config){
        .minor = 17,
        .free_kib = 256 * MIB,
        .spare_kib = 8 * MIB,
        .vcpus = 2,
    };
    return 0;
}

void refused_launch(uint32_t count, void (*spoil)(void))
{
    refused_image = set_build(refused_domains, count);
    refused_config.image = refused_image.bytes;
    refused_config.image_size = refused_image.size;
    run_make(&refused_run, &refused_config);
    if (spoil)
        spoil();
    run_launch(&refused_run);
    assert_string_equal(run_wrong(&refused_run), "");
}

/* Serves until domain 0 has given back all that it does not need. */
static void memory_serve(void)
{
    const struct boot *boot = sim_boot(refused_run.sim);

    for (unsigned int rounds = 0; boot->pending_kib && rounds < ROUNDS_MAX; rounds++)
        resident_serve(&refused_run.launcher.resident);
    assert_int_equal(boot->pending_kib, 0);
}

void refused_expect(uint32_t count, void (*spoil)(void), const char *text)
{
    refused_launch(count, spoil);
    assert_false(refused_run.left);
    assert_true(refused_run.resident);
    assert_int_equal(refused_run.launcher.launch.failed, 1);
    assert_int_equal(refused_run.launcher.launch.started, count - 1);
    if (!run_said(&refused_run, text))
        fail_msg("'%s' is not in:\n%s", text, sim_console(refused_run.sim));
    assert_true(
        run_said(&refused_run, "domain 0 stays with the launcher; the other domains run on\n"));
    memory_serve();
    assert_int_equal(sim_own_frames(refused_run.sim), OWN_PAGES);
    if (count > 1) {
        assert_int_equal(sim_guest_print(refused_run.sim, 3, "still here\n"), 11);
        resident_serve(&refused_run.launcher.resident);
        assert_true(run_said(&refused_run, "[web] still here\n"));
    }
    run_free(&refused_run);
    set_free(&refused_image);
}
