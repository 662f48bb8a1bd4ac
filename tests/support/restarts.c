/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Launches whose domains end and are started again.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/restarts.h"
#include "tests/support/serving.h"

#define MIB UINT64_C(1024)

/* More than any end of one domain takes. */
enum { ROUNDS_MAX = 20000 };

struct run restarts_run;
struct kernel restarts_kernel;
struct set_more restarts_more[RESTARTS_SET];
enum lcm_all_stopped restarts_all_stopped;
const struct lcm_share *restarts_shares;
uint32_t restarts_share_count;
uint64_t restarts_spare_kib;

static uint8_t ramdisk[20000];
static struct set_image image;

int restarts_set_make(void **state)
{
    (void)state;
    /* Large enough that it would be copied from a domain that has it and never ran. */
    restarts_kernel = kernel_make(&(struct kernel_spec){.bits = 64,
                                                        .paddr = 0x100000,
                                                        .text_size = 300000,
                                                        .data_size = 3000,
                                                        .bss_size = 9000,
                                                        .pv = PV_FULL,
                                                        .seed = 1});
    bytes_fill(ramdisk, sizeof(ramdisk), 3, true);
    return 0;
}

int restarts_set_unmake(void **state)
{
    (void)state;
    kernel_free(&restarts_kernel);
    return 0;
}

void restarts_prepare(unsigned int minor)
{
    image = set_build_with(
        (struct set_domain[RESTARTS_SET]){
            {"web", 1, 8 * MIB, 2, &restarts_kernel, ramdisk, sizeof(ramdisk), "quiet", 0, 0},
            {"pv", 2, 8 * MIB, 1, &restarts_kernel, ramdisk, sizeof(ramdisk), NULL, LCM_MODE_PV, 0},
            {"db", 3, 8 * MIB, 1, &restarts_kernel, NULL, 0, NULL, 0, 0},
        },
        RESTARTS_SET,
        &(struct set_rest){.more = restarts_more,
                           .shares = restarts_shares,
                           .share_count = restarts_share_count,
                           .when_all_stopped = restarts_all_stopped});
    run_make(&restarts_run, &(struct sim_config){.minor = minor,
                                                 .free_kib = 64 * MIB,
                                                 .spare_kib = restarts_spare_kib,
                                                 .image = image.bytes,
                                                 .image_size = image.size});
}

static void policies_set(void)
{
    memset(restarts_more, 0, sizeof(restarts_more));
    restarts_more[RESTARTS_WEB].on_crash = LCM_END_RESTART;
    restarts_more[RESTARTS_PV].on_crash = LCM_END_RESTART;
    restarts_more[RESTARTS_DB].on_reboot = LCM_REBOOT_DESTROY;
}

int restarts_launch_make(void **state)
{
    (void)state;
    policies_set();
    restarts_prepare(17);
    run_launch(&restarts_run);
    assert_string_equal(run_wrong(&restarts_run), "");
    assert_int_equal(restarts_run.launcher.launch.started, RESTARTS_SET);
    restarts_serve();
    return 0;
}

int restarts_launch_unmake(void **state)
{
    (void)state;
    assert_string_equal(run_wrong(&restarts_run), "");
    run_free(&restarts_run);
    set_free(&image);
    return 0;
}

void restarts_serve(void)
{
    (void)run_serve_all(&restarts_run, ROUNDS_MAX);
}

void restarts_end(uint32_t i, uint8_t reason)
{
    sim_guest_shutdown(restarts_run.sim, i + 1, reason);
    restarts_serve();
}

enum domain_state restarts_state(uint32_t i)
{
    return restarts_run.launcher.launch.domains[i].state;
}
