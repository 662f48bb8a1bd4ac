/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Three domains that were launched, and are served; one is not to start again after a reboot.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/served.h"
#include "tests/support/serving.h"

#define MIB UINT64_C(1024)

static struct kernel kernel;
static struct set_image image;
struct run served_run;

int served_set_make(void **state)
{
    (void)state;
    kernel = kernel_make(&(struct kernel_spec){
        .bits = 64, .paddr = 0x100000, .text_size = 5000, .data_size = 100, .seed = 1});
    image = set_build_with(
        (struct set_domain[]){
            {"web", WEB, 4 * MIB, 1, &kernel, NULL, 0, NULL, 0, 0},
            {"db", DB, 4 * MIB, 1, &kernel, NULL, 0, NULL, 0, 0},
            {"job", JOB, 4 * MIB, 1, &kernel, NULL, 0, NULL, 0, 0},
        },
        3,
        &(struct set_rest){.more = (struct set_more[3]){[1] = {.on_reboot = LCM_REBOOT_DESTROY}}});
    return 0;
}

int served_set_unmake(void **state)
{
    (void)state;
    set_free(&image);
    kernel_free(&kernel);
    return 0;
}

uint32_t served_all(void)
{
    return run_serve_all(&served_run, 20);
}

int served_launch_make(void **state)
{
    (void)state;
    run_make(&served_run, &(struct sim_config){
                              .minor = 17,
                              .free_kib = 128 * MIB,
                              .image = image.bytes,
                              .image_size = image.size,
                          });
    run_launch(&served_run);
    assert_string_equal(run_wrong(&served_run), "");
    assert_int_equal(served_run.launcher.launch.started, 3);
    assert_true(run_said(&served_run,
                         "hyperlaunch: input goes to web (Ctrl-] n: next domain, Ctrl-] ?: all "
                         "keys)\n"));
    /* Binding an event channel signals it once. */
    (void)served_all();
    sim_console_clear(served_run.sim);
    return 0;
}

int served_launch_unmake(void **state)
{
    (void)state;
    assert_string_equal(run_wrong(&served_run), "");
    run_free(&served_run);
    return 0;
}

void served_end_expect(const char *name, const char *text)
{
    char start[96];
    const char *said = sim_console(served_run.sim);

    (void)snprintf(start, sizeof(start), "hyperlaunch: domain %s: ended at 0.", name);
    assert_int_equal(strncmp(said, start, strlen(start)), 0);
    assert_string_equal(strchr(said, '\n') + 1, text);
    sim_console_clear(served_run.sim);
}

void served_console_expect(const char *text)
{
    assert_string_equal(sim_console(served_run.sim), text);
    sim_console_clear(served_run.sim);
}
