/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Writing a grant table of version 1, a frame of it at a time.
 */
#include "launcher/share/grants.h"

#include "core/share/share.h"
#include "xen/memory_op.h"
#include "xen/mmu.h"
#include "xen/window.h"

#include <xen/grant_table.h>

/* Has the window's first page show a frame of the domain's table. */
static int table_show(struct build *b, uint32_t frame)
{
    struct xen_pte_update update = {.pointer = b->boot->copy.entries | XEN_PTE_NO_TRANSLATE};
    uint64_t mfn;
    int error = xen_grant_table_frame(b->xen, b->domid, frame, &mfn);

    update.value = (mfn << XEN_PAGE_SHIFT) | XEN_PTE_RW;
    return error ? error : xen_pte_update(b->xen, &update, 1, b->domid);
}

static void entry_write(grant_entry_v1_t *entry, uint32_t domid, uint64_t frame, uint16_t flags)
{
    entry->domid = (domid_t)domid;
    entry->frame = (uint32_t)frame;
    /* The flags make the entry valid: last. */
    __atomic_store_n(&entry->flags, flags, __ATOMIC_RELEASE);
}

int grants_write(struct build *b, uint32_t first, uint32_t count, const uint64_t *frames,
                 uint32_t domid, uint16_t flags)
{
    const struct window *window = &b->boot->copy;
    grant_entry_v1_t *table = (grant_entry_v1_t *)(void *)window->base;
    int error = 0;

    for (uint32_t i = 0; i < count && !error; i++) {
        uint32_t reference = first + i, at = reference % SHARE_ENTRIES;

        if (i == 0 || at == 0)
            error = table_show(b, reference / SHARE_ENTRIES);
        if (!error)
            entry_write(&table[at], domid, frames[i], flags);
        if (!error && (i + 1 == count || at + 1 == SHARE_ENTRIES))
            error = window_unmap(b->xen, window, 0, 1);
    }
    return error;
}
