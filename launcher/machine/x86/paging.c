/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The launcher's own page tables: protections of its pages, windows, and the map of the image.
 *
 * Xen checks every entry; a page that is a table may nowhere be mapped writable.
 */
#include "launcher/machine/x86/machine.h"
#include "xen/errno.h"
#include "xen/mmu.h"

enum { ENTRIES = 512, LEVEL_BITS = 9 };

#define PTE_FRAME_MASK UINT64_C(0x000ffffffffff000)

/* Windows: one table each for fixed pages, rings and copies, some for loading, many for a list. */
enum {
    TABLE_FIXED = 0,
    TABLE_RINGS = 1,
    TABLE_COPY = 2,
    TABLE_LOAD = 3,
    TABLE_P2M = TABLE_LOAD + (int)WINDOW_LOAD_PAGES / (int)ENTRIES,
    TABLES = TABLE_P2M + (int)WINDOW_P2M_PAGES / (int)ENTRIES,
};

static uint64_t window_tables[TABLES][ENTRIES] __attribute__((aligned(4096)));
static uint8_t scratch[SCRATCH_PAGES][XEN_PAGE_SIZE] __attribute__((aligned(4096)));
static struct xen_pte_update updates[ENTRIES];

static unsigned int index_of(uint64_t address, unsigned int level)
{
    return (unsigned int)(address >> (XEN_PAGE_SHIFT + LEVEL_BITS * (level - 1))) % ENTRIES;
}

static uint64_t page_of(const volatile void *address)
{
    return ((uint64_t)(uintptr_t)address - MACHINE_VIRT_BASE) >> XEN_PAGE_SHIFT;
}

/* The machine frame under an address of the chunk, which is consecutive in the machine. */
static uint64_t mfn_of(const struct machine_paging *paging, const volatile void *address)
{
    return paging->chunk_mfn + page_of(address);
}

/* One of Xen's bootstrap tables, by machine frame. */
static const uint64_t *table_at(const struct machine_paging *paging, uint64_t mfn)
{
    return (const uint64_t *)(uintptr_t)(MACHINE_VIRT_BASE +
                                         ((mfn - paging->chunk_mfn) << XEN_PAGE_SHIFT));
}

/* The machine frame of the bootstrap table of `level` that serves `address`. */
static uint64_t table_for(const struct machine_paging *paging, uint64_t address, unsigned int level)
{
    uint64_t mfn = paging->root_mfn;

    for (unsigned int l = 4; l > level; l--)
        mfn = (table_at(paging, mfn)[index_of(address, l)] & PTE_FRAME_MASK) >> XEN_PAGE_SHIFT;
    return mfn;
}

static uint64_t entry_address(uint64_t table_mfn, unsigned int index)
{
    return (table_mfn << XEN_PAGE_SHIFT) + index * sizeof(uint64_t);
}

void machine_paging_init(struct machine_paging *paging, const struct start_info *info)
{
    const uint64_t *p2m = (const uint64_t *)info->mfn_list;
    uint64_t tables_end = page_of((void *)info->pt_base) + info->nr_pt_frames;
    uint64_t used = (tables_end + 1) << XEN_PAGE_SHIFT;
    const uint64_t step = UINT64_C(4) << 20, spare = UINT64_C(512) << 10;
    uint64_t end = (used + step - 1) & ~(step - 1);

    /* Xen ends the bootstrap area on 4 MiB with at least 512 KiB after the boot stack. */
    if (end - used < spare)
        end += step;
    paging->chunk_mfn = p2m[0];
    paging->chunk_pages = end >> XEN_PAGE_SHIFT;
    paging->root_mfn = mfn_of(paging, (void *)info->pt_base);
    paging->first_table = page_of((void *)info->pt_base);
    paging->table_count = info->nr_pt_frames;
}

/* What may be done with page `page` of the chunk. */
static uint64_t protection_of(const struct machine_paging *paging, uint64_t page)
{
    if (page < page_of(machine_text_end))
        return XEN_PTE_PRESENT | XEN_PTE_ACCESSED;
    if (page < page_of(machine_rodata_end))
        return XEN_PTE_RO;
    if (page >= page_of(window_tables) && page < page_of(window_tables) + TABLES)
        return XEN_PTE_RO;
    if (page == page_of(machine_guard) ||
        (page >= page_of(scratch) && page < page_of(scratch) + SCRATCH_PAGES))
        return 0;
    if (page < page_of(machine_end))
        return XEN_PTE_RW;
    if (page >= paging->first_table && page - paging->first_table < paging->table_count)
        return XEN_PTE_RO;
    return 0;
}

int machine_paging_protect(struct xen *xen, const struct machine_paging *paging)
{
    uint64_t directory = table_for(paging, MACHINE_VIRT_BASE, 2);
    int error = 0;

    for (uint64_t page = 0; page < paging->chunk_pages && !error; page += ENTRIES) {
        uint64_t base = MACHINE_VIRT_BASE + (page << XEN_PAGE_SHIFT);
        uint64_t table = table_for(paging, base, 1);

        for (unsigned int i = 0; i < ENTRIES; i++) {
            uint64_t protection = protection_of(paging, page + i);
            uint64_t frame = (paging->chunk_mfn + page + i) << XEN_PAGE_SHIFT;

            updates[i].pointer = entry_address(table, i);
            updates[i].value = protection ? frame | protection : 0;
        }
        error = xen_pte_update(xen, updates, ENTRIES, DOMID_SELF);
    }
    if (error)
        return error;
    error = xen_tlb_flush(xen);
    if (error)
        return error;
    for (unsigned int i = 0; i < TABLES; i++) {
        updates[i].pointer = entry_address(directory, index_of(MACHINE_WINDOW_BASE, 2) + i);
        updates[i].value = (mfn_of(paging, window_tables[i]) << XEN_PAGE_SHIFT) | XEN_PTE_TABLE;
    }
    return xen_pte_update(xen, updates, TABLES, DOMID_SELF);
}

static struct window window_at(const struct machine_paging *paging, unsigned int table,
                               uint32_t pages)
{
    return (struct window){
        .base =
            (uint8_t *)(uintptr_t)(MACHINE_WINDOW_BASE + (uint64_t)table * ENTRIES * XEN_PAGE_SIZE),
        .entries = mfn_of(paging, window_tables[table]) << XEN_PAGE_SHIFT,
        .pages = pages,
    };
}

void machine_paging_windows(const struct machine_paging *paging, struct boot *boot)
{
    _Static_assert((int)ENTRIES == (int)WINDOW_RING_PAGES && (int)ENTRIES == (int)WINDOW_COPY_PAGES,
                   "tables fit");
    boot->load = window_at(paging, TABLE_LOAD, WINDOW_LOAD_PAGES);
    boot->rings = window_at(paging, TABLE_RINGS, WINDOW_RING_PAGES);
    boot->copy = window_at(paging, TABLE_COPY, WINDOW_COPY_PAGES);
    boot->p2m = window_at(paging, TABLE_P2M, WINDOW_P2M_PAGES);
    /* Behind the page shared with Xen. */
    boot->grants = window_at(paging, TABLE_FIXED, WINDOW_GRANT_PAGES);
    boot->grants.base += XEN_PAGE_SIZE;
    boot->grants.entries += sizeof(uint64_t);
    boot->scratch_mfn = mfn_of(paging, scratch);
    boot->own_mfn = paging->chunk_mfn;
    boot->own_pages = paging->chunk_pages;
    boot->top_mfn = paging->root_mfn;
    boot->jump_pfn = page_of(machine_jump);
    boot->jump_address = (uint64_t)(uintptr_t)machine_jump;
}

struct shared_info *machine_paging_map_shared(struct xen *xen, const struct machine_paging *paging,
                                              uint64_t address)
{
    struct window fixed = window_at(paging, TABLE_FIXED, 1);
    struct xen_pte_update update = {.pointer = fixed.entries, .value = address | XEN_PTE_RW};

    if (xen_pte_update(xen, &update, 1, DOMID_SELF))
        return NULL;
    return (struct shared_info *)(void *)fixed.base;
}

/*
 * Fills one new table, taken from free frames, with `count` entries: frames `p2m[i]` for the last
 * level, else consecutive entries of `lower`; 0: an empty one. Returns its machine frame in *mfn.
 */
static int table_make(struct xen *xen, const struct machine_paging *paging, struct frames *frames,
                      const uint64_t *targets, unsigned int count, uint64_t bits, uint64_t *mfn)
{
    /* The first page of the copy window shows the table while it is an ordinary page. */
    struct window copy = window_at(paging, TABLE_COPY, 1);
    uint64_t *table = (uint64_t *)(void *)copy.base;
    struct xen_pte_update update = {.pointer = copy.entries};
    int error;

    if (!frames_take(frames, mfn))
        return -XEN_ENOMEM;
    update.value = (*mfn << XEN_PAGE_SHIFT) | XEN_PTE_RW;
    error = xen_pte_update(xen, &update, 1, DOMID_SELF);
    if (error)
        return error;
    error = xen_tlb_flush(xen);
    if (error)
        return error;
    for (unsigned int i = 0; i < ENTRIES; i++)
        table[i] = i < count && targets[i] ? (targets[i] << XEN_PAGE_SHIFT) | bits : 0;
    update.value = 0;
    error = xen_pte_update(xen, &update, 1, DOMID_SELF);
    return error ? error : xen_tlb_flush(xen);
}

/* Maps frames from the start of a slot of the top-level table on; what hangs there is *top. */
static int slot_map(struct xen *xen, const struct machine_paging *paging, struct frames *frames,
                    uint64_t address, const uint64_t *targets, uint64_t count, uint64_t bits,
                    uint64_t *top)
{
    static uint64_t directories[ENTRIES], tables[ENTRIES];
    unsigned int directory_count = 0;
    struct xen_pte_update update = {
        .pointer = entry_address(paging->root_mfn, index_of(address, 4)),
    };
    int error;

    if (count > (uint64_t)ENTRIES * ENTRIES * ENTRIES)
        return -XEN_EINVAL;
    while (count > 0) {
        unsigned int table_count = 0;

        while (count > 0 && table_count < ENTRIES) {
            unsigned int n = count < ENTRIES ? (unsigned int)count : ENTRIES;

            error = table_make(xen, paging, frames, targets, n, bits, &tables[table_count]);
            if (error)
                return error;
            table_count++;
            targets += n;
            count -= n;
        }
        error = table_make(xen, paging, frames, tables, table_count, XEN_PTE_TABLE,
                           &directories[directory_count]);
        if (error)
            return error;
        directory_count++;
    }
    error = table_make(xen, paging, frames, directories, directory_count, XEN_PTE_TABLE, top);
    if (error)
        return error;
    update.value = (*top << XEN_PAGE_SHIFT) | XEN_PTE_TABLE;
    return xen_pte_update(xen, &update, 1, DOMID_SELF);
}

int machine_paging_map(struct xen *xen, const struct machine_paging *paging, struct frames *frames,
                       uint64_t address, uint64_t first_pfn, uint64_t count, uint64_t bits)
{
    uint64_t top;

    return slot_map(xen, paging, frames, address, frames->p2m + first_pfn, count, bits, &top);
}

int machine_paging_rest(struct xen *xen, const struct machine_paging *paging, struct frames *frames,
                        uint64_t *top_mfn)
{
    static uint64_t slots[ENTRIES];
    uint64_t page = mfn_of(paging, machine_jump);
    int error =
        slot_map(xen, paging, frames, MACHINE_REST_BASE, &page, 1,
                 XEN_PTE_PRESENT | XEN_PTE_ACCESSED, &slots[index_of(MACHINE_REST_BASE, 4)]);

    return error ? error : table_make(xen, paging, frames, slots, ENTRIES, XEN_PTE_TABLE, top_mfn);
}

int machine_paging_drop(struct xen *xen, const struct machine_paging *paging, uint64_t address)
{
    struct xen_pte_update update = {
        .pointer = entry_address(paging->root_mfn, index_of(address, 4)),
    };
    int error = xen_pte_update(xen, &update, 1, DOMID_SELF);

    return error ? error : xen_tlb_flush(xen);
}
