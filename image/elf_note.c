/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Walks ELF notes and takes the PVH entry from Xen's; what is wrong with an ELF file, as text.
 */
#include "image/elf_note.h"

#include <string.h>

enum { XEN_ELFNOTE_PHYS32_ENTRY = 18 /* xen/include/public/elfnote.h */ };

/* Takes one note of owner "Xen"; `offset` is its descriptor's in the file. */
static enum elf_error xen_note_take(struct elf_notes *n, uint32_t type, uint64_t offset,
                                    uint32_t size)
{
    uint8_t bytes[8] = {0};
    uint64_t entry;

    n->xen_seen = true;
    if (type != XEN_ELFNOTE_PHYS32_ENTRY)
        return ELF_OK;
    if (size != 4 && size != 8)
        return ELF_BAD_NOTE;
    if (!n->file->read(n->file->context, offset, bytes, size))
        return ELF_UNREADABLE;
    entry = elf_le(bytes, 8);
    /* Two notes that disagree leave no right answer. */
    if (entry > UINT32_MAX || (n->kernel->has_pvh_entry && n->kernel->pvh_entry != entry))
        return ELF_BAD_NOTE;
    n->kernel->has_pvh_entry = true;
    n->kernel->pvh_entry = (uint32_t)entry;
    return ELF_OK;
}

enum elf_error elf_notes_walk(struct elf_notes *n, uint64_t offset, uint64_t size)
{
    uint64_t end = offset + size;

    if (!elf_range_inside(offset, size, n->file->size))
        return ELF_BAD_NOTE;
    /* Fewer bytes than a note's header are the alignment's padding at the end. */
    while (end - offset >= 12) {
        uint8_t header[12], owner[4];
        uint32_t owner_size, desc_size;
        uint64_t owner_room, desc_offset;

        if (n->left-- == 0)
            return ELF_BAD_NOTE;
        if (!n->file->read(n->file->context, offset, header, sizeof(header)))
            return ELF_UNREADABLE;
        owner_size = elf_u32(header);
        desc_size = elf_u32(header + 4);
        offset += sizeof(header);
        owner_room = ((uint64_t)owner_size + 3) & ~UINT64_C(3);
        if (owner_room > end - offset || desc_size > end - offset - owner_room)
            return ELF_BAD_NOTE;
        desc_offset = offset + owner_room;
        if (owner_size == sizeof(owner)) {
            if (!n->file->read(n->file->context, offset, owner, sizeof(owner)))
                return ELF_UNREADABLE;
            if (memcmp(owner, "Xen", sizeof(owner)) == 0) {
                enum elf_error error =
                    xen_note_take(n, elf_u32(header + 8), desc_offset, desc_size);

                if (error)
                    return error;
            }
        }
        offset = desc_offset + (((uint64_t)desc_size + 3) & ~UINT64_C(3));
        if (offset > end) /* the last descriptor without its padding */
            return ELF_OK;
    }
    return ELF_OK;
}

const char *elf_strerror(enum elf_error error)
{
    switch (error) {
    case ELF_OK:
        return "no error";
    case ELF_UNREADABLE:
        return "the file could not be read";
    case ELF_NOT_ELF:
        return "not an ELF file";
    case ELF_WRONG_MACHINE:
        return "not an ELF file for i386 or x86-64";
    case ELF_WRONG_TYPE:
        return "not an executable ELF file";
    case ELF_BAD_HEADERS:
        return "the ELF headers are damaged or cut off";
    case ELF_TOO_MANY:
        return "more than 32 loadable segments";
    case ELF_BAD_SEGMENT:
        return "a loadable segment is out of bounds";
    case ELF_OVERLAP:
        return "two loadable segments overlap";
    case ELF_NO_SEGMENT:
        return "no loadable segment";
    case ELF_BAD_NOTE:
        return "an ELF note is damaged";
    case ELF_NO_PVH_NOTE:
        return "no PVH entry (ELF note XEN_ELFNOTE_PHYS32_ENTRY)";
    case ELF_ENTRY_OUTSIDE:
        return "the PVH entry is outside of the loadable segments";
    case ELF_NO_PV_NOTE:
        return "no notes of a 64-bit Xen PV kernel (XEN_ELFNOTE_ENTRY, XEN_VERSION, LOADER)";
    case ELF_PV_OUTSIDE:
        return "the PV entry or the hypercall page is outside of the loadable segments";
    case ELF_PV_FEATURE:
        return "it requires a Xen feature that PV domains do not have here";
    case ELF_NOT_DOM0:
        return "its notes say that it cannot be domain 0";
    }
    return "unknown ELF error";
}
