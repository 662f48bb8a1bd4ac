/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The fake Xen looks at the start of a PV domain, and of the next domain 0, as its kernel would:
 * good launches are spoilt here in one place each, and the fake must tell which.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/launches.h"
#include "xen/errno.h"

enum { DB = 2, SIM_FIRST = 0x1000, LIST_ENTRIES = 512 };

#define MIB UINT64_C(1024)

static struct kernel kernels[2];
static uint8_t ramdisk[20000];
static struct run run;

/* A spoilt place: a field of the start info, or something that the start info leads to. */
struct spoil {
    enum { FIELD_64, FIELD_32, LIST, LIST_TAIL, MASK } what;
    size_t offset; /* of the field; the entry of the list */
    uint64_t value;
    const char *fault;
};

static const struct spoil *spoil;
static int32_t spoilt_domid;
static uint64_t spoilt_info; /* the frame of its start info */
static bool pinned;

static int set_make(void **state)
{
    (void)state;
    for (unsigned int i = 0; i < 2; i++) {
        kernels[i] = kernel_make(&(struct kernel_spec){.bits = 64,
                                                       .paddr = 0x100000,
                                                       .text_size = 30000,
                                                       .data_size = 3000,
                                                       .pv = i ? PV_PLAIN : PV_FULL,
                                                       .seed = i});
    }
    bytes_fill(ramdisk, sizeof(ramdisk), 3, true);
    return 0;
}

static int set_unmake(void **state)
{
    (void)state;
    kernel_free(&kernels[0]);
    kernel_free(&kernels[1]);
    return 0;
}

static uint64_t info_field(uint64_t mfn, size_t offset)
{
    uint64_t value;

    assert_true(sim_frame_read(run.sim, mfn, offset, &value, sizeof(value)));
    return value;
}

/* The first frame that Xen did not give domain 0 at its start: there is one domain's memory. */
static uint64_t frame_first(void)
{
    uint64_t count;

    (void)sim_p2m(run.sim, &count);
    return SIM_FIRST + count;
}

static uint64_t info_find(void)
{
    static const char magic[] = "xen-3.0-x86_64";
    char bytes[sizeof(magic)];
    uint64_t mfn = frame_first();

    while (sim_frame_read(run.sim, mfn, 0, bytes, sizeof(bytes))) {
        if (memcmp(bytes, magic, sizeof(magic)) == 0)
            return mfn;
        mfn++;
    }
    return 0;
}

/* The machine frame of a page frame of the domain. */
static uint64_t frame_of(uint64_t pfn)
{
    uint64_t mfn = frame_first(), byte;

    while (sim_m2p(run.sim, mfn) != pfn && sim_frame_read(run.sim, mfn, 0, &byte, 1))
        mfn++;
    return mfn;
}

static void place_spoil(void)
{
    uint64_t info = info_find(), at = spoil->offset, frame;
    size_t size = spoil->what == FIELD_32 ? 4 : spoil->what == MASK ? 1 : 8;

    /* Once it is found its magic may be what is spoilt. */
    info = info ? info : spoilt_info;
    spoilt_info = info;
    frame = info;
    if (spoil->what == MASK) {
        frame = info_field(info, offsetof(struct start_info, shared_info)) >> 12;
    } else if (spoil->what == LIST || spoil->what == LIST_TAIL) {
        uint64_t entry = spoil->what == LIST
                             ? spoil->offset
                             : info_field(info, offsetof(struct start_info, nr_pages));

        frame = frame_of(info_field(info, offsetof(struct start_info, first_p2m_pfn)) +
                         entry / LIST_ENTRIES);
        at = entry % LIST_ENTRIES * sizeof(uint64_t);
    }
    assert_true(sim_frame_write(run.sim, frame, at, &spoil->value, size));
}

/* Spoils it as long as the launcher may still write: from when the tables are pinned. */
static void operation_see(void *context, const struct sim_operation *operation)
{
    (void)context;
    if (operation->domid == spoilt_domid && strstr(operation->words, "check and pin"))
        pinned = true;
    if (pinned && !strstr(operation->words, "first vCPU"))
        place_spoil();
    pinned = pinned && !strstr(operation->words, "first vCPU") && !sim_faults(run.sim)[0];
}

static void spoilt_expect(const struct set_domain *domain, const struct spoil *what)
{
    struct set_image image = set_build(domain, 1);

    spoil = what;
    spoilt_domid = (int32_t)domain->domid;
    pinned = false;
    run_make(&run, &(struct sim_config){
                       .minor = 17,
                       .free_kib = 96 * MIB,
                       .image = image.bytes,
                       .image_size = image.size,
                   });
    sim_trace(run.sim, what->fault ? operation_see : NULL, NULL);
    run_launch(&run);
    if (what->fault ? !strstr(sim_faults(run.sim), what->fault) : sim_faults(run.sim)[0])
        fail_msg("'%s' is not among the faults: %s", what->fault, sim_faults(run.sim));
    assert_int_equal(run.launcher.launch.failed, what->fault && domain->domid ? 1 : 0);
    run_free(&run);
    set_free(&image);
}

#define INFO(field) offsetof(struct start_info, field)

/* What both have. */
static const struct spoil common[] = {
    {FIELD_64, 0, 0, NULL},
    {FIELD_64, INFO(magic), 0x1, "its start info has another magic"},
    {FIELD_64, INFO(mfn_list), 0x123456000, "its frame list is not mapped"},
    {FIELD_64, INFO(pt_base), KERNEL_VIRT_BASE, "its start info names another page table"},
    {FIELD_64, INFO(nr_pt_frames), 9, "the tables that its start info counts are not there"},
    {FIELD_64, INFO(nr_pt_frames), 1, "it has page tables that its start info does not count"},
    {FIELD_64, INFO(first_p2m_pfn), 5, "its frame list is not where its start info says"},
    {FIELD_64, INFO(first_p2m_pfn), UINT64_MAX, "its frame list is not where its start info says"},
    {FIELD_64, INFO(nr_p2m_frames), 1, "its frame list is not where its start info says"},
    {FIELD_64, INFO(nr_p2m_frames), 0, "it has page tables that its start info does not count"},
    {FIELD_64, INFO(mod_start), 60 * MIB / 4, "its ramdisk is not in its memory"},
    {FIELD_64, INFO(mod_len), UINT64_C(1) << 40, "its ramdisk is not in its memory"},
    {LIST, 3, 1, "its frame list names a frame that is not the domain's"},
    {LIST_TAIL, 0, 0, "the tail of its frame list is not all ones"},
};

static void all_expect(const struct set_domain *domain, const struct spoil *spoils, size_t count)
{
    for (size_t i = 0; i < count; i++)
        spoilt_expect(domain, &spoils[i]);
}

static struct set_domain domain_make(uint32_t domid, const struct kernel *kernel)
{
    return (struct set_domain){
        .name = "db",
        .domid = domid,
        .memory_kib = 12 * MIB + 4,
        .cpus = 1,
        .kernel = kernel,
        .ramdisk = ramdisk,
        .ramdisk_size = sizeof(ramdisk),
        .mode = LCM_MODE_PV,
    };
}

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
    struct set_domain domain = domain_make(DB, &kernels[0]);

    (void)state;
    all_expect(&domain, common, sizeof(common) / sizeof(common[0]));
    all_expect(&domain, own, sizeof(own) / sizeof(own[0]));
}

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
    struct set_domain domain = domain_make(0, &kernels[0]);

    (void)state;
    domain.memory_kib += 4 * MIB;
    all_expect(&domain, common, sizeof(common) / sizeof(common[0]));
    all_expect(&domain, own, sizeof(own) / sizeof(own[0]));
}

static void test_start_with_all_in_the_first_mapping(void **state)
{
    static const struct spoil own[] = {
        {FIELD_64, 0, 0, NULL},
        {FIELD_64, INFO(mod_len), UINT64_C(1) << 30, "its ramdisk is not mapped"},
        {FIELD_64, INFO(mod_start), 0x1000, "its ramdisk is not mapped"},
        {FIELD_64, INFO(nr_pt_frames), 3, "it has page tables that its start info does not count"},
    };
    struct set_domain domain = domain_make(DB, &kernels[1]);

    (void)state;
    all_expect(&domain, own, sizeof(own) / sizeof(own[0]));
}

/* Past the point of no return nothing is left to refuse: but a test would see it. */
static void test_ports_that_stay_open_are_seen(void **state)
{
    struct set_domain domains[2] = {domain_make(DB, &kernels[0]), domain_make(0, &kernels[0])};
    struct set_image image;
    uint64_t last = 0;

    (void)state;
    domains[1].memory_kib += 4 * MIB;
    domains[1].name = "dom0";
    image = set_build(domains, 2);
    for (unsigned int again = 0; again < 2; again++) {
        run_make(&run, &(struct sim_config){.minor = 17,
                                            .free_kib = 96 * MIB,
                                            .image = image.bytes,
                                            .image_size = image.size});
        for (uint64_t tries = 0; again && tries < XEN_UNDO_TRIES; tries++)
            sim_fail_call(run.sim, last + tries, XEN_EPERM);
        run_launch(&run);
        assert_true(run.left);
        assert_int_equal(!strstr(sim_faults(run.sim), "event channels are open"), !again);
        last = run.marks.leaving;
        run_free(&run);
    }
    set_free(&image);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_start_of_a_domain),
        cmocka_unit_test(test_start_of_domain_0),
        cmocka_unit_test(test_start_with_all_in_the_first_mapping),
        cmocka_unit_test(test_ports_that_stay_open_are_seen),
    };

    return cmocka_run_group_tests(tests, set_make, set_unmake);
}
