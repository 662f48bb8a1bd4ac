/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Launches of sets with a recovery domain.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/rescued.h"

#define MIB UINT64_C(1024)

enum { ROUNDS_MAX = 20000 };

struct run rescued_run;
struct set_more rescued_more[RESCUED_SET];
uint64_t rescued_memory_kib[RESCUED_SET];

static struct kernel kernel;
static struct set_image image;

int rescued_set_make(void **state)
{
    (void)state;
    kernel = kernel_make(&(struct kernel_spec){
        .bits = 64, .paddr = 0x100000, .text_size = 5000, .data_size = 100, .seed = 1});
    return 0;
}

int rescued_set_unmake(void **state)
{
    (void)state;
    kernel_free(&kernel);
    return 0;
}

int rescued_defaults(void **state)
{
    (void)state;
    memset(rescued_more, 0, sizeof(rescued_more));
    rescued_more[RESCUED_RESCUE].functions = LCM_FUNC_RECOVERY;
    bits_add(&rescued_more[RESCUED_LAST].start_after, RESCUED_WEB);
    for (uint32_t i = 0; i < RESCUED_SET; i++)
        rescued_memory_kib[i] = 4 * MIB;
    return 0;
}

void rescued_prepare(uint32_t minor)
{
    static const char *const names[RESCUED_SET] = {"web", "db", "rescue", "last"};
    struct set_domain domains[RESCUED_SET];

    for (uint32_t i = 0; i < RESCUED_SET; i++)
        domains[i] = (struct set_domain){
            names[i], i + 1, rescued_memory_kib[i], 1, &kernel, NULL, 0, NULL, 0, 0};
    image = set_build_with(domains, RESCUED_SET, &(struct set_rest){.more = rescued_more});
    run_make(&rescued_run, &(struct sim_config){.minor = minor,
                                                .free_kib = 64 * MIB,
                                                .spare_kib = 8 * MIB,
                                                .image = image.bytes,
                                                .image_size = image.size});
}

void rescued_serve(void)
{
    uint32_t before = sim_sleeps(rescued_run.sim).endless, rounds = 0;

    while (sim_sleeps(rescued_run.sim).endless == before && rescued_run.resident) {
        resident_serve(&rescued_run.launcher.resident);
        assert_true(++rounds < ROUNDS_MAX);
    }
}

void rescued_launch(void)
{
    run_launch(&rescued_run);
    rescued_serve();
}

void rescued_end(uint32_t i, uint8_t reason)
{
    sim_guest_shutdown(rescued_run.sim, i + 1, reason);
    rescued_serve();
}

enum domain_state rescued_state(uint32_t i)
{
    return rescued_run.launcher.launch.domains[i].state;
}

int rescued_unmake(void **state)
{
    (void)state;
    assert_string_equal(run_wrong(&rescued_run), "");
    run_free(&rescued_run);
    set_free(&image);
    return 0;
}
