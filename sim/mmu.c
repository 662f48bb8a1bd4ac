/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Page table updates and extended operations of a PV domain (xen/arch/x86/mm.c).
 */
#include <string.h>

#include "sim/domain.h"
#include "sim/life.h"
#include "sim/machine.h"
#include "sim/ranges.h"
#include "sim/serve.h"
#include "sim/spaces.h"
#include "sim/state.h"
#include "sim/trace.h"
#include "sim/windows.h"
#include "xen/errno.h"
#include "xen/mmu.h"

#include <xen/xen.h>

enum { COMMAND_MASK = 7 };

#define FRAME_MASK UINT64_C(0x000ffffffffff000)
/* Bits that an entry of the launcher's may have. */
#define BITS_ALLOWED                                                                               \
    (XEN_PTE_PRESENT | XEN_PTE_WRITE | XEN_PTE_USER | XEN_PTE_ACCESSED | XEN_PTE_DIRTY | XEN_PTE_NX)

/* Finds the machine frame that an entry names; 0 or -errno. */
static int64_t target_find(struct sim *sim, uint64_t frame, bool translate, uint32_t owner,
                           struct sim_view *view)
{
    const struct sim_domain *domain;

    if (owner == DOMID_SELF || owner == 0) {
        if (!ranges_have(&sim->own, frame, 1)) {
            return sim_fault(sim, XEN_EINVAL, "frame %#llx is not domain 0's",
                             (unsigned long long)frame);
        }
        *view = (struct sim_view){.mfn = frame, .domid = 0};
        return 0;
    }
    domain = domain_find(sim, owner);
    if (!domain) {
        return sim_fault(sim, XEN_ESRCH, "page table update for domain %u, which is not there",
                         owner);
    }
    if (translate && domain_is_pv(domain)) {
        if (domain->dying || (frame != domain->shared_mfn && !frame_is_owned(sim, domain, frame))) {
            return sim_fault(sim, XEN_EINVAL, "frame %#llx is not domain %u's",
                             (unsigned long long)frame, owner);
        }
        *view = (struct sim_view){.mfn = frame, .domid = owner};
        return 0;
    }
    if (translate) {
        uint64_t mfn = domain_mfn(domain, frame);

        if (mfn == 0 || domain->dying) {
            return sim_fault(sim, XEN_EINVAL, "gfn %#llx of domain %u is not populated",
                             (unsigned long long)frame, owner);
        }
        *view = (struct sim_view){.mfn = mfn, .domid = owner};
        return 0;
    }
    if (!domain_has_grants(domain, frame)) {
        return sim_fault(sim, XEN_EINVAL, "frame %#llx is no grant table of domain %u",
                         (unsigned long long)frame, owner);
    }
    *view = (struct sim_view){.mfn = frame, .domid = owner};
    return 0;
}

/* Drops the whole image by the one entry above its tables. */
static int64_t image_drop(struct sim *sim, uint64_t value)
{
    struct sim_window *image = &sim->windows[WINDOW_IMAGE];

    if (value)
        return sim_fault(sim, XEN_EINVAL, "the image's entry may only be cleared");
    for (uint32_t i = 0; i < image->pages; i++)
        window_set(sim, image, i, (struct sim_view){0});
    return 0;
}

int64_t serve_va_mapping(struct sim *sim, uint64_t address, uint64_t value, uint64_t flags)
{
    struct sim_window *image = &sim->windows[WINDOW_IMAGE];
    uint64_t offset = address - (uint64_t)(uintptr_t)image->base;

    sim_say(sim, -1, "unmap a page of the launch image");
    if (!image->base || offset / XEN_PAGE_SIZE >= image->pages || offset % XEN_PAGE_SIZE)
        return sim_fault(sim, XEN_EINVAL, "%#llx is no page of the image",
                         (unsigned long long)address);
    if (value || flags != UVMF_NONE)
        return sim_fault(sim, XEN_EINVAL,
                         "a page of the image may only be unmapped, without a flush");
    window_set(sim, image, (uint32_t)(offset / XEN_PAGE_SIZE), (struct sim_view){0});
    return 0;
}

/* Domain 0 says which page frame one of its machine frames is. */
static int64_t number_tell(struct sim *sim, uint64_t mfn, uint64_t pfn, uint32_t owner)
{
    if (owner != DOMID_SELF || !ranges_have(&sim->own, mfn, 1)) {
        return sim_fault(sim, XEN_EINVAL, "frame %#llx is not domain 0's to number",
                         (unsigned long long)mfn);
    }
    sim->m2p[mfn] = pfn;
    return 0;
}

static int64_t entry_write(struct sim *sim, const struct mmu_update *update, uint32_t owner)
{
    uint64_t command = update->ptr & COMMAND_MASK;
    struct sim_window *window;
    struct sim_view view = {0};
    uint32_t page;
    int64_t error;

    if (update->ptr == sim->image_entry)
        return image_drop(sim, update->val);
    if (command == MMU_MACHPHYS_UPDATE)
        return number_tell(sim, (update->ptr - command) >> XEN_PAGE_SHIFT, update->val, owner);
    if (command != MMU_NORMAL_PT_UPDATE && command != MMU_PT_UPDATE_NO_TRANSLATE) {
        return sim_fault(sim, XEN_ENOSYS, "page table update with command %llu",
                         (unsigned long long)command);
    }
    if (!window_find(sim, update->ptr - command, &window, &page)) {
        return sim_fault(sim, XEN_EINVAL, "%#llx is no entry of a window",
                         (unsigned long long)update->ptr);
    }
    if (window == &sim->windows[WINDOW_GRANTS])
        return sim_fault(sim, XEN_EINVAL, "an entry for grants is written otherwise");
    if (update->val & XEN_PTE_PRESENT) {
        if (update->val & ~FRAME_MASK & ~BITS_ALLOWED) {
            return sim_fault(sim, XEN_EINVAL,
                             "an entry with bits that a PV domain may not set: "
                             "%#llx",
                             (unsigned long long)update->val);
        }
        error = target_find(sim, (update->val & FRAME_MASK) >> XEN_PAGE_SHIFT,
                            command == MMU_NORMAL_PT_UPDATE, owner, &view);
        if (error)
            return error;
        view.writable = update->val & XEN_PTE_WRITE;
        if (view.writable && frame_is_table(sim, view.mfn)) {
            return sim_fault(sim, XEN_EBUSY, "frame %#llx is a table, and may not be written",
                             (unsigned long long)view.mfn);
        }
    } else if (update->val) {
        return sim_fault(sim, XEN_EINVAL, "an absent entry that is not zero: %#llx",
                         (unsigned long long)update->val);
    }
    window_set(sim, window, page, view);
    sim->work.mapped += view.mfn != 0;
    return 0;
}

static void updates_say(struct sim *sim, const struct mmu_update *first, uint64_t count,
                        uint32_t owner)
{
    int32_t domid = owner == DOMID_SELF ? 0 : (int32_t)owner;
    const char *plural = count == 1 ? "" : "s";

    if (first->ptr == sim->image_entry) {
        sim_say(sim, 0, "unmap the launch image");
    } else if ((first->ptr & COMMAND_MASK) == MMU_MACHPHYS_UPDATE) {
        sim_say(sim, 0, "number %llu own frame%s", (unsigned long long)count, plural);
    } else if (!(first->val & XEN_PTE_PRESENT)) {
        sim_say(sim, -1, "unmap %llu page%s", (unsigned long long)count, plural);
    } else if ((first->ptr & COMMAND_MASK) == MMU_PT_UPDATE_NO_TRANSLATE) {
        sim_say(sim, domid, "map its grant table");
    } else if (domid == 0) {
        sim_say(sim, domid, "map %llu own page%s", (unsigned long long)count, plural);
    } else {
        const struct sim_domain *domain = domain_find(sim, owner);

        sim_say(sim, domid, "map %llu page%s from %s %#llx", (unsigned long long)count, plural,
                domain && domain_is_pv(domain) ? "frame" : "gfn",
                (unsigned long long)(first->val & FRAME_MASK) >> XEN_PAGE_SHIFT);
    }
}

int64_t serve_mmu_update(struct sim *sim, uint64_t requests, uint64_t count, uint64_t done,
                         uint64_t foreign)
{
    int64_t error = 0;

    if (count == 0 || done || foreign > UINT16_MAX) {
        return sim_fault(sim, XEN_EINVAL, "mmu_update of %llu entries, foreign %#llx",
                         (unsigned long long)count, (unsigned long long)foreign);
    }
    for (uint64_t i = 0; i < count && !error; i++) {
        struct mmu_update update;

        memcpy(&update, (const uint8_t *)(uintptr_t)requests + i * sizeof(update), sizeof(update));
        if (i == 0)
            updates_say(sim, &update, count, (uint32_t)foreign);
        error = entry_write(sim, &update, (uint32_t)foreign);
    }
    windows_settle(sim);
    return error;
}

static int64_t frame_clear(struct sim *sim, uint64_t mfn)
{
    if (!ranges_have(&sim->own, mfn, 1)) {
        return sim_fault(sim, XEN_EINVAL, "clearing frame %#llx, which is not domain 0's",
                         (unsigned long long)mfn);
    }
    if (frame_is_table(sim, mfn)) {
        return sim_fault(sim, XEN_EBUSY, "clearing frame %#llx, which is a table",
                         (unsigned long long)mfn);
    }
    if (!frame_is_zero(sim, mfn))
        memset(frame_bytes(sim, mfn), 0, XEN_PAGE_SIZE);
    return 0;
}

int64_t serve_mmuext(struct sim *sim, uint64_t operations, uint64_t count, uint64_t done,
                     uint64_t foreign)
{
    struct sim_domain *domain =
        foreign == DOMID_SELF ? sim->domains[0] : domain_find(sim, (uint32_t)foreign);
    int64_t error = 0;

    if (count == 0 || done || !domain || foreign == 0) {
        return sim_fault(sim, XEN_EINVAL, "mmuext_op of %llu operations, foreign %#llx",
                         (unsigned long long)count, (unsigned long long)foreign);
    }
    for (uint64_t i = 0; i < count && !error; i++) {
        struct mmuext_op operation;

        memcpy(&operation, (const uint8_t *)(uintptr_t)operations + i * sizeof(operation),
               sizeof(operation));
        if (operation.cmd == MMUEXT_PIN_L4_TABLE || operation.cmd == MMUEXT_UNPIN_TABLE) {
            bool pin = operation.cmd == MMUEXT_PIN_L4_TABLE;

            sim_say(sim, (int32_t)domain->domid, "%s its page tables",
                    pin ? "check and pin" : "unpin");
            error = pin ? space_pin(sim, domain, operation.arg1.mfn)
                        : space_unpin(sim, domain, operation.arg1.mfn);
        } else if (foreign != DOMID_SELF) {
            error = sim_fault(sim, XEN_EINVAL, "mmuext command %u for domain %u", operation.cmd,
                              domain->domid);
        } else if (operation.cmd == MMUEXT_TLB_FLUSH_LOCAL) {
            sim_say(sim, -1, "flush the TLB");
            windows_flush(sim);
            domains_reap(sim);
        } else if (operation.cmd == MMUEXT_CLEAR_PAGE) {
            sim_say(sim, 0, "zero %llu own frames", (unsigned long long)count);
            error = frame_clear(sim, operation.arg1.mfn);
        } else {
            error = sim_fault(sim, XEN_ENOSYS, "mmuext command %u is none that a launcher needs",
                              operation.cmd);
        }
    }
    return error;
}
