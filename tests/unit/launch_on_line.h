/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * For tests of the resident service: nine domains, and a serial line of 115200 baud that loses what
 * Xen's buffer cannot keep.
 */
#ifndef TESTS_UNIT_LAUNCH_ON_LINE_H
#define TESTS_UNIT_LAUNCH_ON_LINE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "xen/clock.h"
#include "tests/support/launches.h"

#include <xen/io/console.h>

enum { FLOODS = 8, QUIET = FLOODS + 1, DOMAINS = QUIET, LINE_RATE = 11520 };

#define MIB    UINT64_C(1024)
#define MS     UINT64_C(1000000)
#define SECOND (1000 * MS)
/* docs/hyperlaunch-launcher.7: 0.2 s for who is quiet. */
#define DELAY_MAX (200 * MS)

static struct kernel kernel;
static struct set_image image;
static struct run run;
static uint32_t printed[DOMAINS + 1];   /* lines of each domain, by its domid */
static char unprinted[DOMAINS + 1][80]; /* of its last line */

static inline int set_make(void **state)
{
    static struct set_domain domains[DOMAINS];
    static char names[DOMAINS][8];

    (void)state;
    kernel = kernel_make(&(struct kernel_spec){
        .bits = 64, .paddr = 0x100000, .text_size = 5000, .data_size = 100, .seed = 1});
    for (uint32_t i = 0; i < DOMAINS; i++) {
        (void)snprintf(names[i], sizeof(names[i]), "d%u", i + 1);
        domains[i] = (struct set_domain){
            .name = names[i], .domid = i + 1, .memory_kib = 4 * MIB, .cpus = 1, .kernel = &kernel};
    }
    image = set_build(domains, DOMAINS);
    return 0;
}

static inline int set_unmake(void **state)
{
    (void)state;
    set_free(&image);
    kernel_free(&kernel);
    return 0;
}

/* Serves until nothing is left to do. */
static inline void serve_all(void)
{
    uint32_t before = sim_sleeps(run.sim).endless;

    while (sim_sleeps(run.sim).endless == before)
        resident_serve(&run.launcher.resident);
}

static inline void launch_with(const char *options)
{
    run_make(&run, &(struct sim_config){
                       .minor = 17,
                       .free_kib = 128 * MIB,
                       .image = image.bytes,
                       .image_size = image.size,
                       .options = options,
                       .command_line = "console=com1 com1=115200,8n1",
                       .line_rate = LINE_RATE,
                   });
    run_launch(&run);
    assert_int_equal(run.launcher.launch.started, DOMAINS);
    memset(printed, 0, sizeof(printed));
    memset(unprinted, 0, sizeof(unprinted));
}

static inline int launch_make(void **state)
{
    (void)state;
    launch_with(NULL);
    return 0;
}

static inline int launch_unmake(void **state)
{
    (void)state;
    assert_int_equal(sim_line(run.sim).lost, 0);
    assert_string_equal(run_wrong(&run), "");
    run_free(&run);
    return 0;
}

/* A domain prints one line with its number; false where its ring has no room for the whole. */
static inline bool line_print(uint32_t domid)
{
    char *rest = unprinted[domid];
    size_t done;

    if (!*rest) {
        (void)snprintf(rest, sizeof(unprinted[domid]), "line %u of what is printed here\n",
                       printed[domid]++);
    }
    done = sim_guest_print(run.sim, domid, rest);
    memmove(rest, rest + done, strlen(rest + done) + 1);
    return !*rest;
}

/* The log of the launch is out. */
static inline void quiet_start(void)
{
    serve_all();
    sim_console_clear(run.sim);
}

#endif
