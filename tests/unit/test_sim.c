/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The fake Xen refuses wrong calls on memory and page tables, and says which.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "xen/domain.h"
#include "xen/errno.h"
#include "xen/memory_op.h"
#include "xen/mmu.h"
#include "xen/window.h"
#include "tests/support/sim_domain.h"

#include <xen/hvm/params.h>
#include <xen/hvm/save.h>

/* An interface table that is right but for one offset finds no mercy. */
static void test_wrong_offsets(void **state)
{
    struct xen_abi abi = *sim_xen->abi;
    const struct xen_create create = {
        .domid = 5, .vcpus = 1, .grant_version = 1, .grant_frames = 1};

    (void)state;
    sim_xen->abi = &abi;
    abi.create_emulation_flags = (uint8_t)(abi.create_emulation_flags + 4);
    assert_int_equal(xen_domain_create(sim_xen, &create), -XEN_EINVAL);
    sim_fault_expect("createdomain: a PVH domain emulates exactly the local APIC");
    abi = *xen_abi_find(4, 17);
    abi.create_grant_opts = ABI_ABSENT;
    assert_int_equal(xen_domain_create(sim_xen, &create), -XEN_EINVAL);
    sim_fault_expect("createdomain: the grant version must be 1 or 2");
    abi = *xen_abi_find(4, 17);
    abi.create_emulation_flags = 72;
    assert_int_equal(xen_domain_create(sim_xen, &create), -XEN_EINVAL);
    sim_fault_expect("createdomain: bytes after its 64 are not zero");
    abi = *xen_abi_find(4, 17);
    abi.sysctl_version++;
    assert_int_equal(xen_host_memory(sim_xen, &(uint64_t){0}, &(uint64_t){0}), -XEN_EACCES);
    sim_fault_expect("sysctl version 0x16");
}

static void test_wrong_domains(void **state)
{
    (void)state;
    assert_int_equal(xen_domain_destroy(sim_xen, 99), -XEN_ESRCH);
    sim_fault_expect("domctl 2 on a domain that is not there");
    assert_int_equal(xen_domain_destroy(sim_xen, 0), -XEN_EINVAL);
    sim_fault_expect("domctl 2 on the caller itself");
    assert_int_equal(xen_domain_unpause(sim_xen, DOMID), -XEN_EINVAL);
    sim_fault_expect("domain 4 has no vCPU that could run");
    assert_int_equal(xen_domain_set_vcpus(sim_xen, DOMID, 2), -XEN_EINVAL);
    sim_fault_expect("max_vcpus 2, createdomain said 1");
    assert_int_equal(xen_domain_set_paging_pool(sim_xen, DOMID, 2048), -XEN_EINVAL);
    sim_fault_expect("the paging pool is sized after memory was populated");
}

static void test_wrong_memory(void **state)
{
    uint64_t again[] = {8, 3}, odd[] = {513}, more[] = {16, 17, 18, 19, 20};
    const struct e820_entry map[] = {{0, 8192, E820_RAM}, {4096, 4096, E820_RAM}};

    (void)state;
    assert_int_equal(xen_memory_populate(sim_xen, DOMID, again, 2, 0), 1);
    sim_fault_expect("gfn 0x3 of domain 4 is populated already");
    assert_int_equal(xen_memory_populate(sim_xen, DOMID, odd, 1, 9), 0);
    sim_fault_expect("gfn 0x201 is not where an extent of 512 pages may be");
    assert_int_equal(xen_memory_populate(sim_xen, DOMID, more, 5, 0), 3);
    sim_fault_expect("domain 4 goes beyond its limit of 32 KiB");
    assert_int_equal(xen_memory_populate(sim_xen, DOMID, odd, 1, 19), 0);
    sim_fault_expect("populate of 1 extents, order 19, flags 0");
    assert_int_equal(xen_memory_set_map(sim_xen, DOMID, map, 2), -XEN_EINVAL);
    sim_fault_expect("memory map: entry 1 overlaps or is empty");
}

static void test_wrong_frames(void **state)
{
    uint64_t count, scratch = sim_domain_boot->scratch_mfn, foreign = 1;
    const uint64_t *p2m = sim_p2m(sim_run.sim, &count);

    (void)state;
    assert_int_equal(xen_memory_release(sim_xen, &p2m[count - 1], 1), 1);
    sim_fault_expect("is given back with old bytes in it");
    assert_int_equal(xen_memory_release(sim_xen, &p2m[count - 1], 1), 0);
    sim_fault_expect("is not domain 0's");
    assert_int_equal(window_map(sim_xen, &sim_domain_boot->load, 0, &scratch, 1, DOMID_SELF), 0);
    assert_int_equal(xen_memory_release(sim_xen, &scratch, 1), 0);
    sim_fault_expect("is given back while it is mapped");
    assert_int_equal(xen_frames_clear(sim_xen, &foreign, 1), -XEN_EINVAL);
    sim_fault_expect("clearing frame 0x1, which is not domain 0's");
}

static void test_wrong_entries(void **state)
{
    uint64_t gfn = 9, mfn = 1;
    struct xen_pte_update update = {.pointer = sim_domain_boot->load.entries - 8, .value = 0};

    (void)state;
    assert_int_equal(window_map(sim_xen, &sim_domain_boot->load, 0, &gfn, 1, DOMID), -XEN_EINVAL);
    sim_fault_expect("gfn 0x9 of domain 4 is not populated");
    assert_int_equal(window_map(sim_xen, &sim_domain_boot->load, 0, &mfn, 1, DOMID_SELF),
                     -XEN_EINVAL);
    sim_fault_expect("frame 0x1 is not domain 0's");
    assert_int_equal(window_map(sim_xen, &sim_domain_boot->load, 0, &mfn, 1, 50), -XEN_ESRCH);
    sim_fault_expect("page table update for domain 50, which is not there");
    assert_int_equal(xen_pte_update(sim_xen, &update, 1, DOMID_SELF), -XEN_EINVAL);
    sim_fault_expect("is no entry of a window");
    update = (struct xen_pte_update){sim_domain_boot->load.entries, XEN_PTE_RW | 0x10};
    assert_int_equal(xen_pte_update(sim_xen, &update, 1, DOMID), -XEN_EINVAL);
    sim_fault_expect("an entry with bits that a PV domain may not set");
    update = (struct xen_pte_update){sim_domain_boot->load.entries, 0x1000};
    assert_int_equal(xen_pte_update(sim_xen, &update, 1, DOMID), -XEN_EINVAL);
    sim_fault_expect("an absent entry that is not zero");
    update = (struct xen_pte_update){sim_domain_boot->load.entries | XEN_PTE_NO_TRANSLATE,
                                     mfn << 12 | XEN_PTE_RW};
    assert_int_equal(xen_pte_update(sim_xen, &update, 1, DOMID), -XEN_EINVAL);
    sim_fault_expect("frame 0x1 is no grant table of domain 4");
}

/* Entries before the wrong one are written all the same, as Xen does it. */
static void test_half_done_updates(void **state)
{
    uint64_t gfns[] = {0, 1, 9, 2};

    (void)state;
    assert_int_equal(window_map(sim_xen, &sim_domain_boot->load, 0, gfns, 4, DOMID), -XEN_EINVAL);
    assert_int_equal(sim_mapped(sim_run.sim, DOMID), 2);
}

/* A replaced page shows only after the flush; a destroyed domain lives on in a page mapped. */
static void test_stale_mappings(void **state)
{
    uint64_t gfns[] = {0, 1};
    uint8_t byte = 0;

    (void)state;
    assert_int_equal(window_map(sim_xen, &sim_domain_boot->load, 0, &gfns[0], 1, DOMID), 0);
    assert_int_equal(window_map(sim_xen, &sim_domain_boot->load, 0, &gfns[1], 1, DOMID), 0);
    sim_domain_boot->load.base[5] = 0xaa;
    assert_true(sim_guest_read(sim_run.sim, DOMID, 5, &byte, 1));
    assert_int_equal(byte, 0xaa);
    assert_int_equal(xen_tlb_flush(sim_xen), 0);
    sim_domain_boot->load.base[5] = 0xbb;
    assert_true(sim_guest_read(sim_run.sim, DOMID, 4096 + 5, &byte, 1));
    assert_int_equal(byte, 0xbb);
    assert_int_equal(xen_domain_destroy(sim_xen, DOMID), 0);
    assert_int_equal(sim_zombies(sim_run.sim), 1);
    assert_int_equal(window_unmap(sim_xen, &sim_domain_boot->load, 0, 1), 0);
    assert_int_equal(sim_zombies(sim_run.sim), 0);
    assert_int_equal(sim_free_kib(sim_run.sim), 8192);
    assert_string_equal(sim_faults(sim_run.sim), "");
}

int main(void)
{
#define CASE(test) cmocka_unit_test_setup_teardown(test, sim_domain_make, sim_domain_unmake)
    const struct CMUnitTest tests[] = {
        CASE(test_wrong_offsets),  CASE(test_wrong_domains), CASE(test_wrong_memory),
        CASE(test_wrong_frames),   CASE(test_wrong_entries), CASE(test_half_done_updates),
        CASE(test_stale_mappings),
    };
#undef CASE

    return cmocka_run_group_tests(tests, NULL, NULL);
}
