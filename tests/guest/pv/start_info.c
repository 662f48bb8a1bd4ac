/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Checks the state at entry, and the order in which the builder packed what it made.
 *
 * Facts: xen/include/public/xen.h (start of day memory layout), arch-x86/xen-x86_64.h (selectors).
 */
#include "tests/guest/pv/pv.h"
#include "tests/guest/report.h"

enum {
    FLAG_DIRECTION = 1 << 10,
    FLAG_INTERRUPTS = 1 << 9,
    MAP_STEP = 4 << 20,
};

#define KNOWN_FLAGS                                                                                \
    (SIF_PRIVILEGED | SIF_INITDOMAIN | SIF_MULTIBOOT_MOD | SIF_MOD_START_PFN |                     \
     SIF_VIRT_P2M_4TOOLS | SIF_PM_MASK)

static uint64_t round_up(uint64_t address, uint64_t step)
{
    return (address + step - 1) / step * step;
}

static void check_registers(const struct pv_entry *entry)
{
    const uint16_t data[] = {entry->ds, entry->es, entry->fs, entry->gs};
    unsigned int i;

    if (!(entry->flags & FLAG_INTERRUPTS) || entry->flags & FLAG_DIRECTION)
        report_error("entered with wrong flags", entry->flags);
    if (entry->cs != FLAT_KERNEL_CS)
        report_error("entered with a wrong cs", entry->cs);
    if (entry->ss != FLAT_KERNEL_SS)
        report_error("entered with a wrong ss", entry->ss);
    for (i = 0; i < sizeof(data) / sizeof(data[0]); i++)
        if (data[i] != FLAT_KERNEL_DS && data[i] != FLAT_KERNEL_SS)
            report_error_once("entered with a wrong ds, es, fs or gs", data[i]);
}

static void check_flags(const struct pv *pv)
{
    const uint32_t privilege = SIF_PRIVILEGED | SIF_INITDOMAIN;
    uint32_t flags = pv->info->flags;

    if (flags & ~(uint32_t)KNOWN_FLAGS)
        report_error("unknown flags in start_info", flags);
    if ((flags & privilege) != (pv->dom0 ? privilege : 0))
        report_error("a privilege flag without the other", flags);
    if (flags & SIF_MULTIBOOT_MOD)
        report_error("the ramdisk is said to be a list of modules", flags);
    if (pv->info->mod_len && !(flags & SIF_MOD_START_PFN) != pv->plain)
        report_error("the ramdisk is not named in the way that the notes ask for", flags);
}

void pv_check_zero(const volatile uint8_t *page, size_t from, size_t end, const char *text)
{
    for (; from < end; from++)
        if (page[from])
            report_error_once(text, from);
}

/* What no field of the page takes must be zero: who reads more fields later must find none. */
static void check_rest(const struct pv *pv)
{
    const uint8_t *page = (const uint8_t *)pv->info;
    size_t at = offsetof(struct start_info, cmd_line), end = at + MAX_GUEST_CMDLINE;

    while (at < end && page[at])
        at++;
    if (at == end)
        report_error("the command line has no end", end);
    pv_check_zero(page, at, end, "bytes behind the command line; at");
    at = sizeof(*pv->info) + (pv->dom0 ? pv->info->console.dom0.info_size : 0);
    pv_check_zero(page, at, 4096, "bytes behind start_info; at");
}

/*
 * Kernel, ramdisk and list where they are to be mapped, start_info, the rings' pages, tables, boot
 * stack: each page aligned, one right after the other.
 */
static void check_order(const struct pv *pv)
{
    const struct start_info *info = pv->info;
    uint64_t next = pv->base + pv->image_end * 4096;
    uint64_t end = pv->base + pv->mapped * 4096;

    if (info->mod_len && !(info->flags & SIF_MOD_START_PFN)) {
        if (info->mod_start != next)
            report_error("the ramdisk does not follow the kernel", info->mod_start);
        next = round_up(info->mod_start + info->mod_len, 4096);
    }
    if (pv->plain) {
        if (info->mfn_list != next)
            report_error("the frame list does not follow kernel and ramdisk", info->mfn_list);
        if (info->nr_p2m_frames)
            report_error("page frames are named for a frame list in the initial mapping",
                         info->nr_p2m_frames);
        next = round_up(info->mfn_list + info->nr_pages * sizeof(*pv->list), 4096);
    } else if (info->mfn_list != pv->list_wanted) {
        report_error("the frame list is not where INIT_P2M asks for it", info->mfn_list);
    }
    if (pv->entry->start_info != next)
        report_error("start_info does not follow what is mapped before it", pv->entry->start_info);
    next = pv->entry->start_info + (pv->dom0 ? 4096 : 3 * 4096);
    if (info->pt_base != next)
        report_error("the page tables do not follow start_info and rings", info->pt_base);
    next = info->pt_base + (info->nr_pt_frames + 1) * 4096;
    if (pv->entry->stack != next)
        report_error("the boot stack does not follow the page tables", pv->entry->stack);
    if (end % MAP_STEP)
        report_error("the initial mapping does not end on 4 MiB", end);
    if (end < pv->entry->stack + MAP_SPARE)
        report_error("the initial mapping has less than 512 KiB behind the boot stack", end);
}

void pv_check_start_info(const struct pv *pv)
{
    static const char magic[] = "xen-3.0-x86_64";
    bool right = true;
    unsigned int i;

    for (i = 0; i < sizeof(pv->info->magic); i++)
        right = right && pv->info->magic[i] == (i < sizeof(magic) ? magic[i] : '\0');
    if (!right)
        report_error("start_info has no magic \"xen-3.0-x86_64\"", pv->entry->start_info);
    check_registers(pv->entry);
    check_flags(pv);
    check_rest(pv);
    check_order(pv);
}
