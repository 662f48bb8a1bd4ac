/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * A dom0 that asks for more memory than there is, or gets less than it needs: the reason and its
 * remedy are on the console, and the launcher serves the other domains.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/refused.h"

#define MIB UINT64_C(1024)

static void test_more_memory_than_there_is(void **state)
{
    (void)state;
    refused_domains[DOM0].memory_kib = 300 * MIB;
    refused_expect(SET, NULL,
                   "domain dom0: failed: layout: it does not fit: it asks for 307200 KiB, the "
                   "other domains and a reserve of 17");
}

static void test_less_memory_than_it_needs(void **state)
{
    static const struct {
        uint64_t memory_kib;
        const char *text;
    } cases[] = {
        {2 * MIB, "domain dom0: failed: layout: kernel, ramdisk and page tables take"},
        {3 * MIB, "domain dom0: failed: layout: kernel, ramdisk and page tables take"},
        {5 * MIB, "domain dom0: failed: layout: kernel, ramdisk and page tables take"},
        {8 * MIB, "KiB the launcher has 4096 KiB; give it more memory"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        refused_domains[DOM0].memory_kib = cases[i].memory_kib;
        refused_expect(1, NULL, cases[i].text);
        refused_expect(SET, NULL, cases[i].text);
    }
}

/* What the others leave holds what is loaded, and not what a Linux needs to run in. */
static void test_rest_is_too_little_to_run_in(void **state)
{
    (void)state;
    refused_domains[DOM0].memory_kib = 0;
    refused_config.free_kib = 72 * MIB;
    refused_expect(SET, NULL, "domain dom0: failed: layout: the others leave it ");
    refused_expect(SET, NULL, "and it needs 65536 KiB to run in; give the others less memory");
    refused_config.free_kib = 128 * MIB;
    refused_launch(SET, NULL);
    assert_true(refused_run.left);
    run_free(&refused_run);
    set_free(&refused_image);
}

/* Frame lists are mapped as a whole; here there are addresses for 16 MiB only. */
static void list_shorten(void)
{
    sim_boot(refused_run.sim)->p2m.pages = 8;
}

static void test_more_memory_than_can_be_listed(void **state)
{
    (void)state;
    refused_expect(SET, list_shorten,
                   "domain dom0: failed: populate: 64 MiB are more than the launcher can list, 16 "
                   "MiB; give it less memory");
}

static void test_rest_is_what_can_be_listed(void **state)
{
    struct boot_jump jump;

    (void)state;
    refused_domains[DOM0].memory_kib = 0;
    for (uint64_t spare_kib = 0; spare_kib <= 64 * MIB; spare_kib += 32 * MIB) {
        refused_config.spare_kib = spare_kib;
        refused_launch(SET, list_shorten);
        assert_true(refused_run.left && sim_left(refused_run.sim, &jump));
        assert_int_equal(sim_own_frames(refused_run.sim), 8 * 512);
        run_free(&refused_run);
        set_free(&refused_image);
    }
}

int main(void)
{
#define STEP(test) cmocka_unit_test_setup(test, refused_domains_make)
    const struct CMUnitTest tests[] = {
        STEP(test_more_memory_than_there_is),      STEP(test_less_memory_than_it_needs),
        STEP(test_more_memory_than_can_be_listed), STEP(test_rest_is_too_little_to_run_in),
        STEP(test_rest_is_what_can_be_listed),
    };

    return cmocka_run_group_tests(tests, refused_set_make, refused_set_unmake);
}
