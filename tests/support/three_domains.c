/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Launches of three domains, of which the middle one is what a test makes it, and fails.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "tests/support/three_domains.h"

#define MIB UINT64_C(1024)

struct kernel three_good, three_no_note, three_huge, three_large;

uint8_t three_ramdisk[THREE_RAMDISK_SIZE];
struct run three_run;

const struct set_domain three_plain = {"middle", 2, 16 * MIB, 1, &three_good, NULL, 0, "", 0, 0};

int three_set_make(void **state)
{
    (void)state;
    three_good = kernel_make(&(struct kernel_spec){
        .bits = 64, .paddr = 0x100000, .text_size = 30000, .data_size = 3000, .seed = 1});
    three_no_note = kernel_make(&(struct kernel_spec){.bits = 64,
                                                      .paddr = 0x100000,
                                                      .text_size = 30000,
                                                      .data_size = 3000,
                                                      .note = NOTE_ABSENT,
                                                      .seed = 2});
    three_huge = kernel_make(&(struct kernel_spec){.bits = 64,
                                                   .paddr = 0x100000,
                                                   .text_size = 30000,
                                                   .data_size = 3000,
                                                   .bss_size = 64 << 20,
                                                   .seed = 3});
    three_large = kernel_make(&(struct kernel_spec){
        .bits = 64, .paddr = 0x100000, .text_size = 2000000, .data_size = 3000, .seed = 5});
    three_large.undecodable = true;
    bytes_fill(three_ramdisk, sizeof(three_ramdisk), 4, true);
    return 0;
}

int three_set_unmake(void **state)
{
    (void)state;
    kernel_free(&three_good);
    kernel_free(&three_no_note);
    kernel_free(&three_huge);
    kernel_free(&three_large);
    return 0;
}

void three_launch(const struct set_domain *middle, struct sim_config config,
                  void (*spoil)(struct set_image *image))
{
    struct set_domain domains[] = {
        {"first", 1, 4 * MIB, 1, &three_good, NULL, 0, "quiet", 0, 0},
        *middle,
        {"last", 3, 4 * MIB, 1, &three_good, NULL, 0, NULL, 0, 0},
    };
    struct set_image image = set_build(domains, 3);

    if (spoil)
        spoil(&image);
    config.minor = config.minor ? config.minor : 17;
    config.free_kib = config.free_kib ? config.free_kib : 1024 * MIB;
    config.image = image.bytes;
    config.image_size = image.size;
    run_make(&three_run, &config);
    set_free(&image);
}

void three_failure_expect(const char *step_and_cause)
{
    const struct outcome *record = &three_run.launcher.launch.domains[1];
    char line[512];

    run_launch(&three_run);
    assert_string_equal(run_wrong(&three_run), "");
    assert_int_equal(record->state, DOMAIN_FAILED);
    (void)snprintf(line, sizeof(line), "%s: %s", build_step_name(record->result.step),
                   record->result.cause);
    assert_string_equal(line, step_and_cause);
    (void)snprintf(line, sizeof(line), "hyperlaunch: domain middle: failed: %s\n", step_and_cause);
    assert_true(run_said(&three_run, line));
    assert_int_equal(three_run.launcher.launch.started, 2);
    assert_int_equal(three_run.launcher.launch.failed, 1);
    assert_true(run_said(&three_run, "launch complete: 2 started, 1 failed"));
    run_free(&three_run);
}
