/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The fake Xen sees each fault in how a PV domain is started.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/launches.h"
#include "tests/support/sim_starts.h"

static void test_start_of_a_domain(void **state)
{
    static const struct spoil own[] = {
        {FIELD_64, INFO(nr_pages), 3074, "its frame list names a frame that is not the domain's"},
        {FIELD_64, INFO(nr_pages), 3072, "its frame list is not where its start info says"},
        {FIELD_64, INFO(shared_info), 0x1000, "or another shared page"},
        {FIELD_32, INFO(flags), SIF_INITDOMAIN | SIF_MOD_START_PFN, "says that it is domain 0"},
        {FIELD_64, INFO(console.domU.mfn), 0x1000, "its start info names no console"},
        {FIELD_32, INFO(console.domU.evtchn), 9, "its start info names no console"},
        {FIELD_32, INFO(store_evtchn), 9, "its start info names a store that is none"},
        {FIELD_32, INFO(store_evtchn), 1, "its start info names a store that is none"},
        {MASK, offsetof(struct vcpu_info, evtchn_upcall_mask), 0, "vCPU 0 would take events"},
        {MASK, 31 * sizeof(struct vcpu_info) + 1, 0, "vCPU 31 would take events"},
    };
    struct set_domain domain = start_domain(DB, &start_kernels[0]);

    (void)state;
    start_all_expect(&domain, start_spoils, sizeof(start_spoils) / sizeof(start_spoils[0]));
    start_all_expect(&domain, own, sizeof(own) / sizeof(own[0]));
}

static void test_start_with_all_in_the_first_mapping(void **state)
{
    static const struct spoil own[] = {
        {FIELD_64, 0, 0, NULL},
        {FIELD_64, INFO(mod_len), UINT64_C(1) << 30, "its ramdisk is not mapped"},
        {FIELD_64, INFO(mod_start), 0x1000, "its ramdisk is not mapped"},
        {FIELD_64, INFO(nr_pt_frames), 3, "it has page tables that its start info does not count"},
    };
    struct set_domain domain = start_domain(DB, &start_kernels[1]);

    (void)state;
    start_all_expect(&domain, own, sizeof(own) / sizeof(own[0]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_start_of_a_domain),
        cmocka_unit_test(test_start_with_all_in_the_first_mapping),
    };

    return cmocka_run_group_tests(tests, sim_starts_make, sim_starts_unmake);
}
