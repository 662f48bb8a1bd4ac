/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Walks ELF notes, every bound checked, and finds those of owner "Xen".
 */
#include "core/kernel/elf_note.h"

#include <string.h>

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
        owner_size = le32_read(header);
        desc_size = le32_read(header + 4);
        offset += sizeof(header);
        owner_room = ((uint64_t)owner_size + 3) & ~UINT64_C(3);
        if (owner_room > end - offset)
            return ELF_BAD_NOTE;
        desc_offset = offset + owner_room;
        /* GRUB's 32-bit PV images end within this one, which no 64-bit builder reads. */
        if (desc_size > end - desc_offset)
            return le32_read(header + 8) == XEN_ELFNOTE_PAE_MODE ? ELF_OK : ELF_BAD_NOTE;
        if (owner_size == sizeof(owner)) {
            if (!n->file->read(n->file->context, offset, owner, sizeof(owner)))
                return ELF_UNREADABLE;
            if (memcmp(owner, "Xen", sizeof(owner)) == 0) {
                enum elf_error error =
                    elf_xen_note_take(n, le32_read(header + 8), desc_offset, desc_size);

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
