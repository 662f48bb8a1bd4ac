/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The fake Xen pins page tables of PV domains as Xen does, and refuses the rest.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "xen/domain.h"
#include "xen/errno.h"
#include "xen/mmu.h"
#include "xen/window.h"
#include "tests/support/sim_pv_domains.h"

#include <xen/hvm/params.h>

enum { PSE = 0x80, SLOT_OF_XEN = 256 };

static void test_frames_are_told(void **state)
{
    struct xen_domain_info info;

    (void)state;
    for (uint64_t pfn = 0; pfn < PAGES; pfn++)
        assert_int_equal(sim_m2p(sim_pv_run.sim, sim_pv_mfns[pfn]), pfn);
    assert_int_equal(xen_domain_info(sim_pv_xen, DOMID, &info), 0);
    assert_int_equal(info.pages, PAGES);
    assert_int_equal(window_map(sim_pv_xen, &sim_pv_boot->copy, 0, &info.shared_info_mfn, 1, DOMID),
                     0);
    assert_int_equal(window_map(sim_pv_xen, &sim_pv_boot->copy, 1, &sim_pv_mfns[DATA], 1, DOMID),
                     0);
    sim_pv_boot->copy.base[XEN_PAGE_SIZE] = 7;
    assert_int_equal(sim_mapped(sim_pv_run.sim, DOMID), 2);
    assert_string_equal(sim_faults(sim_pv_run.sim), "");
    assert_int_equal(window_map(sim_pv_xen, &sim_pv_boot->copy, 2, &info.shared_info_mfn, 1, OTHER),
                     -XEN_EINVAL);
    sim_pv_fault_expect("is not domain 5's");
    assert_int_equal(window_map(sim_pv_xen, &sim_pv_boot->copy, 2, &sim_pv_mfns[DATA], 1, OTHER),
                     -XEN_EINVAL);
    assert_int_equal(xen_domain_destroy(sim_pv_xen, DOMID), 0);
    assert_int_equal(sim_zombies(sim_pv_run.sim), 1);
    assert_int_equal(window_unmap(sim_pv_xen, &sim_pv_boot->copy, 0, 2), 0);
    assert_int_equal(sim_zombies(sim_pv_run.sim), 0);
}

static void test_good_tree_is_pinned(void **state)
{
    uint8_t byte = 9;

    (void)state;
    assert_int_equal(xen_table_pin(sim_pv_xen, sim_pv_mfns[TOP], DOMID), 0);
    assert_true(sim_frame_write(sim_pv_run.sim, sim_pv_mfns[DATA], 5, &byte, 1));
    byte = 0;
    assert_true(sim_space_read(sim_pv_run.sim, sim_pv_mfns[TOP], 5, &byte, 1));
    assert_int_equal(byte, 9);
    assert_false(sim_space_read(sim_pv_run.sim, sim_pv_mfns[TOP], 3 * XEN_PAGE_SIZE, &byte, 1));
    assert_string_equal(sim_faults(sim_pv_run.sim), "");
}

/* One entry is wrong: refused, and nothing of the tree stays a table. */
static void test_wrong_entries_are_not_pinned(void **state)
{
    const struct {
        uint64_t pfn;
        unsigned int i;
        uint64_t entry;
        const char *fault;
    } cases[] = {
        {TOP, SLOT_OF_XEN, sim_pv_entry_of(LEVEL3, XEN_PTE_TABLE), "an entry in a slot of Xen's"},
        {LEVEL2, 1, sim_pv_entry_of(DATA, XEN_PTE_TABLE | PSE),
         "bits that a PV domain may not set"},
        {LEVEL1, 9, sim_pv_entry_of(DATA, XEN_PTE_RW | PSE), "bits that a PV domain may not set"},
        {LEVEL3, 7, sim_pv_entry_of(LEVEL2, 0), "an absent entry that is not zero"},
        {LEVEL1, 511, sim_pv_entry_of(DATA, 0), "an absent entry that is not zero"},
        {LEVEL3, 1, sim_pv_other_mfns[0] << XEN_PAGE_SHIFT | XEN_PTE_TABLE,
         "a table that is not the"},
        {LEVEL1, 3, sim_pv_other_mfns[0] << XEN_PAGE_SHIFT | XEN_PTE_RO, "a page that is not the"},
        {LEVEL1, 3, sim_pv_boot->own_mfn << XEN_PAGE_SHIFT | XEN_PTE_RO, "a page that is not the"},
        {LEVEL1, 3, sim_pv_entry_of(LEVEL2, XEN_PTE_RW),
         "a table that the domain itself maps writable"},
        {LEVEL1, 3, sim_pv_entry_of(TOP, XEN_PTE_RW),
         "a table that the domain itself maps writable"},
        {LEVEL3, 1, sim_pv_entry_of(LEVEL1, XEN_PTE_TABLE), "a table of two levels"},
        {LEVEL2, 1, sim_pv_entry_of(TOP, XEN_PTE_TABLE), "a table of two levels"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        sim_pv_entry_put(cases[i].pfn, cases[i].i, cases[i].entry);
        assert_int_equal(xen_table_pin(sim_pv_xen, sim_pv_mfns[TOP], DOMID), -XEN_EINVAL);
        sim_pv_fault_expect(cases[i].fault);
        assert_int_equal(
            window_map(sim_pv_xen, &sim_pv_boot->copy, 0, sim_pv_mfns, LEVEL1 + 1, DOMID), 0);
        assert_int_equal(window_unmap(sim_pv_xen, &sim_pv_boot->copy, 0, LEVEL1 + 1), 0);
        sim_pv_entry_put(cases[i].pfn, cases[i].i, 0);
    }
    assert_int_equal(xen_table_pin(sim_pv_xen, sim_pv_mfns[TOP], DOMID), 0);
}

static void test_wrong_pins(void **state)
{
    (void)state;
    assert_int_equal(xen_table_pin(sim_pv_xen, sim_pv_mfns[TOP], OTHER), -XEN_EINVAL);
    sim_pv_fault_expect("a table that is not the domain's");
    assert_int_equal(xen_table_pin(sim_pv_xen, sim_pv_mfns[TOP], DOMID_SELF), -XEN_EINVAL);
    assert_int_equal(xen_table_unpin(sim_pv_xen, sim_pv_mfns[TOP], DOMID), -XEN_EINVAL);
    sim_pv_fault_expect("is not pinned");
    assert_int_equal(xen_table_pin(sim_pv_xen, sim_pv_mfns[TOP], 99), -XEN_EINVAL);
    sim_pv_fault_expect("mmuext_op of 1 operations, foreign 0x63");
    assert_int_equal(xen_table_pin(sim_pv_xen, sim_pv_mfns[TOP], DOMID), 0);
    assert_int_equal(xen_table_pin(sim_pv_xen, sim_pv_mfns[TOP], DOMID), -XEN_EINVAL);
    sim_pv_fault_expect("domain 4 has a pinned table already");
    assert_int_equal(xen_table_unpin(sim_pv_xen, sim_pv_mfns[LEVEL3], DOMID), -XEN_EINVAL);
}

static void test_pinned_domain_is_destroyed(void **state)
{
    (void)state;
    assert_int_equal(xen_table_pin(sim_pv_xen, sim_pv_mfns[TOP], DOMID), 0);
    assert_int_equal(xen_domain_destroy(sim_pv_xen, DOMID), 0);
    assert_int_equal(sim_zombies(sim_pv_run.sim), 0);
    /* The frames serve again, as anything. */
    sim_pv_domain_make(DOMID, sim_pv_mfns, PAGES);
    assert_int_equal(window_map(sim_pv_xen, &sim_pv_boot->copy, 0, sim_pv_mfns, PAGES, DOMID), 0);
    assert_string_equal(sim_faults(sim_pv_run.sim), "");
}

int main(void)
{
#define CASE(test) cmocka_unit_test_setup_teardown(test, sim_pv_make, sim_pv_unmake)
    const struct CMUnitTest tests[] = {
        CASE(test_frames_are_told),
        CASE(test_good_tree_is_pinned),
        CASE(test_wrong_entries_are_not_pinned),
        CASE(test_wrong_pins),
        CASE(test_pinned_domain_is_destroyed),
    };
#undef CASE

    return cmocka_run_group_tests(tests, NULL, NULL);
}
