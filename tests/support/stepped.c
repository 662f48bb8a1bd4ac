/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Launches that a test takes step by step: a PVH domain, a PV domain, and a dom0 if wanted.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/stepped.h"

#define MIB UINT64_C(1024)

static struct kernel kernel;

struct set_image stepped_resident, stepped_hand_over;
struct run stepped_run;
uint64_t stepped_destroyed, stepped_refused, stepped_bound;

int stepped_set_make(void **state)
{
    const struct set_domain domains[SET] = {
        [WEB] = {"web", DOMID_WEB, 8 * MIB, 1, &kernel, NULL, 0, "", 0, 0},
        [PV] = {"pv", DOMID_PV, 8 * MIB, 1, &kernel, NULL, 0, NULL, LCM_MODE_PV, 0},
        [DOM0] = {"dom0", 0, 12 * MIB, 1, &kernel, NULL, 0, "", LCM_MODE_PV, 0},
    };

    (void)state;
    kernel = kernel_make(&(struct kernel_spec){.bits = 64,
                                               .paddr = 0x100000,
                                               .text_size = 30000,
                                               .data_size = 3000,
                                               .pv = PV_FULL,
                                               .seed = 1});
    /* Nobody starts again: the image goes after the launch. */
    stepped_resident = set_build_with(domains, RESIDENT_SET,
                                      &(struct set_rest){.more = (struct set_more[RESIDENT_SET]){
                                                             {.on_reboot = LCM_REBOOT_DESTROY},
                                                             {.on_reboot = LCM_REBOOT_DESTROY}}});
    stepped_hand_over = set_build(domains, SET);
    return 0;
}

int stepped_set_unmake(void **state)
{
    (void)state;
    set_free(&stepped_resident);
    set_free(&stepped_hand_over);
    kernel_free(&kernel);
    return 0;
}

static void call_note(void *context, const struct sim_operation *operation)
{
    (void)context;
    if (strstr(operation->words, "destroy it"))
        stepped_destroyed = operation->number;
    if (strstr(operation->words, "bind its event channel"))
        stepped_bound = operation->number;
    if (operation->requested)
        stepped_refused = operation->number;
}

void stepped_until(const struct set_image *image, enum launcher_phase phase)
{
    stepped_destroyed = stepped_refused = stepped_bound = 0;
    run_make(&stepped_run, &(struct sim_config){.minor = 17,
                                                .free_kib = 64 * MIB,
                                                .image = image->bytes,
                                                .image_size = image->size});
    sim_trace(stepped_run.sim, call_note, NULL);
    assert_true(launcher_greet(&stepped_run.launcher, &stepped_run.xen, sim_boot(stepped_run.sim)));
    assert_true(run_until(&stepped_run, phase));
}

void stepped_end(void)
{
    assert_string_equal(run_wrong(&stepped_run), "");
    run_free(&stepped_run);
}

enum domain_state stepped_state(uint32_t i)
{
    return stepped_run.launcher.launch.domains[i].state;
}

void stepped_web_build(void)
{
    while (stepped_state(WEB) == DOMAIN_PLANNED)
        assert_true(launcher_step(&stepped_run.launcher));
}
