/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Launches of a set with a driver domain.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/served_devices.h"

#define MIB UINT64_C(1024)

enum { ROUNDS_MAX = 20000 };

static struct kernel kernel;
static struct set_image image;
struct run devices_run;

int devices_set_make(void **state)
{
    static const struct lcm_device devices[] = {
        {.domain = DEVICES_WEB,
         .backend = DEVICES_NET,
         .kind = LCM_DEVICE_NIC,
         .mac = "00:16:3E:01:02:03"},
        {.domain = DEVICES_WEB,
         .backend = DEVICES_NET,
         .kind = LCM_DEVICE_DISK,
         .device = "xvda",
         .target = "/srv/web"},
        {.domain = DEVICES_PV,
         .backend = DEVICES_NET,
         .kind = LCM_DEVICE_DISK,
         .device = "xvda1",
         .target = "/srv/pv",
         .access = LCM_ACCESS_RO},
    };
    static const struct set_more more[DEVICES_SET] = {
        [DEVICES_WEB] = {.on_crash = LCM_END_RESTART},
        [DEVICES_PV] = {.on_crash = LCM_END_PRESERVE},
        [DEVICES_NET] = {.on_crash = LCM_END_RESTART, .on_poweroff = LCM_END_PRESERVE},
    };

    (void)state;
    kernel = kernel_make(&(struct kernel_spec){.bits = 64,
                                               .paddr = 0x100000,
                                               .text_size = 30000,
                                               .data_size = 3000,
                                               .pv = PV_FULL,
                                               .seed = 1});
    image = set_build_with(
        (struct set_domain[DEVICES_SET]){
            {"web", 1, 8 * MIB, 1, &kernel, NULL, 0, NULL, 0, 0},
            {"pv", 2, 8 * MIB, 1, &kernel, NULL, 0, NULL, LCM_MODE_PV, 0},
            {"net", 3, 8 * MIB, 1, &kernel, NULL, 0, NULL, 0, 0},
        },
        DEVICES_SET,
        &(struct set_rest){.more = more,
                           .devices = devices,
                           .device_count = sizeof(devices) / sizeof(devices[0])});
    return 0;
}

int devices_set_unmake(void **state)
{
    (void)state;
    set_free(&image);
    kernel_free(&kernel);
    return 0;
}

bool devices_serve_all(void)
{
    uint32_t before = sim_sleeps(devices_run.sim).endless, rounds = 0;

    while (sim_sleeps(devices_run.sim).endless == before && rounds++ < ROUNDS_MAX)
        resident_serve(&devices_run.launcher.resident);
    return rounds <= ROUNDS_MAX;
}

bool devices_are_whole(const char *front, const char *back)
{
    const struct store *store = devices_run.launcher.resident.store;

    return store && store_has(store, front) && store_has(store, back);
}

void devices_prepare(void)
{
    run_make(&devices_run, &(struct sim_config){.minor = 17,
                                                .free_kib = 64 * MIB,
                                                .spare_kib = 2 * MIB,
                                                .image = image.bytes,
                                                .image_size = image.size});
}

int devices_launch_make(void **state)
{
    (void)state;
    devices_prepare();
    run_launch(&devices_run);
    assert_string_equal(run_wrong(&devices_run), "");
    assert_int_equal(devices_run.launcher.launch.started, DEVICES_SET);
    assert_true(devices_serve_all());
    return 0;
}

int devices_launch_unmake(void **state)
{
    (void)state;
    assert_string_equal(run_wrong(&devices_run), "");
    run_free(&devices_run);
    return 0;
}
