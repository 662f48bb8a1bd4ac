/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Starts PV domains in the fake Xen, and spoils what they start with.
 */
#include "tests/support/sim_starts.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

struct kernel start_kernels[2];
static uint8_t start_ramdisk[20000];
struct run start_run;
static const struct spoil *start_spoil;
static int32_t spoilt_domid;
static uint64_t spoilt_info; /* the frame of its start info */
static bool start_pinned;

int sim_starts_make(void **state)
{
    (void)state;
    for (unsigned int i = 0; i < 2; i++) {
        start_kernels[i] = kernel_make(&(struct kernel_spec){.bits = 64,
                                                             .paddr = 0x100000,
                                                             .text_size = 30000,
                                                             .data_size = 3000,
                                                             .pv = i ? PV_PLAIN : PV_FULL,
                                                             .seed = i});
    }
    bytes_fill(start_ramdisk, sizeof(start_ramdisk), 3, true);
    return 0;
}

int sim_starts_unmake(void **state)
{
    (void)state;
    kernel_free(&start_kernels[0]);
    kernel_free(&start_kernels[1]);
    return 0;
}

static uint64_t info_field(uint64_t mfn, size_t offset)
{
    uint64_t value;

    assert_true(sim_frame_read(start_run.sim, mfn, offset, &value, sizeof(value)));
    return value;
}

/* The first frame that Xen did not give domain 0 at its start: there is one domain's memory. */
static uint64_t frame_first(void)
{
    uint64_t count;

    (void)sim_p2m(start_run.sim, &count);
    return SIM_FIRST + count;
}

static uint64_t info_find(void)
{
    static const char magic[] = "xen-3.0-x86_64";
    char bytes[sizeof(magic)];
    uint64_t mfn = frame_first();

    while (sim_frame_read(start_run.sim, mfn, 0, bytes, sizeof(bytes))) {
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

    while (sim_m2p(start_run.sim, mfn) != pfn && sim_frame_read(start_run.sim, mfn, 0, &byte, 1))
        mfn++;
    return mfn;
}

static void place_spoil(void)
{
    uint64_t info = info_find(), at = start_spoil->offset, frame;
    size_t size = start_spoil->what == FIELD_32 ? 4 : start_spoil->what == MASK ? 1 : 8;

    /* Once it is found its magic may be what is spoilt. */
    info = info ? info : spoilt_info;
    spoilt_info = info;
    frame = info;
    if (start_spoil->what == MASK) {
        frame = info_field(info, offsetof(struct start_info, shared_info)) >> 12;
    } else if (start_spoil->what == LIST || start_spoil->what == LIST_TAIL) {
        uint64_t entry = start_spoil->what == LIST
                             ? start_spoil->offset
                             : info_field(info, offsetof(struct start_info, nr_pages));

        frame = frame_of(info_field(info, offsetof(struct start_info, first_p2m_pfn)) +
                         entry / LIST_ENTRIES);
        at = entry % LIST_ENTRIES * sizeof(uint64_t);
    }
    assert_true(sim_frame_write(start_run.sim, frame, at, &start_spoil->value, size));
}

/* Spoils it as long as the launcher may still write: from when the tables are pinned. */
static void operation_see(void *context, const struct sim_operation *operation)
{
    (void)context;
    if (operation->domid == spoilt_domid && strstr(operation->words, "check and pin"))
        start_pinned = true;
    if (start_pinned && !strstr(operation->words, "first vCPU"))
        place_spoil();
    start_pinned =
        start_pinned && !strstr(operation->words, "first vCPU") && !sim_faults(start_run.sim)[0];
}

static void spoilt_expect(const struct set_domain *domain, const struct spoil *what)
{
    struct set_image image = set_build(domain, 1);

    start_spoil = what;
    spoilt_domid = (int32_t)domain->domid;
    start_pinned = false;
    run_make(&start_run, &(struct sim_config){
                             .minor = 17,
                             .free_kib = 96 * MIB,
                             .image = image.bytes,
                             .image_size = image.size,
                         });
    sim_trace(start_run.sim, what->fault ? operation_see : NULL, NULL);
    run_launch(&start_run);
    if (what->fault ? !strstr(sim_faults(start_run.sim), what->fault)
                    : sim_faults(start_run.sim)[0])
        fail_msg("'%s' is not among the faults: %s", what->fault, sim_faults(start_run.sim));
    assert_int_equal(start_run.launcher.launch.failed, what->fault && domain->domid ? 1 : 0);
    run_free(&start_run);
    set_free(&image);
}

const struct spoil start_spoils[14] = {
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

void start_all_expect(const struct set_domain *domain, const struct spoil *spoils, size_t count)
{
    for (size_t i = 0; i < count; i++)
        spoilt_expect(domain, &spoils[i]);
}

struct set_domain start_domain(uint32_t domid, const struct kernel *kernel)
{
    return (struct set_domain){
        .name = "db",
        .domid = domid,
        .memory_kib = 12 * MIB + 4,
        .cpus = 1,
        .kernel = kernel,
        .ramdisk = start_ramdisk,
        .ramdisk_size = sizeof(start_ramdisk),
        .mode = LCM_MODE_PV,
    };
}
