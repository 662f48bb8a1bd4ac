/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Takes Xen's notes of a kernel one by one, and says what all of them mean.
 */
#include <string.h>

#include "core/kernel/elf_note.h"

/* Bits of features (xen/include/public/features.h). */
enum {
    XENFEAT_writable_page_tables = 0,
    XENFEAT_pae_pgdir_above_4gb = 4,
    XENFEAT_dom0 = 11,
    XENFEAT_linux_rsdp_unrestricted = 15,
};

/* The names that Xen knows in the text of FEATURES, by their bits; the others have none. */
static const char *const feature_names[] = {
    [XENFEAT_writable_page_tables] = "writable_page_tables",
    [1] = "writable_descriptor_tables",
    [2] = "auto_translated_physmap",
    [3] = "supervisor_mode_kernel",
    [XENFEAT_pae_pgdir_above_4gb] = "pae_pgdir_above_4gb",
    [8] = "hvm_callback_vector",
    [XENFEAT_dom0] = "dom0",
};

/*
 * Features that a kernel may require of a 64-bit PV domain: Xen emulates writes to page tables, a
 * page directory lies anywhere, and domain 0 is what elf_check_pv decides.
 */
#define FEATURES_GIVEN                                                                             \
    (1u << XENFEAT_writable_page_tables | 1u << XENFEAT_pae_pgdir_above_4gb | 1u << XENFEAT_dom0)

enum { FEATURES_SIZE_MAX = 512 /* of the text; all known names make up about 150 */ };

static bool note_is_seen(const struct elf_notes *n, uint32_t type)
{
    return n->seen >> type & 1;
}

/* Two notes that disagree leave no right answer. */
static enum elf_error value_take(struct elf_notes *n, uint32_t type, uint64_t value)
{
    if (note_is_seen(n, type) && n->values[type] != value)
        return ELF_BAD_NOTE;
    n->seen |= 1u << type;
    n->values[type] = value;
    return ELF_OK;
}

static enum elf_error number_take(struct elf_notes *n, uint32_t type, uint64_t offset,
                                  uint32_t size)
{
    uint8_t bytes[8] = {0};

    if (size != 4 && size != 8)
        return ELF_BAD_NOTE;
    if (!n->file->read(n->file->context, offset, bytes, size))
        return ELF_UNREADABLE;
    return value_take(n, type, le_read(bytes, 8));
}

/* Whether a text begins with these bytes. */
static enum elf_error text_take(struct elf_notes *n, uint32_t type, uint64_t offset, uint32_t size,
                                const char *wanted, size_t length)
{
    uint8_t bytes[8];

    if (size < length)
        return value_take(n, type, false);
    if (!n->file->read(n->file->context, offset, bytes, length))
        return ELF_UNREADABLE;
    return value_take(n, type, memcmp(bytes, wanted, length) == 0);
}

/* Takes one name, "!" before it where it is required. Names that Xen does not know are nothing. */
static void feature_take(struct elf_notes *n, const char *name, size_t length)
{
    bool required = length > 0 && name[0] == '!';

    if (required) {
        name++;
        length--;
    }
    for (uint32_t i = 0; i < sizeof(feature_names) / sizeof(feature_names[0]); i++) {
        const char *known = feature_names[i];

        if (known && strlen(known) == length && memcmp(known, name, length) == 0) {
            n->features_known |= 1u << i;
            n->features_required |= required ? 1u << i : 0;
            return;
        }
    }
    n->feature_unknown |= required;
}

static enum elf_error features_take(struct elf_notes *n, uint64_t offset, uint32_t size)
{
    char text[FEATURES_SIZE_MAX];
    size_t start = 0;

    if (size > sizeof(text))
        return ELF_BAD_NOTE;
    if (!n->file->read(n->file->context, offset, text, size))
        return ELF_UNREADABLE;
    for (size_t i = 0; i <= size; i++) {
        bool end = i == size || text[i] == '\0';

        if (end || text[i] == '|') {
            feature_take(n, text + start, i - start);
            start = i + 1;
        }
        if (end)
            break;
    }
    return ELF_OK;
}

enum elf_error elf_xen_note_take(struct elf_notes *n, uint32_t type, uint64_t offset, uint32_t size)
{
    n->xen_seen = true;
    switch (type) {
    case XEN_ELFNOTE_ENTRY:
    case XEN_ELFNOTE_HYPERCALL_PAGE:
    case XEN_ELFNOTE_VIRT_BASE:
    case XEN_ELFNOTE_PADDR_OFFSET:
    case XEN_ELFNOTE_INIT_P2M:
    case XEN_ELFNOTE_MOD_START_PFN:
    case XEN_ELFNOTE_SUPPORTED_FEATURES:
    case XEN_ELFNOTE_PHYS32_ENTRY:
        return number_take(n, type, offset, size);
    /* Of these only the beginning counts, as in Xen; of the last one all, with its end. */
    case XEN_ELFNOTE_XEN_VERSION:
        return text_take(n, type, offset, size, "xen-3.0", strlen("xen-3.0"));
    case XEN_ELFNOTE_GUEST_OS:
        return text_take(n, type, offset, size, "linux", strlen("linux"));
    case XEN_ELFNOTE_LOADER:
        return text_take(n, type, offset, size, "generic", strlen("generic"));
    case XEN_ELFNOTE_BSD_SYMTAB:
        return text_take(n, type, offset, size, "yes", sizeof("yes"));
    case XEN_ELFNOTE_FEATURES:
        return features_take(n, offset, size);
    default:
        return ELF_OK;
    }
}

static void pv_settle(const struct elf_notes *n, uint64_t entry, struct elf_pv *pv)
{
    const uint64_t *values = n->values; /* 0 where there was no note */
    uint32_t supported = (uint32_t)values[XEN_ELFNOTE_SUPPORTED_FEATURES] | n->features_known;

    pv->present = true;
    pv->virt_base = values[XEN_ELFNOTE_VIRT_BASE];
    pv->paddr_offset = values[XEN_ELFNOTE_PADDR_OFFSET];
    pv->entry = note_is_seen(n, XEN_ELFNOTE_ENTRY) ? values[XEN_ELFNOTE_ENTRY] : entry;
    pv->has_hypercall_page = note_is_seen(n, XEN_ELFNOTE_HYPERCALL_PAGE);
    pv->hypercall_page = values[XEN_ELFNOTE_HYPERCALL_PAGE];
    if (note_is_seen(n, XEN_ELFNOTE_INIT_P2M) && values[XEN_ELFNOTE_INIT_P2M] < pv->virt_base) {
        pv->has_init_p2m = true;
        pv->init_p2m = values[XEN_ELFNOTE_INIT_P2M];
    }
    /* Kernels older than the note about supported features may be anything. */
    pv->dom0 = !note_is_seen(n, XEN_ELFNOTE_SUPPORTED_FEATURES) || (supported >> XENFEAT_dom0 & 1);
    pv->only_dom0 = n->features_required >> XENFEAT_dom0 & 1;
    pv->unsupported = n->feature_unknown || (n->features_required & ~FEATURES_GIVEN);
}

enum elf_error elf_xen_notes_settle(const struct elf_notes *n, uint64_t entry,
                                    struct elf_kernel *kernel)
{
    const uint64_t *values = n->values;

    if (values[XEN_ELFNOTE_PHYS32_ENTRY] > UINT32_MAX)
        return ELF_BAD_NOTE;
    kernel->has_pvh_entry = note_is_seen(n, XEN_ELFNOTE_PHYS32_ENTRY);
    kernel->pvh_entry = (uint32_t)values[XEN_ELFNOTE_PHYS32_ENTRY];
    /* An offset of physical addresses means nothing without the base; Xen refuses it, too. */
    if (note_is_seen(n, XEN_ELFNOTE_PADDR_OFFSET) && !note_is_seen(n, XEN_ELFNOTE_VIRT_BASE))
        return ELF_BAD_NOTE;
    kernel->linux_guest = values[XEN_ELFNOTE_GUEST_OS];
    kernel->mod_start_pfn = values[XEN_ELFNOTE_MOD_START_PFN];
    kernel->rsdp_low =
        kernel->linux_guest &&
        !(values[XEN_ELFNOTE_SUPPORTED_FEATURES] >> XENFEAT_linux_rsdp_unrestricted & 1);
    if (values[XEN_ELFNOTE_XEN_VERSION] &&
        (values[XEN_ELFNOTE_LOADER] || values[XEN_ELFNOTE_GUEST_OS])) {
        kernel->pv_32bit = !kernel->x86_64;
        if (kernel->x86_64)
            pv_settle(n, entry, &kernel->pv);
    }
    return ELF_OK;
}
