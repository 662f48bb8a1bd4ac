/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * A required domain that fails in a set with a domain 0: nothing more is started, and domain 0
 * takes over.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/two_sets.h"

#define MIB UINT64_C(1024)

enum { FIRST, DB, WEB, DOM0, SET };

static struct two_sets sets;
static struct run run;

static int launch_make(void **state)
{
    static struct set_more more[SET] = {[DB] = {.on_failure = LCM_FAILURE_REQUIRED}};
    const struct set_domain domains[SET] = {
        [FIRST] = {"first", 1, 4 * MIB, 1, &sets.kernel, NULL, 0, NULL, 0, 0},
        [DB] = {"db", 2, MIB << 10, 1, &sets.kernel, NULL, 0, NULL, 0, 0},
        [WEB] = {"web", 3, 4 * MIB, 1, &sets.kernel, NULL, 0, NULL, 0, 0},
        [DOM0] = {"dom0", 0, 12 * MIB, 1, &sets.kernel, sets.ramdisk, sizeof(sets.ramdisk), "",
                  LCM_MODE_PV, 0},
    };
    const struct set_image *image;

    (void)state;
    bits_add(&more[FIRST].start_after, WEB);
    two_sets_make(&sets,
                  &(struct kernel_spec){.bits = 64,
                                        .paddr = 0x100000,
                                        .text_size = 30000,
                                        .data_size = 3000,
                                        .bss_size = 9000,
                                        .pv = PV_FULL,
                                        .seed = 1},
                  domains, SET, &(struct set_rest){.more = more});
    image = two_sets_image(&sets, true);
    run_make(&run, &(struct sim_config){.minor = 17,
                                        .free_kib = 64 * MIB,
                                        .image = image->bytes,
                                        .image_size = image->size});
    run_launch(&run);
    return 0;
}

static int launch_unmake(void **state)
{
    (void)state;
    assert_string_equal(run_wrong(&run), "");
    run_free(&run);
    two_sets_free(&sets);
    return 0;
}

static void test_domain_0_takes_over_at_once(void **state)
{
    const struct launch *launch = &run.launcher.launch;

    (void)state;
    assert_true(run.left);
    assert_int_equal(launch->lives[WEB].state, LIFE_HELD);
    /* It was built, and waited: destroyed, too. */
    assert_int_equal(launch->lives[FIRST].state, LIFE_HELD);
    assert_int_equal(launch->domains[FIRST].state, DOMAIN_FAILED);
    assert_true(run_said(&run, "hyperlaunch: domain db: failed, and is required: nothing more is "
                               "started before domain 0\n"));
    assert_true(run_said(&run, "hyperlaunch: domain first: failed: start: it is held back, since "
                               "db, which is required, failed; "));
}

static void test_record_says_so(void **state)
{
    static struct record record;

    (void)state;
    run_record(&run, &record);
    assert_int_equal(record.domains[DB].state, RECORD_FAILED);
    assert_int_equal(record.domains[WEB].state, RECORD_HELD);
    assert_int_equal(record.domains[FIRST].state, RECORD_HELD);
    assert_non_null(strstr(record.domains[WEB].cause, "held back, since db, which is required"));
    assert_int_equal(record.domains[DOM0].state, RECORD_HANDED_OVER);
}

int main(void)
{
#define LAUNCH(test) cmocka_unit_test_setup_teardown(test, launch_make, launch_unmake)
    const struct CMUnitTest tests[] = {
        LAUNCH(test_domain_0_takes_over_at_once),
        LAUNCH(test_record_says_so),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
