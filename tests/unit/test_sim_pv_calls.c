/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The fake Xen on a PV domain: who may write which tables, and which calls are refused.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "xen/domain.h"
#include "xen/errno.h"
#include "xen/memory_op.h"
#include "xen/mmu.h"
#include "xen/window.h"
#include "tests/support/sim_pv_domains.h"

#include <xen/hvm/params.h>

/* Whoever wrote a table must have unmapped it, and the TLB must have forgotten it. */
static void test_tables_that_the_launcher_may_write(void **state)
{
    struct xen_pte_update update = {.pointer = sim_pv_boot->copy.entries};

    (void)state;
    assert_int_equal(window_map(sim_pv_xen, &sim_pv_boot->copy, 0, &sim_pv_mfns[LEVEL1], 1, DOMID),
                     0);
    assert_int_equal(xen_table_pin(sim_pv_xen, sim_pv_mfns[TOP], DOMID), -XEN_EINVAL);
    sim_pv_fault_expect("a table that domain 0 has mapped writable");
    assert_int_equal(xen_pte_update(sim_pv_xen, &update, 1, DOMID_SELF), 0);
    assert_int_equal(xen_table_pin(sim_pv_xen, sim_pv_mfns[TOP], DOMID), -XEN_EINVAL);
    assert_int_equal(xen_tlb_flush(sim_pv_xen), 0);
    assert_int_equal(xen_table_pin(sim_pv_xen, sim_pv_mfns[TOP], DOMID), 0);
}

static void test_tables_are_not_written(void **state)
{
    struct xen_pte_update update = {sim_pv_boot->copy.entries, sim_pv_entry_of(LEVEL2, XEN_PTE_RO)};

    (void)state;
    assert_int_equal(xen_table_pin(sim_pv_xen, sim_pv_mfns[TOP], DOMID), 0);
    assert_int_equal(window_map(sim_pv_xen, &sim_pv_boot->copy, 0, &sim_pv_mfns[LEVEL2], 1, DOMID),
                     -XEN_EBUSY);
    sim_pv_fault_expect("is a table, and may not be written");
    assert_int_equal(xen_pte_update(sim_pv_xen, &update, 1, DOMID), 0);
    assert_int_equal(window_unmap(sim_pv_xen, &sim_pv_boot->copy, 0, 1), 0);
    assert_int_equal(xen_domain_fill_hypercalls(sim_pv_xen, DOMID, sim_pv_mfns[LEVEL1]),
                     -XEN_EINVAL);
    sim_pv_fault_expect("cannot be a hypercall page");
    assert_int_equal(xen_domain_fill_hypercalls(sim_pv_xen, DOMID, sim_pv_mfns[DATA]), 0);
    assert_int_equal(xen_table_unpin(sim_pv_xen, sim_pv_mfns[TOP], DOMID), 0);
    assert_int_equal(window_map(sim_pv_xen, &sim_pv_boot->copy, 0, &sim_pv_mfns[LEVEL2], 1, DOMID),
                     0);
    assert_int_equal(window_unmap(sim_pv_xen, &sim_pv_boot->copy, 0, 1), 0);
}

/* Domain 0's own frames: tables of its own are tables, the launcher's from the start. */
static void test_own_tables(void **state)
{
    struct xen_pte_update number = {0, 77};
    uint64_t own[4] = {100, 101, 102, 103}, page;

    (void)state;
    assert_int_equal(xen_domain_set_max_memory(sim_pv_xen, 0, 32768), 0);
    assert_int_equal(xen_memory_populate(sim_pv_xen, DOMID_SELF, own, 4, 0), 4);
    assert_int_equal(sim_m2p(sim_pv_run.sim, own[3]), 103);
    number.pointer = own[3] << XEN_PAGE_SHIFT | XEN_PTE_MACHPHYS;
    assert_int_equal(xen_pte_update(sim_pv_xen, &number, 1, DOMID_SELF), 0);
    assert_int_equal(sim_m2p(sim_pv_run.sim, own[3]), 77);
    for (unsigned int i = 0; i < 3; i++) {
        page = own[i + 1] << XEN_PAGE_SHIFT | XEN_PTE_TABLE;
        assert_true(sim_frame_write(sim_pv_run.sim, own[i], 0, &page, sizeof(page)));
    }
    assert_int_equal(xen_table_pin(sim_pv_xen, own[0], DOMID_SELF), 0);
    assert_int_equal(xen_frames_clear(sim_pv_xen, &own[3], 1), -XEN_EBUSY);
    sim_pv_fault_expect("which is a table");
    assert_int_equal(xen_memory_release(sim_pv_xen, &own[3], 1), 0);
    sim_pv_fault_expect("is given back while it is mapped, or a table");
    assert_int_equal(xen_table_unpin(sim_pv_xen, own[0], DOMID_SELF), 0);
    assert_int_equal(xen_frames_clear(sim_pv_xen, own, 4), 0);
    assert_int_equal(xen_memory_release(sim_pv_xen, own, 4), 4);
    assert_int_equal(
        window_map(sim_pv_xen, &sim_pv_boot->copy, 0, &sim_pv_boot->top_mfn, 1, DOMID_SELF),
        -XEN_EBUSY);
    assert_int_equal(xen_frames_clear(sim_pv_xen, &sim_pv_boot->top_mfn, 1), -XEN_EBUSY);
    assert_int_equal(xen_memory_release(sim_pv_xen, &sim_pv_boot->own_mfn, 1), 0);
    number.pointer = sim_pv_mfns[DATA] << XEN_PAGE_SHIFT | XEN_PTE_MACHPHYS;
    assert_int_equal(xen_pte_update(sim_pv_xen, &number, 1, DOMID_SELF), -XEN_EINVAL);
    sim_pv_fault_expect("is not domain 0's to number");
}

static void test_memory_of_domain_0(void **state)
{
    uint64_t own[] = {100, 101};
    struct xen_domain_info info;

    (void)state;
    assert_int_equal(xen_memory_populate(sim_pv_xen, DOMID_SELF, own, 2, 0), 0);
    sim_pv_fault_expect("domain 0 goes beyond its limit");
    assert_int_equal(xen_domain_info(sim_pv_xen, 0, &info), 0);
    assert_int_equal(xen_domain_set_max_memory(sim_pv_xen, 0, info.pages * 4 + 4), 0);
    assert_int_equal(xen_memory_populate(sim_pv_xen, DOMID_SELF, own, 2, 0), 1);
    assert_int_equal(xen_memory_populate(sim_pv_xen, 0, own, 1, 0), 0);
    sim_pv_fault_expect("populate of domain 0, which is not there");
}

static void test_pvh_calls_on_pv(void **state)
{
    (void)state;
    assert_int_equal(xen_domain_set_paging_pool(sim_pv_xen, DOMID, 1024), -XEN_EOPNOTSUPP);
    sim_pv_fault_expect("a paging pool for a PV domain");
    assert_int_equal(xen_hvm_param_set(sim_pv_xen, DOMID, HVM_PARAM_TIMER_MODE, 1), -XEN_EINVAL);
    sim_pv_fault_expect("set_param of domain 4");
    assert_int_equal(xen_domain_unpause(sim_pv_xen, DOMID), -XEN_EINVAL);
    sim_pv_fault_expect("domain 4 has no vCPU that could run");
}

static void context_refused(const struct vcpu_guest_context *context, const char *text)
{
    assert_int_equal(xen_domain_set_vcpu(sim_pv_xen, DOMID, context), -XEN_EINVAL);
    sim_pv_fault_expect(text);
}

static void test_wrong_vcpus(void **state)
{
    static struct vcpu_guest_context context;

    (void)state;
    memset(&context, 0, sizeof(context));
    context.flags = VGCF_in_kernel | VGCF_online;
    context_refused(&context, "its flags are not those of a kernel with interrupts on");
    context.user_regs.rflags = 0x200;
    context_refused(&context, "its segments or stacks are not a kernel's");
    context.user_regs.cs = FLAT_KERNEL_CS;
    context.user_regs.ss = FLAT_KERNEL_SS;
    context.kernel_ss = FLAT_KERNEL_SS;
    context.ctrlreg[3] = sim_pv_mfns[TOP] << XEN_PAGE_SHIFT;
    context_refused(&context, "its page table is not pinned");
    assert_int_equal(xen_table_pin(sim_pv_xen, sim_pv_mfns[TOP], DOMID), 0);
    context.gdt_ents = 1;
    context_refused(&context, "it has descriptor tables");
    context.gdt_ents = 0;
    context_refused(&context, "its entry is not mapped as such");
    sim_pv_entry_put(LEVEL1, 0, sim_pv_entry_of(DATA, XEN_PTE_RW & ~XEN_PTE_NX));
    context_refused(&context, "its start info has another magic");
    context.user_regs.rsi = 64 * XEN_PAGE_SIZE;
    context_refused(&context, "its start info is not mapped");
    context.ctrlreg[3] = sim_pv_mfns[LEVEL3] << XEN_PAGE_SHIFT;
    context_refused(&context, "its page table is not pinned");
}

int main(void)
{
#define CASE(test) cmocka_unit_test_setup_teardown(test, sim_pv_make, sim_pv_unmake)
    const struct CMUnitTest tests[] = {
        CASE(test_tables_that_the_launcher_may_write),
        CASE(test_tables_are_not_written),
        CASE(test_own_tables),
        CASE(test_memory_of_domain_0),
        CASE(test_pvh_calls_on_pv),
        CASE(test_wrong_vcpus),
    };
#undef CASE

    return cmocka_run_group_tests(tests, NULL, NULL);
}
