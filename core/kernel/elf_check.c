/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Whether a kernel can be started as PVH or as PV; what is wrong with an ELF file, as text.
 */
#include "core/kernel/elf.h"

enum { FRAME_SIZE = 4096 };

bool elf_has_range(const struct elf_kernel *kernel, uint64_t paddr, uint64_t size, bool in_file)
{
    for (uint32_t i = 0; i < kernel->segment_count; i++) {
        const struct elf_segment *segment = &kernel->segments[i];
        uint64_t whole = in_file ? segment->file_size : segment->mem_size;

        if (paddr >= segment->paddr && whole >= size && paddr - segment->paddr <= whole - size)
            return true;
    }
    return false;
}

/* What comes from the file: what follows it in a segment is zero, and no entry. */
static bool entry_inside(const struct elf_kernel *kernel, uint64_t paddr)
{
    return elf_has_range(kernel, paddr, 1, true);
}

enum elf_error elf_check_pvh(const struct elf_kernel *kernel)
{
    if (!kernel->has_pvh_entry)
        return kernel->pv_32bit ? ELF_PV_32BIT : ELF_NO_PVH_NOTE;
    return entry_inside(kernel, kernel->pvh_entry) ? ELF_OK : ELF_ENTRY_OUTSIDE;
}

/* Whether the whole image lies at or above the virtual base, without wrapping. */
static bool pv_range_fits(const struct elf_kernel *kernel)
{
    const struct elf_pv *pv = &kernel->pv;

    return (pv->virt_base | pv->paddr_offset) % FRAME_SIZE == 0 &&
           kernel->paddr_start >= pv->paddr_offset &&
           kernel->paddr_end - pv->paddr_offset <= UINT64_MAX - pv->virt_base;
}

/*
 * The physical address that is seen at `vaddr`. Of an address that is nowhere in the image it is
 * outside of all segments, as the image's range does not wrap.
 */
static uint64_t pv_paddr(const struct elf_pv *pv, uint64_t vaddr)
{
    return vaddr - pv->virt_base + pv->paddr_offset;
}

static bool pv_addresses_fit(const struct elf_kernel *kernel)
{
    const struct elf_pv *pv = &kernel->pv;

    if (!pv_range_fits(kernel) || !entry_inside(kernel, pv_paddr(pv, pv->entry)))
        return false;
    if (pv->has_hypercall_page &&
        (pv->hypercall_page % FRAME_SIZE != 0 ||
         !elf_has_range(kernel, pv_paddr(pv, pv->hypercall_page), FRAME_SIZE, false)))
        return false;
    return !pv->has_init_p2m || pv->init_p2m % FRAME_SIZE == 0;
}

enum elf_error elf_check_pv(const struct elf_kernel *kernel, bool dom0)
{
    const struct elf_pv *pv = &kernel->pv;

    if (!pv->present)
        return kernel->pv_32bit ? ELF_PV_32BIT : ELF_NO_PV_NOTE;
    if (!pv_addresses_fit(kernel))
        return ELF_PV_OUTSIDE;
    if (pv->unsupported)
        return ELF_PV_FEATURE;
    if (dom0)
        return pv->dom0 ? ELF_OK : ELF_NOT_DOM0;
    return pv->only_dom0 ? ELF_ONLY_DOM0 : ELF_OK;
}

const char *elf_strerror(enum elf_error error)
{
    static const char *const texts[] = {
        [ELF_OK] = "no error",
        [ELF_UNREADABLE] = "the file could not be read",
        [ELF_NOT_ELF] = "not an ELF file",
        [ELF_WRONG_MACHINE] = "not an ELF file for i386 or x86-64",
        [ELF_WRONG_TYPE] = "not an executable ELF file",
        [ELF_BAD_HEADERS] = "the ELF headers are damaged or cut off",
        [ELF_TOO_MANY] = "more than 32 loadable segments",
        [ELF_BAD_SEGMENT] = "a loadable segment is out of bounds",
        [ELF_OVERLAP] = "two loadable segments overlap",
        [ELF_NO_SEGMENT] = "no loadable segment",
        [ELF_BAD_NOTE] = "an ELF note is damaged or contradicts another",
        [ELF_NO_PVH_NOTE] = "no PVH entry (ELF note XEN_ELFNOTE_PHYS32_ENTRY)",
        [ELF_ENTRY_OUTSIDE] = "the PVH entry is outside of the loadable segments",
        [ELF_NO_PV_NOTE] =
            "no notes of a 64-bit Xen PV kernel (XEN_ELFNOTE_XEN_VERSION, GUEST_OS or LOADER)",
        [ELF_PV_32BIT] = "it is a 32-bit PV kernel, which is not supported",
        [ELF_PV_OUTSIDE] =
            ("a PV address in its notes (base, entry, hypercall page, p2m list) does "
             "not suit its loadable segments"),
        [ELF_PV_FEATURE] = "it requires a Xen feature that PV domains do not have",
        [ELF_NOT_DOM0] = "its notes say that it cannot be domain 0",
        [ELF_ONLY_DOM0] = "its notes say that it can only be domain 0",
    };

    return texts[error];
}
