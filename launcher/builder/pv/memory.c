/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Giving a PV domain its memory, and the list that names the machine frame of each page frame.
 */
#include <string.h>

#include "core/pci/memory_map.h"
#include "launcher/builder/pv/pv.h"
#include "xen/frames.h"
#include "xen/memory_op.h"
#include "xen/mmu.h"
#include "xen/window.h"

int build_pv_list_make(struct build *b)
{
    const struct window *window = &b->boot->p2m;
    const struct pv_layout *pv = &b->pv;
    uint64_t *list = (uint64_t *)(void *)window->base, *list_frames = b->site->list_frames;
    uint64_t room = pv->p2m_pages * (XEN_PAGE_SIZE / sizeof(uint64_t));
    int64_t done;
    int error;

    if (pv->p2m_pages > window->pages) {
        return build_fail(
            b, BUILD_POPULATE,
            "%lu MiB are more than the launcher can list, %lu MiB; give it less memory",
            (unsigned long)(pv->pages >> 8), (unsigned long)window->pages * 2);
    }
    for (uint64_t i = 0; i < pv->p2m_pages; i++)
        list_frames[i] = pv->p2m + i;
    done = xen_memory_populate(b->xen, b->owner, list_frames, pv->p2m_pages, 0);
    if (done < 0)
        return build_refused(b, BUILD_POPULATE, "its frame list", done);
    b->listed = (uint64_t)done;
    if (b->listed < pv->p2m_pages) {
        return build_fail(b, BUILD_POPULATE,
                          "memory ran out at its frame list; give the domains less memory or the "
                          "host more");
    }
    error = window_map(b->xen, window, 0, list_frames, (uint32_t)pv->p2m_pages, b->owner);
    if (error)
        return build_refused(b, BUILD_POPULATE, "its frame list", error);
    b->p2m = list;
    memset(list, 0, pv->pages * sizeof(uint64_t));
    memset(list + pv->pages, 0xff, (room - pv->pages) * sizeof(uint64_t));
    memcpy(list + pv->p2m, list_frames, pv->p2m_pages * sizeof(uint64_t));
    return 0;
}

int build_pv_populate(struct build *b, uint64_t first, uint64_t end)
{
    uint64_t list_end = b->pv.p2m + b->pv.p2m_pages;
    uint64_t before = end < b->pv.p2m ? end : b->pv.p2m;
    int error = first < before ? build_populate(b, first, before - first) : 0;

    first = first > list_end ? first : list_end;
    return !error && first < end ? build_populate(b, first, end - first) : error;
}

int build_pv_memory_create(struct build *b)
{
    struct e820_entry map[PCI_MEMORY_MAP_MAX];
    uint32_t count = pci_memory_map(map, b->pv.pages << XEN_PAGE_SHIFT, b->memory_end);
    int error = build_limits_set(b);

    if (!error)
        error = build_pv_list_make(b);
    if (!error)
        error = build_pv_populate(b, 0, b->pv.pages);
    if (error)
        return error;
    b->result->console_frame = b->p2m[b->pv.console];
    b->result->store_frame = b->p2m[b->pv.store];
    error = xen_memory_set_map(b->xen, b->domid, map, count);
    return error ? build_refused(b, BUILD_POPULATE, "its memory map", error) : 0;
}

int build_pv_image_clear(struct build *b)
{
    uint64_t first = (b->kernel.paddr_start - b->pv.paddr_offset) >> XEN_PAGE_SHIFT;
    uint64_t end = (b->kernel.paddr_end - b->pv.paddr_offset + XEN_PAGE_SIZE - 1) >> XEN_PAGE_SHIFT;
    struct frames_batch batch = {.xen = b->xen, .stay = true};

    frames_batch_add(&batch, b->p2m[b->pv.stack]);
    for (uint64_t pfn = first; pfn < end; pfn++) {
        /* What bytes of the kernel's file fill as a whole will be written. */
        if (!elf_has_range(&b->kernel, (pfn << XEN_PAGE_SHIFT) + b->pv.paddr_offset, XEN_PAGE_SIZE,
                           true))
            frames_batch_add(&batch, b->p2m[pfn]);
    }
    (void)frames_batch_end(&batch);
    return batch.error ? build_refused(b, BUILD_POPULATE, "its memory", batch.error) : 0;
}

int build_pv_list_unmap(struct build *b)
{
    int error = 0;

    if (b->p2m) {
        b->p2m = NULL;
        error = window_unmap(b->xen, &b->boot->p2m, 0, (uint32_t)b->pv.p2m_pages);
    }
    return error;
}

void build_pv_list_release(struct build *b)
{
    (void)frames_release(b->xen, b->site->list_frames, b->listed);
    b->listed = 0;
}
