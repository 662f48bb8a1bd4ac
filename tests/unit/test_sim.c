/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The fake Xen itself: it refuses, and names, what Xen would refuse. A fake that nods everything
 * through would make every other test of a launch worthless.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "xen/domain.h"
#include "xen/errno.h"
#include "xen/event.h"
#include "xen/hypercall.h"
#include "xen/memory_op.h"
#include "xen/mmu.h"
#include "xen/window.h"
#include "tests/support/launches.h"

#include <xen/hvm/params.h>
#include <xen/hvm/save.h>

enum { DOMID = 4 };

static struct run run;
static struct xen *const xen = &run.xen;
static struct boot *boot;

/* A domain with four pages from gfn 0. */
static int domain_make(void **state)
{
    uint64_t gfns[] = {0, 1, 2, 3};
    const struct xen_create create = {
        .domid = DOMID, .vcpus = 1, .grant_version = 1, .grant_frames = 1};

    (void)state;
    run_make(&run, &(struct sim_config){.minor = 17, .free_kib = 8192, .spare_kib = 64});
    boot = sim_boot(run.sim);
    assert_int_equal(xen_init(xen), 0);
    assert_int_equal(xen_domain_create(xen, &create), 0);
    assert_int_equal(xen_domain_set_vcpus(xen, DOMID, 1), 0);
    assert_int_equal(xen_domain_set_max_memory(xen, DOMID, 32), 0);
    assert_int_equal(xen_domain_set_paging_pool(xen, DOMID, 1024), 0);
    assert_int_equal(xen_memory_populate(xen, DOMID, gfns, 4, 0), 4);
    assert_string_equal(sim_faults(run.sim), "");
    return 0;
}

static int domain_unmake(void **state)
{
    (void)state;
    assert_string_equal(sim_audit(run.sim), "");
    run_free(&run);
    return 0;
}

/* The last call was a fault with this text. */
static void fault_expect(const char *text)
{
    if (!strstr(sim_faults(run.sim), text))
        fail_msg("'%s' is not among the faults: %s", text, sim_faults(run.sim));
}

/* An interface table that is right but for one offset finds no mercy. */
static void test_wrong_offsets(void **state)
{
    struct xen_abi abi = *xen->abi;
    const struct xen_create create = {
        .domid = 5, .vcpus = 1, .grant_version = 1, .grant_frames = 1};

    (void)state;
    xen->abi = &abi;
    abi.create_emulation_flags = (uint8_t)(abi.create_emulation_flags + 4);
    assert_int_equal(xen_domain_create(xen, &create), -XEN_EINVAL);
    fault_expect("createdomain: a PVH domain emulates exactly the local APIC");
    abi = *xen_abi_find(4, 17);
    abi.create_grant_opts = ABI_ABSENT;
    assert_int_equal(xen_domain_create(xen, &create), -XEN_EINVAL);
    fault_expect("createdomain: the grant version must be 1 or 2");
    abi = *xen_abi_find(4, 17);
    abi.create_emulation_flags = 72;
    assert_int_equal(xen_domain_create(xen, &create), -XEN_EINVAL);
    fault_expect("createdomain: bytes after its 64 are not zero");
    abi = *xen_abi_find(4, 17);
    abi.sysctl_version++;
    assert_int_equal(xen_host_memory(xen, &(uint64_t){0}, &(uint64_t){0}), -XEN_EACCES);
    fault_expect("sysctl version 0x16");
}

static void test_wrong_domains(void **state)
{
    (void)state;
    assert_int_equal(xen_domain_destroy(xen, 99), -XEN_ESRCH);
    fault_expect("domctl 2 on a domain that is not there");
    assert_int_equal(xen_domain_destroy(xen, 0), -XEN_EINVAL);
    fault_expect("domctl 2 on the caller itself");
    assert_int_equal(xen_domain_unpause(xen, DOMID), -XEN_EINVAL);
    fault_expect("domain 4 has no vCPU that could run");
    assert_int_equal(xen_domain_set_vcpus(xen, DOMID, 2), -XEN_EINVAL);
    fault_expect("max_vcpus 2, createdomain said 1");
    assert_int_equal(xen_domain_set_paging_pool(xen, DOMID, 2048), -XEN_EINVAL);
    fault_expect("the paging pool is sized after memory was populated");
}

static void test_wrong_memory(void **state)
{
    uint64_t again[] = {8, 3}, odd[] = {513}, more[] = {16, 17, 18, 19, 20};
    const struct e820_entry map[] = {{0, 8192, E820_RAM}, {4096, 4096, E820_RAM}};

    (void)state;
    assert_int_equal(xen_memory_populate(xen, DOMID, again, 2, 0), 1);
    fault_expect("gfn 0x3 of domain 4 is populated already");
    assert_int_equal(xen_memory_populate(xen, DOMID, odd, 1, 9), 0);
    fault_expect("gfn 0x201 is not where an extent of 512 pages may be");
    assert_int_equal(xen_memory_populate(xen, DOMID, more, 5, 0), 3);
    fault_expect("domain 4 goes beyond its limit of 32 KiB");
    assert_int_equal(xen_memory_populate(xen, DOMID, odd, 1, 19), 0);
    fault_expect("populate of 1 extents, order 19, flags 0");
    assert_int_equal(xen_memory_set_map(xen, DOMID, map, 2), -XEN_EINVAL);
    fault_expect("memory map: entry 1 overlaps or is empty");
}

static void test_wrong_frames(void **state)
{
    uint64_t count, scratch = boot->scratch_mfn, foreign = 1;
    const uint64_t *p2m = sim_p2m(run.sim, &count);

    (void)state;
    assert_int_equal(xen_memory_release(xen, &p2m[count - 1], 1), 1);
    fault_expect("is given back with old bytes in it");
    assert_int_equal(xen_memory_release(xen, &p2m[count - 1], 1), 0);
    fault_expect("is not domain 0's");
    assert_int_equal(window_map(xen, &boot->load, 0, &scratch, 1, DOMID_SELF), 0);
    assert_int_equal(xen_memory_release(xen, &scratch, 1), 0);
    fault_expect("is given back while it is mapped");
    assert_int_equal(xen_frames_clear(xen, &foreign, 1), -XEN_EINVAL);
    fault_expect("clearing frame 0x1, which is not domain 0's");
}

static void test_wrong_entries(void **state)
{
    uint64_t gfn = 9, mfn = 1;
    struct xen_pte_update update = {.pointer = boot->load.entries - 8, .value = 0};

    (void)state;
    assert_int_equal(window_map(xen, &boot->load, 0, &gfn, 1, DOMID), -XEN_EINVAL);
    fault_expect("gfn 0x9 of domain 4 is not populated");
    assert_int_equal(window_map(xen, &boot->load, 0, &mfn, 1, DOMID_SELF), -XEN_EINVAL);
    fault_expect("frame 0x1 is not domain 0's");
    assert_int_equal(window_map(xen, &boot->load, 0, &mfn, 1, 50), -XEN_ESRCH);
    fault_expect("page table update for domain 50, which is not there");
    assert_int_equal(xen_pte_update(xen, &update, 1, DOMID_SELF), -XEN_EINVAL);
    fault_expect("is no entry of a window");
    update = (struct xen_pte_update){boot->load.entries, XEN_PTE_RW | 0x10};
    assert_int_equal(xen_pte_update(xen, &update, 1, DOMID), -XEN_EINVAL);
    fault_expect("an entry with bits that a PV domain may not set");
    update = (struct xen_pte_update){boot->load.entries, 0x1000};
    assert_int_equal(xen_pte_update(xen, &update, 1, DOMID), -XEN_EINVAL);
    fault_expect("an absent entry that is not zero");
    update =
        (struct xen_pte_update){boot->load.entries | XEN_PTE_NO_TRANSLATE, mfn << 12 | XEN_PTE_RW};
    assert_int_equal(xen_pte_update(xen, &update, 1, DOMID), -XEN_EINVAL);
    fault_expect("frame 0x1 is no grant table of domain 4");
}

/* Entries before the wrong one are written all the same, as Xen does it. */
static void test_half_done_updates(void **state)
{
    uint64_t gfns[] = {0, 1, 9, 2};

    (void)state;
    assert_int_equal(window_map(xen, &boot->load, 0, gfns, 4, DOMID), -XEN_EINVAL);
    assert_int_equal(sim_mapped(run.sim, DOMID), 2);
}

/* A replaced page shows only after the flush; a destroyed domain lives on in a page mapped. */
static void test_stale_mappings(void **state)
{
    uint64_t gfns[] = {0, 1};
    uint8_t byte = 0;

    (void)state;
    assert_int_equal(window_map(xen, &boot->load, 0, &gfns[0], 1, DOMID), 0);
    assert_int_equal(window_map(xen, &boot->load, 0, &gfns[1], 1, DOMID), 0);
    boot->load.base[5] = 0xaa;
    assert_true(sim_guest_read(run.sim, DOMID, 5, &byte, 1));
    assert_int_equal(byte, 0xaa);
    assert_int_equal(xen_tlb_flush(xen), 0);
    boot->load.base[5] = 0xbb;
    assert_true(sim_guest_read(run.sim, DOMID, 4096 + 5, &byte, 1));
    assert_int_equal(byte, 0xbb);
    assert_int_equal(xen_domain_destroy(xen, DOMID), 0);
    assert_int_equal(sim_zombies(run.sim), 1);
    assert_int_equal(window_unmap(xen, &boot->load, 0, 1), 0);
    assert_int_equal(sim_zombies(run.sim), 0);
    assert_int_equal(sim_free_kib(run.sim), 8192);
    assert_string_equal(sim_faults(run.sim), "");
}

static void test_wrong_channels(void **state)
{
    uint32_t remote, port, virq;

    (void)state;
    assert_int_equal(xen_event_bind(xen, DOMID, 7, &port), -XEN_EINVAL);
    fault_expect("port 7 of domain 4 is not offered to domain 0");
    assert_int_equal(xen_event_offer(xen, DOMID, &remote), 0);
    assert_int_equal(xen_event_bind(xen, DOMID, remote, &port), 0);
    assert_int_equal(xen_event_bind(xen, DOMID, remote, &port), -XEN_EINVAL);
    assert_int_equal(xen_event_close(xen, 100), -XEN_EINVAL);
    fault_expect("closing port 100, which is free");
    assert_int_equal(xen_event_send(xen, 100), -XEN_EINVAL);
    fault_expect("sending on port 100, which is not bound to a domain");
    assert_int_equal(xen_event_bind_virq(xen, VIRQ_DOM_EXC, &virq), 0);
    assert_int_equal(xen_event_bind_virq(xen, VIRQ_DOM_EXC, &virq), -XEN_EEXIST);
    fault_expect("virtual interrupt 3 is bound already");
    port = 90;
    assert_int_equal(xen_poll(xen, &port, 1, 0), -XEN_EINVAL);
    fault_expect("a poll of port 90, which is free");
}

static void test_wrong_parameters(void **state)
{
    (void)state;
    assert_int_equal(xen_hvm_param_set(xen, DOMID, HVM_PARAM_CONSOLE_PFN, 9), -XEN_EINVAL);
    fault_expect("parameter 17 names gfn 0x9, not populated");
    assert_int_equal(xen_hvm_param_set(xen, DOMID, HVM_PARAM_CONSOLE_EVTCHN, 3), -XEN_EINVAL);
    fault_expect("parameter 18 names port 3, not offered");
    assert_int_equal(xen_hvm_param_set(xen, DOMID, HVM_PARAM_TIMER_MODE, 4), -XEN_EINVAL);
    fault_expect("timer mode 4");
    assert_int_equal(xen_hvm_param_set(xen, DOMID, HVM_PARAM_ALTP2M, 1), -XEN_EINVAL);
    fault_expect("parameter 35 is none that a PVH domain needs");
}

static void context_refused(const void *bytes, size_t size, const char *text)
{
    assert_int_equal(xen_domain_set_hvm_context(xen, DOMID, bytes, size), -XEN_EINVAL);
    fault_expect(text);
}

static void test_wrong_contexts(void **state)
{
    struct {
        struct hvm_save_descriptor header_is;
        struct hvm_save_header header;
        struct hvm_save_descriptor mtrr_is;
        struct hvm_hw_mtrr mtrr;
        struct hvm_save_descriptor end;
    } records = {
        .header_is = {HVM_SAVE_CODE(HEADER), 0, sizeof(records.header)},
        .header = {.magic = HVM_FILE_MAGIC, .version = HVM_FILE_VERSION},
        .mtrr_is = {HVM_SAVE_CODE(MTRR), 0, sizeof(records.mtrr)},
        .mtrr = {.msr_mtrr_cap = 8, .msr_mtrr_def_type = 0x806},
    };

    (void)state;
    context_refused(&records, 4, "it does not begin with a header");
    context_refused(&records, sizeof(records) - 1, "it does not end with an end record");
    context_refused(&records, sizeof(records), "no CPU record");
    records.mtrr.msr_mtrr_def_type = 0;
    context_refused(&records, sizeof(records), "memory is not write-back");
    records.mtrr_is.instance = 1;
    context_refused(&records, sizeof(records), "a record of a vCPU that does not exist");
    records.header.version = 2;
    context_refused(&records, sizeof(records), "the header has another magic or version");
}

static void test_unknown_calls(void **state)
{
    (void)state;
    assert_int_equal(hypercall(__HYPERVISOR_kexec_op, 0, 0, 0, 0), -XEN_ENOSYS);
    fault_expect("number 37 is none that a launcher needs");
    assert_int_equal(hypercall(__HYPERVISOR_sched_op, 2, 0, 0, 0), -XEN_ENOSYS);
    fault_expect("scheduler command 2 is none that a launcher needs");
}

int main(void)
{
#define CASE(test) cmocka_unit_test_setup_teardown(test, domain_make, domain_unmake)
    const struct CMUnitTest tests[] = {
        CASE(test_wrong_offsets),  CASE(test_wrong_domains),  CASE(test_wrong_memory),
        CASE(test_wrong_frames),   CASE(test_wrong_entries),  CASE(test_half_done_updates),
        CASE(test_stale_mappings), CASE(test_wrong_channels), CASE(test_wrong_parameters),
        CASE(test_wrong_contexts), CASE(test_unknown_calls),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
