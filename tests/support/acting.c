/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Launches in which one guest that already runs acts, once, at a hypercall of the launcher.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/acting.h"

#define MIB UINT64_C(1024)

struct two_sets acting_sets;
struct run acting_run;
struct acting_plan acting_planned;

static uint64_t looked;

int acting_set_make(void **state)
{
    static struct set_more more[SET];
    const struct set_domain domains[SET] = {
        [WEB] = {"web", 1, 8 * MIB, 2, &acting_sets.kernel, acting_sets.ramdisk,
                 sizeof(acting_sets.ramdisk), "quiet", 0, 0},
        [PV] = {"pv", 2, 8 * MIB, 1, &acting_sets.kernel, acting_sets.ramdisk,
                sizeof(acting_sets.ramdisk), NULL, LCM_MODE_PV, 0},
        [DB] = {"db", 3, 4 * MIB, 1, &acting_sets.kernel, NULL, 0, "", 0, 0},
        [DOM0] = {"dom0", 0, 12 * MIB, 1, &acting_sets.kernel, acting_sets.ramdisk,
                  sizeof(acting_sets.ramdisk), "", LCM_MODE_PV, 0},
    };

    (void)state;
    /* Who started and ended was started. */
    bits_add(&more[DB].start_after, WEB);
    bits_add(&more[DB].start_after, PV);
    two_sets_make(&acting_sets,
                  &(struct kernel_spec){.bits = 64,
                                        .paddr = 0x100000,
                                        .text_size = 30000,
                                        .data_size = 3000,
                                        .bss_size = BSS_SIZE,
                                        .pv = PV_FULL,
                                        .seed = 1},
                  domains, SET, &(struct set_rest){.more = more});
    return 0;
}

int acting_set_unmake(void **state)
{
    (void)state;
    two_sets_free(&acting_sets);
    return 0;
}

static void act_now(void *context, uint64_t call)
{
    (void)context;
    if (call == acting_planned.call)
        acting_planned.done = acting_planned.act(acting_planned.domid);
}

void acting_prepare(bool hand_over)
{
    const struct set_image *image = two_sets_image(&acting_sets, hand_over);

    run_make(&acting_run, &(struct sim_config){.minor = 17,
                                               .free_kib = 64 * MIB,
                                               .image = image->bytes,
                                               .image_size = image->size});
    sim_between(acting_run.sim, act_now, NULL);
}

const char *acting_wrong(bool hand_over)
{
    const char *wrong = run_wrong(&acting_run), *name;
    char line[96];

    if (acting_run.resident && !wrong[0]) {
        resident_serve(&acting_run.launcher.resident);
        wrong = run_wrong(&acting_run);
    }
    if (wrong[0])
        return wrong;
    if (acting_run.launcher.launch.failed || acting_run.left != hand_over ||
        acting_run.resident == hand_over)
        return "a domain failed, or there is no hand-over";
    if (acting_run.launcher.launch.started != (hand_over ? SET : RESIDENT_SET))
        return "not all were started";
    if (!acting_planned.ends)
        return "";
    name = acting_run.launcher.launch.image.plan.domains[acting_planned.domid - 1].name;
    (void)snprintf(line, sizeof(line), "domain %s: %s;", name, acting_planned.ends);
    /* What comes after the last look is for the next domain 0 to see. */
    if (acting_planned.done && (!hand_over || acting_planned.call <= looked) &&
        !run_said(&acting_run, line))
        return "the end of a domain is not told";
    return "";
}

/* Notes the last time that the launcher asks how the domain is. */
static void look_note(void *context, const struct sim_operation *operation)
{
    (void)context;
    if (operation->domid == (int32_t)acting_planned.domid && strstr(operation->words, "how it is"))
        looked = operation->number;
}

void acting_guests(bool hand_over, uint32_t domid, acting_fn *act, const char *ends)
{
    uint64_t first, last, acted = 0;

    acting_planned.call = 0;
    acting_planned.domid = domid;
    acting_planned.act = act;
    acting_planned.ends = ends;
    looked = 0;
    acting_prepare(hand_over);
    sim_trace(acting_run.sim, look_note, NULL);
    run_launch(&acting_run);
    assert_string_equal(run_wrong(&acting_run), "");
    /* Of a set without a dom0 it is asked when Xen says that one ended. */
    assert_true(!hand_over || looked > acting_run.marks.started);
    first = acting_run.marks.created;
    last = hand_over ? acting_run.marks.leaving - 1 : sim_calls(acting_run.sim);
    run_free(&acting_run);
    for (acting_planned.call = first; acting_planned.call <= last; acting_planned.call++) {
        const char *wrong;

        acting_planned.done = false;
        acting_prepare(hand_over);
        run_launch(&acting_run);
        wrong = acting_wrong(hand_over);
        if (wrong[0]) {
            fail_msg("domain %u acts at hypercall %llu of %llu: %s", domid,
                     (unsigned long long)acting_planned.call, (unsigned long long)last, wrong);
        }
        acted += acting_planned.done;
        run_free(&acting_run);
    }
    assert_true(acted > 0);
}
