/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/* Launches nine domains on a serial line of 115200 baud, and lets them print. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/slow_line.h"

static struct kernel kernel;
static struct set_image image;
struct run line_run;
uint32_t line_printed[DOMAINS + 1];     /* lines of each domain, by its domid */
static char unprinted[DOMAINS + 1][80]; /* of its last line */

int line_set_make(void **state)
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

int line_set_unmake(void **state)
{
    (void)state;
    set_free(&image);
    kernel_free(&kernel);
    return 0;
}

/* Serves until nothing is left to do. */
void line_serve_all(void)
{
    uint32_t before = sim_sleeps(line_run.sim).endless;

    while (sim_sleeps(line_run.sim).endless == before)
        resident_serve(&line_run.launcher.resident);
}

void line_launch_with(const char *options)
{
    run_make(&line_run, &(struct sim_config){
                            .minor = 17,
                            .free_kib = 128 * MIB,
                            .image = image.bytes,
                            .image_size = image.size,
                            .options = options,
                            .command_line = "console=com1 com1=115200,8n1",
                            .line_rate = LINE_RATE,
                        });
    run_launch(&line_run);
    assert_int_equal(line_run.launcher.launch.started, DOMAINS);
    memset(line_printed, 0, sizeof(line_printed));
    memset(unprinted, 0, sizeof(unprinted));
}

int line_launch_make(void **state)
{
    (void)state;
    line_launch_with(NULL);
    return 0;
}

int line_launch_unmake(void **state)
{
    (void)state;
    assert_int_equal(sim_line(line_run.sim).lost, 0);
    assert_string_equal(run_wrong(&line_run), "");
    run_free(&line_run);
    return 0;
}

/* A domain prints one line with its number; false where its ring has no room for the whole. */
bool line_print(uint32_t domid)
{
    char *rest = unprinted[domid];
    size_t done;

    if (!*rest) {
        (void)snprintf(rest, sizeof(unprinted[domid]), "line %u of what is printed here\n",
                       line_printed[domid]++);
    }
    done = sim_guest_print(line_run.sim, domid, rest);
    memmove(rest, rest + done, strlen(rest + done) + 1);
    return !*rest;
}

void line_floods_print(void)
{
    for (uint32_t domid = 1; domid <= FLOODS; domid++) {
        while (line_print(domid)) {
        }
    }
}

/* The log of the launch is out. */
void line_quiet_start(void)
{
    line_serve_all();
    sim_console_clear(line_run.sim);
}
