/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Launches of a PVH and a PV domain and then of a dom0, up to the point of no return.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/leaving.h"

#define MIB UINT64_C(1024)

static struct kernel kernels[2];
static uint8_t ramdisk[20000];
static struct set_image image;
struct run leaving_run;
bool leaving_harmless[CALLS_MAX];

int leaving_set_make(void **state)
{
    (void)state;
    for (unsigned int i = 0; i < 2; i++) {
        kernels[i] = kernel_make(&(struct kernel_spec){.bits = 64,
                                                       .paddr = 0x100000,
                                                       .text_size = 30000,
                                                       .data_size = 3000,
                                                       .pv = i ? PV_PLAIN : PV_FULL,
                                                       .seed = i});
    }
    bytes_fill(ramdisk, sizeof(ramdisk), 3, true);
    image = set_build(
        (struct set_domain[SET]){
            {"web", 1, 8 * MIB, 2, &kernels[0], ramdisk, sizeof(ramdisk), "quiet", LCM_MODE_PVH, 0},
            {"db", 2, 6 * MIB, 1, &kernels[1], ramdisk, sizeof(ramdisk), NULL, LCM_MODE_PV, 0},
            {"dom0", 0, 10 * MIB, 1, &kernels[0], ramdisk, sizeof(ramdisk), "", LCM_MODE_PV, 0},
        },
        SET);
    return 0;
}

int leaving_set_unmake(void **state)
{
    (void)state;
    set_free(&image);
    kernel_free(&kernels[0]);
    kernel_free(&kernels[1]);
    return 0;
}

void leaving_prepare(unsigned int minor, uint64_t spare_kib)
{
    run_make(&leaving_run, &(struct sim_config){
                               .minor = minor,
                               .free_kib = 96 * MIB,
                               .spare_kib = spare_kib,
                               .image = image.bytes,
                               .image_size = image.size,
                           });
}

static void call_note(void *context, const struct sim_operation *operation)
{
    (void)context;
    assert_true(operation->number < CALLS_MAX);
    leaving_harmless[operation->number] =
        strstr(operation->words, "to the console") || strstr(operation->words, "signal it") ||
        strstr(operation->words, "weight") || strstr(operation->words, "the scheduler") ||
        /* What dom0 does not get: then it stays where it is. */
        (sim_boot(leaving_run.sim)->pending_kib &&
         (strstr(operation->words, "give back") || strstr(operation->words, "zero "))) ||
        /* Whether a domain that runs has ended meanwhile. */
        (leaving_run.marks.started && operation->domid > 0 &&
         strstr(operation->words, "ask how it is"));
}

uint64_t leaving_learn(unsigned int minor, uint64_t spare_kib, struct run_marks *marks)
{
    leaving_prepare(minor, spare_kib);
    sim_trace(leaving_run.sim, call_note, NULL);
    run_launch(&leaving_run);
    assert_string_equal(run_wrong(&leaving_run), "");
    assert_true(leaving_run.left);
    *marks = leaving_run.marks;
    run_free(&leaving_run);
    /* That one closes all ports, past the point of no return. */
    return marks->leaving - 1;
}
