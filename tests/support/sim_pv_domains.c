/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * PV domains in the fake Xen with a tree of page tables, and the fault that a wrong call must
 * give.
 */
#include "tests/support/sim_pv_domains.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "xen/domain.h"
#include "xen/memory_op.h"
#include "xen/mmu.h"

#include <xen/hvm/params.h>

struct run sim_pv_run;
struct xen *const sim_pv_xen = &sim_pv_run.xen;
struct boot *sim_pv_boot;
uint64_t sim_pv_mfns[PAGES], sim_pv_other_mfns[1];

void sim_pv_fault_expect(const char *text)
{
    if (!strstr(sim_faults(sim_pv_run.sim), text))
        fail_msg("'%s' is not among the faults: %s", text, sim_faults(sim_pv_run.sim));
}

void sim_pv_entry_put(uint64_t pfn, unsigned int i, uint64_t entry)
{
    assert_true(sim_frame_write(sim_pv_run.sim, sim_pv_mfns[pfn], i * sizeof(entry), &entry,
                                sizeof(entry)));
}

uint64_t sim_pv_entry_of(uint64_t pfn, uint64_t bits)
{
    return sim_pv_mfns[pfn] << XEN_PAGE_SHIFT | bits;
}

/* A tree that shows DATA at address 0, writable, and its own tables read-only behind it. */
static void sim_pv_tree_make(void)
{
    sim_pv_entry_put(TOP, 0, sim_pv_entry_of(LEVEL3, XEN_PTE_TABLE));
    sim_pv_entry_put(LEVEL3, 0, sim_pv_entry_of(LEVEL2, XEN_PTE_TABLE));
    sim_pv_entry_put(LEVEL2, 0, sim_pv_entry_of(LEVEL1, XEN_PTE_TABLE));
    sim_pv_entry_put(LEVEL1, 0, sim_pv_entry_of(DATA, XEN_PTE_RW));
    sim_pv_entry_put(LEVEL1, 1, sim_pv_entry_of(TOP, XEN_PTE_RO));
    sim_pv_entry_put(LEVEL1, 2, sim_pv_entry_of(LEVEL1, XEN_PTE_RO));
}

void sim_pv_domain_make(uint32_t domid, uint64_t *frames, uint64_t count)
{
    const struct xen_create create = {
        .domid = domid, .vcpus = 1, .pv = true, .grant_version = 1, .grant_frames = 1};

    for (uint64_t i = 0; i < count; i++)
        frames[i] = i;
    assert_int_equal(xen_domain_create(sim_pv_xen, &create), 0);
    assert_int_equal(xen_domain_set_vcpus(sim_pv_xen, domid, 1), 0);
    assert_int_equal(xen_domain_set_max_memory(sim_pv_xen, domid, count * 4), 0);
    assert_int_equal(xen_memory_populate(sim_pv_xen, domid, frames, count, 0), count);
}

int sim_pv_make(void **state)
{
    (void)state;
    run_make(&sim_pv_run, &(struct sim_config){.minor = 17, .free_kib = 8192, .spare_kib = 64});
    sim_pv_boot = sim_boot(sim_pv_run.sim);
    assert_int_equal(xen_init(sim_pv_xen), 0);
    sim_pv_domain_make(DOMID, sim_pv_mfns, PAGES);
    sim_pv_domain_make(OTHER, sim_pv_other_mfns, 1);
    sim_pv_tree_make();
    assert_string_equal(sim_faults(sim_pv_run.sim), "");
    return 0;
}

int sim_pv_unmake(void **state)
{
    (void)state;
    assert_string_equal(sim_audit(sim_pv_run.sim), "");
    run_free(&sim_pv_run);
    return 0;
}
