/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Launches of as many small domains as there may be.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/many_domains.h"

#define MIB UINT64_C(1024)

static struct kernel kernel;
static char names[LCM_DOMAINS_MAX][LCM_NAME_SIZE];
static struct set_image image;

struct kernel many_dom0_kernel;
struct set_domain many_domains[LCM_DOMAINS_MAX];
struct set_more many_more[LCM_DOMAINS_MAX];
uint64_t many_spare_kib;
struct run many_run;

int many_set_make(void **state)
{
    struct kernel_spec spec = {.bits = 64, .paddr = 0x100000, .text_size = 5000, .data_size = 100};

    (void)state;
    kernel = kernel_make(&spec);
    spec.pv = PV_FULL;
    many_dom0_kernel = kernel_make(&spec);
    return 0;
}

int many_set_unmake(void **state)
{
    (void)state;
    kernel_free(&kernel);
    kernel_free(&many_dom0_kernel);
    return 0;
}

int many_reset(void **state)
{
    (void)state;
    memset(many_more, 0, sizeof(many_more));
    many_spare_kib = 0;
    for (uint32_t i = 0; i < LCM_DOMAINS_MAX; i++) {
        snprintf(names[i], sizeof(names[i]), "d%u", i + 1);
        many_domains[i] = (struct set_domain){
            .name = names[i], .domid = i + 1, .memory_kib = 4 * MIB, .cpus = 1, .kernel = &kernel};
    }
    return 0;
}

void many_launch_any(uint32_t count)
{
    image = set_build_with(many_domains, count, &(struct set_rest){.more = many_more});
    run_make(&many_run, &(struct sim_config){
                            .minor = 17,
                            .free_kib = 2048 * MIB,
                            .spare_kib = many_spare_kib,
                            .image = image.bytes,
                            .image_size = image.size,
                        });
    run_launch(&many_run);
    assert_string_equal(run_wrong(&many_run), "");
}

void many_launch(uint32_t count)
{
    many_launch_any(count);
    assert_int_equal(many_run.launcher.launch.started, count);
    assert_int_equal(many_run.launcher.launch.failed, 0);
}

void many_launch_end(void)
{
    run_free(&many_run);
    set_free(&image);
}

void many_serve_all(void)
{
    struct sim_sleeps before = sim_sleeps(many_run.sim), now;

    do {
        resident_serve(&many_run.launcher.resident);
        now = sim_sleeps(many_run.sim);
    } while (now.timed == before.timed && now.endless == before.endless);
}
