/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The fake Xen sees each fault in how domain 0 is started, and ports that stay open.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/launches.h"
#include "xen/errno.h"
#include "tests/support/sim_starts.h"

static void test_start_of_domain_0(void **state)
{
    static const struct spoil own[] = {
        {FIELD_64, INFO(nr_pages), 4098, "its frame list names a frame that is not the domain's"},
        {FIELD_32, INFO(flags), SIF_INITDOMAIN | SIF_MULTIBOOT_MOD, "its ramdisk is not mapped"},
        {FIELD_32, INFO(store_evtchn), 1, "its start info is not domain 0's"},
        {FIELD_64, INFO(shared_info), 0x1000, "its start info is not domain 0's"},
        {FIELD_32, INFO(console.dom0.info_off), 8, "its start info is not domain 0's"},
        {FIELD_32, INFO(console.dom0.info_size), 0, "its start info is not domain 0's"},
    };
    struct set_domain domain = start_domain(0, &start_kernels[0]);

    (void)state;
    domain.memory_kib += 4 * MIB;
    start_all_expect(&domain, start_spoils, sizeof(start_spoils) / sizeof(start_spoils[0]));
    start_all_expect(&domain, own, sizeof(own) / sizeof(own[0]));
}

/* Past the point of no return nothing is left to refuse: but a test would see it. */
static void test_ports_that_stay_open_are_seen(void **state)
{
    struct set_domain domains[2] = {start_domain(DB, &start_kernels[0]),
                                    start_domain(0, &start_kernels[0])};
    struct set_image image;
    uint64_t last = 0;

    (void)state;
    domains[1].memory_kib += 4 * MIB;
    domains[1].name = "dom0";
    image = set_build(domains, 2);
    for (unsigned int again = 0; again < 2; again++) {
        run_make(&start_run, &(struct sim_config){.minor = 17,
                                                  .free_kib = 96 * MIB,
                                                  .image = image.bytes,
                                                  .image_size = image.size});
        for (uint64_t tries = 0; again && tries < XEN_UNDO_TRIES; tries++)
            sim_fail_call(start_run.sim, last + tries, XEN_EPERM);
        run_launch(&start_run);
        assert_true(start_run.left);
        assert_int_equal(!strstr(sim_faults(start_run.sim), "event channels are open"), !again);
        last = start_run.marks.leaving;
        run_free(&start_run);
    }
    set_free(&image);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_start_of_domain_0),
        cmocka_unit_test(test_ports_that_stay_open_are_seen),
    };

    return cmocka_run_group_tests(tests, sim_starts_make, sim_starts_unmake);
}
