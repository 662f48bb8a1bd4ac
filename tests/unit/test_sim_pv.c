/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The fake Xen's PV side: it refuses, and names, the page tables, vCPUs and starts that Xen or a PV
 * kernel would not stand.
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
#include "tests/support/launches.h"

#include <xen/hvm/params.h>

enum { DOMID = 4, OTHER = 5, PAGES = 8 };

/* Page frames of the domain: a table of each level, and pages that they show. */
enum { TOP, LEVEL3, LEVEL2, LEVEL1, DATA, SECOND };

enum { PSE = 0x80, SLOT_OF_XEN = 256 };

static struct run run;
static struct xen *const xen = &run.xen;
static struct boot *boot;
static uint64_t mfns[PAGES], other_mfns[1];

/* The last call was a fault with this text. */
static void fault_expect(const char *text)
{
    if (!strstr(sim_faults(run.sim), text))
        fail_msg("'%s' is not among the faults: %s", text, sim_faults(run.sim));
}

static void entry_put(uint64_t pfn, unsigned int i, uint64_t entry)
{
    assert_true(sim_frame_write(run.sim, mfns[pfn], i * sizeof(entry), &entry, sizeof(entry)));
}

static uint64_t entry_of(uint64_t pfn, uint64_t bits)
{
    return mfns[pfn] << XEN_PAGE_SHIFT | bits;
}

/* A tree that shows DATA at address 0, writable, and its own tables read-only behind it. */
static void tree_make(void)
{
    entry_put(TOP, 0, entry_of(LEVEL3, XEN_PTE_TABLE));
    entry_put(LEVEL3, 0, entry_of(LEVEL2, XEN_PTE_TABLE));
    entry_put(LEVEL2, 0, entry_of(LEVEL1, XEN_PTE_TABLE));
    entry_put(LEVEL1, 0, entry_of(DATA, XEN_PTE_RW));
    entry_put(LEVEL1, 1, entry_of(TOP, XEN_PTE_RO));
    entry_put(LEVEL1, 2, entry_of(LEVEL1, XEN_PTE_RO));
}

static void pv_make(uint32_t domid, uint64_t *frames, uint64_t count)
{
    const struct xen_create create = {
        .domid = domid, .vcpus = 1, .pv = true, .grant_version = 1, .grant_frames = 1};

    for (uint64_t i = 0; i < count; i++)
        frames[i] = i;
    assert_int_equal(xen_domain_create(xen, &create), 0);
    assert_int_equal(xen_domain_set_vcpus(xen, domid, 1), 0);
    assert_int_equal(xen_domain_set_max_memory(xen, domid, count * 4), 0);
    assert_int_equal(xen_memory_populate(xen, domid, frames, count, 0), count);
}

static int domains_make(void **state)
{
    (void)state;
    run_make(&run, &(struct sim_config){.minor = 17, .free_kib = 8192, .spare_kib = 64});
    boot = sim_boot(run.sim);
    assert_int_equal(xen_init(xen), 0);
    pv_make(DOMID, mfns, PAGES);
    pv_make(OTHER, other_mfns, 1);
    tree_make();
    assert_string_equal(sim_faults(run.sim), "");
    return 0;
}

static int domains_unmake(void **state)
{
    (void)state;
    assert_string_equal(sim_audit(run.sim), "");
    run_free(&run);
    return 0;
}

static void test_frames_are_told(void **state)
{
    struct xen_domain_info info;

    (void)state;
    for (uint64_t pfn = 0; pfn < PAGES; pfn++)
        assert_int_equal(sim_m2p(run.sim, mfns[pfn]), pfn);
    assert_int_equal(xen_domain_info(xen, DOMID, &info), 0);
    assert_int_equal(info.pages, PAGES);
    assert_int_equal(window_map(xen, &boot->copy, 0, &info.shared_info_mfn, 1, DOMID), 0);
    assert_int_equal(window_map(xen, &boot->copy, 1, &mfns[DATA], 1, DOMID), 0);
    boot->copy.base[XEN_PAGE_SIZE] = 7;
    assert_int_equal(sim_mapped(run.sim, DOMID), 2);
    assert_string_equal(sim_faults(run.sim), "");
    assert_int_equal(window_map(xen, &boot->copy, 2, &info.shared_info_mfn, 1, OTHER), -XEN_EINVAL);
    fault_expect("is not domain 5's");
    assert_int_equal(window_map(xen, &boot->copy, 2, &mfns[DATA], 1, OTHER), -XEN_EINVAL);
    assert_int_equal(xen_domain_destroy(xen, DOMID), 0);
    assert_int_equal(sim_zombies(run.sim), 1);
    assert_int_equal(window_unmap(xen, &boot->copy, 0, 2), 0);
    assert_int_equal(sim_zombies(run.sim), 0);
}

static void test_good_tree_is_pinned(void **state)
{
    uint8_t byte = 9;

    (void)state;
    assert_int_equal(xen_table_pin(xen, mfns[TOP], DOMID), 0);
    assert_true(sim_frame_write(run.sim, mfns[DATA], 5, &byte, 1));
    byte = 0;
    assert_true(sim_space_read(run.sim, mfns[TOP], 5, &byte, 1));
    assert_int_equal(byte, 9);
    assert_false(sim_space_read(run.sim, mfns[TOP], 3 * XEN_PAGE_SIZE, &byte, 1));
    assert_string_equal(sim_faults(run.sim), "");
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
        {TOP, SLOT_OF_XEN, entry_of(LEVEL3, XEN_PTE_TABLE), "an entry in a slot of Xen's"},
        {LEVEL2, 1, entry_of(DATA, XEN_PTE_TABLE | PSE), "bits that a PV domain may not set"},
        {LEVEL1, 9, entry_of(DATA, XEN_PTE_RW | PSE), "bits that a PV domain may not set"},
        {LEVEL3, 7, entry_of(LEVEL2, 0), "an absent entry that is not zero"},
        {LEVEL1, 511, entry_of(DATA, 0), "an absent entry that is not zero"},
        {LEVEL3, 1, other_mfns[0] << XEN_PAGE_SHIFT | XEN_PTE_TABLE, "a table that is not the"},
        {LEVEL1, 3, other_mfns[0] << XEN_PAGE_SHIFT | XEN_PTE_RO, "a page that is not the"},
        {LEVEL1, 3, boot->own_mfn << XEN_PAGE_SHIFT | XEN_PTE_RO, "a page that is not the"},
        {LEVEL1, 3, entry_of(LEVEL2, XEN_PTE_RW), "a table that the domain itself maps writable"},
        {LEVEL1, 3, entry_of(TOP, XEN_PTE_RW), "a table that the domain itself maps writable"},
        {LEVEL3, 1, entry_of(LEVEL1, XEN_PTE_TABLE), "a table of two levels"},
        {LEVEL2, 1, entry_of(TOP, XEN_PTE_TABLE), "a table of two levels"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        entry_put(cases[i].pfn, cases[i].i, cases[i].entry);
        assert_int_equal(xen_table_pin(xen, mfns[TOP], DOMID), -XEN_EINVAL);
        fault_expect(cases[i].fault);
        assert_int_equal(window_map(xen, &boot->copy, 0, mfns, LEVEL1 + 1, DOMID), 0);
        assert_int_equal(window_unmap(xen, &boot->copy, 0, LEVEL1 + 1), 0);
        entry_put(cases[i].pfn, cases[i].i, 0);
    }
    assert_int_equal(xen_table_pin(xen, mfns[TOP], DOMID), 0);
}

static void test_wrong_pins(void **state)
{
    (void)state;
    assert_int_equal(xen_table_pin(xen, mfns[TOP], OTHER), -XEN_EINVAL);
    fault_expect("a table that is not the domain's");
    assert_int_equal(xen_table_pin(xen, mfns[TOP], DOMID_SELF), -XEN_EINVAL);
    assert_int_equal(xen_table_unpin(xen, mfns[TOP], DOMID), -XEN_EINVAL);
    fault_expect("is not pinned");
    assert_int_equal(xen_table_pin(xen, mfns[TOP], 99), -XEN_EINVAL);
    fault_expect("mmuext_op of 1 operations, foreign 0x63");
    assert_int_equal(xen_table_pin(xen, mfns[TOP], DOMID), 0);
    assert_int_equal(xen_table_pin(xen, mfns[TOP], DOMID), -XEN_EINVAL);
    fault_expect("domain 4 has a pinned table already");
    assert_int_equal(xen_table_unpin(xen, mfns[LEVEL3], DOMID), -XEN_EINVAL);
}

/* Whoever wrote a table must have unmapped it, and the TLB must have forgotten it. */
static void test_tables_that_the_launcher_may_write(void **state)
{
    struct xen_pte_update update = {.pointer = boot->copy.entries};

    (void)state;
    assert_int_equal(window_map(xen, &boot->copy, 0, &mfns[LEVEL1], 1, DOMID), 0);
    assert_int_equal(xen_table_pin(xen, mfns[TOP], DOMID), -XEN_EINVAL);
    fault_expect("a table that domain 0 has mapped writable");
    assert_int_equal(xen_pte_update(xen, &update, 1, DOMID_SELF), 0);
    assert_int_equal(xen_table_pin(xen, mfns[TOP], DOMID), -XEN_EINVAL);
    assert_int_equal(xen_tlb_flush(xen), 0);
    assert_int_equal(xen_table_pin(xen, mfns[TOP], DOMID), 0);
}

static void test_tables_are_not_written(void **state)
{
    struct xen_pte_update update = {boot->copy.entries, entry_of(LEVEL2, XEN_PTE_RO)};

    (void)state;
    assert_int_equal(xen_table_pin(xen, mfns[TOP], DOMID), 0);
    assert_int_equal(window_map(xen, &boot->copy, 0, &mfns[LEVEL2], 1, DOMID), -XEN_EBUSY);
    fault_expect("is a table, and may not be written");
    assert_int_equal(xen_pte_update(xen, &update, 1, DOMID), 0);
    assert_int_equal(window_unmap(xen, &boot->copy, 0, 1), 0);
    assert_int_equal(xen_domain_fill_hypercalls(xen, DOMID, mfns[LEVEL1]), -XEN_EINVAL);
    fault_expect("cannot be a hypercall page");
    assert_int_equal(xen_domain_fill_hypercalls(xen, DOMID, mfns[DATA]), 0);
    assert_int_equal(xen_table_unpin(xen, mfns[TOP], DOMID), 0);
    assert_int_equal(window_map(xen, &boot->copy, 0, &mfns[LEVEL2], 1, DOMID), 0);
    assert_int_equal(window_unmap(xen, &boot->copy, 0, 1), 0);
}

static void test_pinned_domain_is_destroyed(void **state)
{
    (void)state;
    assert_int_equal(xen_table_pin(xen, mfns[TOP], DOMID), 0);
    assert_int_equal(xen_domain_destroy(xen, DOMID), 0);
    assert_int_equal(sim_zombies(run.sim), 0);
    /* The frames serve again, as anything. */
    pv_make(DOMID, mfns, PAGES);
    assert_int_equal(window_map(xen, &boot->copy, 0, mfns, PAGES, DOMID), 0);
    assert_string_equal(sim_faults(run.sim), "");
}

/* Domain 0's own frames: tables of its own are tables, the launcher's from the start. */
static void test_own_tables(void **state)
{
    struct xen_pte_update number = {0, 77};
    uint64_t own[4] = {100, 101, 102, 103}, page;

    (void)state;
    assert_int_equal(xen_domain_set_max_memory(xen, 0, 32768), 0);
    assert_int_equal(xen_memory_populate(xen, DOMID_SELF, own, 4, 0), 4);
    assert_int_equal(sim_m2p(run.sim, own[3]), 103);
    number.pointer = own[3] << XEN_PAGE_SHIFT | XEN_PTE_MACHPHYS;
    assert_int_equal(xen_pte_update(xen, &number, 1, DOMID_SELF), 0);
    assert_int_equal(sim_m2p(run.sim, own[3]), 77);
    for (unsigned int i = 0; i < 3; i++) {
        page = own[i + 1] << XEN_PAGE_SHIFT | XEN_PTE_TABLE;
        assert_true(sim_frame_write(run.sim, own[i], 0, &page, sizeof(page)));
    }
    assert_int_equal(xen_table_pin(xen, own[0], DOMID_SELF), 0);
    assert_int_equal(xen_frames_clear(xen, &own[3], 1), -XEN_EBUSY);
    fault_expect("which is a table");
    assert_int_equal(xen_memory_release(xen, &own[3], 1), 0);
    fault_expect("is given back while it is mapped, or a table");
    assert_int_equal(xen_table_unpin(xen, own[0], DOMID_SELF), 0);
    assert_int_equal(xen_frames_clear(xen, own, 4), 0);
    assert_int_equal(xen_memory_release(xen, own, 4), 4);
    assert_int_equal(window_map(xen, &boot->copy, 0, &boot->top_mfn, 1, DOMID_SELF), -XEN_EBUSY);
    assert_int_equal(xen_frames_clear(xen, &boot->top_mfn, 1), -XEN_EBUSY);
    assert_int_equal(xen_memory_release(xen, &boot->own_mfn, 1), 0);
    number.pointer = mfns[DATA] << XEN_PAGE_SHIFT | XEN_PTE_MACHPHYS;
    assert_int_equal(xen_pte_update(xen, &number, 1, DOMID_SELF), -XEN_EINVAL);
    fault_expect("is not domain 0's to number");
}

static void test_memory_of_domain_0(void **state)
{
    uint64_t own[] = {100, 101};
    struct xen_domain_info info;

    (void)state;
    assert_int_equal(xen_memory_populate(xen, DOMID_SELF, own, 2, 0), 0);
    fault_expect("domain 0 goes beyond its limit");
    assert_int_equal(xen_domain_info(xen, 0, &info), 0);
    assert_int_equal(xen_domain_set_max_memory(xen, 0, info.pages * 4 + 4), 0);
    assert_int_equal(xen_memory_populate(xen, DOMID_SELF, own, 2, 0), 1);
    assert_int_equal(xen_memory_populate(xen, 0, own, 1, 0), 0);
    fault_expect("populate of domain 0, which is not there");
}

static void test_pvh_calls_on_pv(void **state)
{
    (void)state;
    assert_int_equal(xen_domain_set_paging_pool(xen, DOMID, 1024), -XEN_EOPNOTSUPP);
    fault_expect("a paging pool for a PV domain");
    assert_int_equal(xen_hvm_param_set(xen, DOMID, HVM_PARAM_TIMER_MODE, 1), -XEN_EINVAL);
    fault_expect("set_param of domain 4");
    assert_int_equal(xen_domain_unpause(xen, DOMID), -XEN_EINVAL);
    fault_expect("domain 4 has no vCPU that could run");
}

static void context_refused(const struct vcpu_guest_context *context, const char *text)
{
    assert_int_equal(xen_domain_set_vcpu(xen, DOMID, context), -XEN_EINVAL);
    fault_expect(text);
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
    context.ctrlreg[3] = mfns[TOP] << XEN_PAGE_SHIFT;
    context_refused(&context, "its page table is not pinned");
    assert_int_equal(xen_table_pin(xen, mfns[TOP], DOMID), 0);
    context.gdt_ents = 1;
    context_refused(&context, "it has descriptor tables");
    context.gdt_ents = 0;
    context_refused(&context, "its entry is not mapped as such");
    entry_put(LEVEL1, 0, entry_of(DATA, XEN_PTE_RW & ~XEN_PTE_NX));
    context_refused(&context, "its start info has another magic");
    context.user_regs.rsi = 64 * XEN_PAGE_SIZE;
    context_refused(&context, "its start info is not mapped");
    context.ctrlreg[3] = mfns[LEVEL3] << XEN_PAGE_SHIFT;
    context_refused(&context, "its page table is not pinned");
}

int main(void)
{
#define CASE(test) cmocka_unit_test_setup_teardown(test, domains_make, domains_unmake)
    const struct CMUnitTest tests[] = {
        CASE(test_frames_are_told),
        CASE(test_good_tree_is_pinned),
        CASE(test_wrong_entries_are_not_pinned),
        CASE(test_wrong_pins),
        CASE(test_tables_that_the_launcher_may_write),
        CASE(test_tables_are_not_written),
        CASE(test_pinned_domain_is_destroyed),
        CASE(test_own_tables),
        CASE(test_memory_of_domain_0),
        CASE(test_pvh_calls_on_pv),
        CASE(test_wrong_vcpus),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
