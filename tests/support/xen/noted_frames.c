/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Hypercalls that note for each frame of the launcher what was done with it, in place of Xen's or
 * the fake Xen's.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/xen/noted_frames.h"
#include "xen/errno.h"
#include "xen/hypercall.h"
#include "xen/mmu.h"

#include <xen/memory.h>

uint64_t noted_p2m[NOTED_FRAMES];
struct frames noted_frames;
struct frames_runs noted_runs;
struct xen noted_xen;
unsigned int noted_calls_left;

/* By pfn. */
static enum noted noted[NOTED_FRAMES];

uint64_t noted_mfn(uint64_t pfn)
{
    return pfn < 1000 ? 0x500000 + pfn : 0x1000 + pfn;
}

static uint64_t pfn_of(uint64_t mfn)
{
    uint64_t pfn = mfn >= 0x500000 ? mfn - 0x500000 : mfn - 0x1000;

    assert_true(pfn < NOTED_FRAMES && noted_mfn(pfn) == mfn);
    return pfn;
}

static int64_t clear(const struct mmuext_op *operations, uint64_t count, uint64_t owner)
{
    assert_in_range(count, 1, XEN_CLEAR_MAX);
    assert_int_equal(owner, DOMID_SELF);
    for (uint64_t i = 0; i < count; i++) {
        uint64_t pfn = pfn_of(operations[i].arg1.mfn);

        assert_int_equal(operations[i].cmd, MMUEXT_CLEAR_PAGE);
        assert_int_equal(noted[pfn], IN_USE);
        noted[pfn] = CLEARED;
    }
    return 0;
}

static int64_t release(const struct xen_memory_reservation *request)
{
    assert_int_equal(request->domid, DOMID_SELF);
    assert_int_equal(request->extent_order, 0);
    for (uint64_t i = 0; i < request->nr_extents; i++) {
        uint64_t pfn = pfn_of(request->extent_start.p[i]);

        /* Domains would see what was in it. */
        assert_int_equal(noted[pfn], CLEARED);
        noted[pfn] = RELEASED;
    }
    return (int64_t)request->nr_extents;
}

int64_t hypercall(unsigned int number, uint64_t a1, uint64_t a2, uint64_t a3, uint64_t a4)
{
    (void)a3;
    if (noted_calls_left == 0)
        return -XEN_ENOMEM;
    noted_calls_left--;
    if (number == __HYPERVISOR_mmuext_op)
        return clear((const struct mmuext_op *)(uintptr_t)a1, a2, a4);
    assert_int_equal(number, __HYPERVISOR_memory_op);
    assert_int_equal(a1, XENMEM_decrease_reservation);
    return release((const struct xen_memory_reservation *)(uintptr_t)a2);
}

int noted_frames_make(void **state)
{
    (void)state;
    for (uint64_t pfn = 0; pfn < NOTED_FRAMES; pfn++) {
        noted_p2m[pfn] = noted_mfn(pfn);
        noted[pfn] = IN_USE;
    }
    noted_calls_left = UINT32_MAX;
    memset(&noted_xen, 0, sizeof(noted_xen));
    memset(&noted_runs, 0, sizeof(noted_runs));
    frames_init(&noted_frames, noted_p2m, NOTED_FRAMES);
    return 0;
}

void noted_assert(uint64_t first, uint64_t end, enum noted expected)
{
    for (uint64_t pfn = first; pfn < end; pfn++)
        assert_int_equal(noted[pfn], expected);
}
