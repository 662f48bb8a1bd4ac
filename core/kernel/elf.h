/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * A bounded reader of x86 ELF kernels (ELF32 and ELF64, little endian) and of their Xen notes.
 *
 * Facts: System V ABI (ELF header, program and section headers, notes); Xen notes are in
 * xen/include/public/elfnote.h. Notes are taken from PT_NOTE segments; where those have no Xen
 * note, from SHT_NOTE sections.
 */
#ifndef CORE_KERNEL_ELF_H
#define CORE_KERNEL_ELF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { ELF_SEGMENTS_MAX = 32, ELF_SYMBOLS_HEAD_SIZE = 264 };

enum elf_error {
    ELF_OK = 0,
    ELF_UNREADABLE,    /* the read function failed inside the file's bounds (see its own error) */
    ELF_NOT_ELF,       /* no ELF magic */
    ELF_WRONG_MACHINE, /* not little-endian i386 or x86-64 */
    ELF_WRONG_TYPE,    /* neither ET_EXEC nor ET_DYN */
    ELF_BAD_HEADERS,   /* header sizes or tables out of the file's bounds */
    ELF_TOO_MANY,      /* more than ELF_SEGMENTS_MAX loadable segments */
    ELF_BAD_SEGMENT,   /* a segment beyond the file, larger in file than in memory, or wrapping */
    ELF_OVERLAP,       /* two segments share physical addresses */
    ELF_NO_SEGMENT,    /* nothing to load */
    ELF_BAD_NOTE,      /* a note runs out of its bounds, has a wrong size or contradicts another */
    ELF_NO_PVH_NOTE,   /* no XEN_ELFNOTE_PHYS32_ENTRY */
    ELF_ENTRY_OUTSIDE, /* the PVH entry is not inside a loadable segment */
    ELF_NO_PV_NOTE,    /* no Xen notes of a 64-bit PV kernel (version "xen-3.0", loader or OS) */
    ELF_PV_32BIT,      /* no PVH entry, but notes of a 32-bit PV kernel */
    ELF_PV_OUTSIDE, /* a PV address (base, entry, hypercall page, p2m) does not suit the segments */
    ELF_PV_FEATURE, /* it requires a feature that is not given to PV domains here */
    ELF_NOT_DOM0,   /* it says that it cannot be domain 0 */
    ELF_ONLY_DOM0,  /* it says that it can be nothing else */
};

/* A PT_LOAD segment with memory size > 0, in the order of physical addresses. */
struct elf_segment {
    uint64_t offset;    /* of its bytes in the file */
    uint64_t file_size; /* bytes from the file; the rest up to mem_size is zero */
    uint64_t paddr;
    uint64_t mem_size;
};

/*
 * What a kernel's notes ask of the builder of a 64-bit PV address space. Addresses are virtual; a
 * segment's paddr is seen at paddr - paddr_offset + virt_base, and virt_base is frame 0: what the
 * kernel takes for its physical address is paddr - paddr_offset.
 *
 * Not honoured: the `__xen_guest` section that was there before notes, and an INIT_P2M at or above
 * virt_base, where it could meet the initial mapping (Xen's tools leave that one out, too:
 * start_info says where the list is).
 */
struct elf_pv {
    bool present; /* it has what a PV start needs; the rest is filled only then */
    uint64_t virt_base;
    uint64_t paddr_offset;
    uint64_t entry;
    bool has_hypercall_page;
    uint64_t hypercall_page;
    bool has_init_p2m; /* the list of frames is wanted there, out of the initial mapping */
    uint64_t init_p2m;
    bool dom0;        /* may be domain 0 */
    bool only_dom0;   /* may be nothing else */
    bool unsupported; /* requires a feature that no PV domain has here */
};

/* Bytes of the file, and where they belong. */
struct elf_piece {
    uint64_t offset;
    uint64_t size;
    uint64_t paddr;
};

/*
 * The symbol table of a 64-bit kernel whose note BSD_SYMTAB says "yes", with its strings, behind
 * the last segment: `head` at `paddr` (the length of what follows its four bytes, an ELF header,
 * the headers of three sections), then the two tables, each on a multiple of 8. Not present in a
 * kernel that has no such table.
 */
struct elf_symbols {
    bool present;
    uint64_t paddr;
    uint64_t size;              /* of all of it, a multiple of 8 */
    struct elf_piece tables[2]; /* symbols, strings */
    uint8_t head[ELF_SYMBOLS_HEAD_SIZE];
};

struct elf_kernel {
    unsigned int bits; /* 32 or 64: the class of the file, whatever code is in it */
    bool x86_64;       /* its machine; else i386 */
    uint32_t segment_count;
    struct elf_segment segments[ELF_SEGMENTS_MAX];
    uint64_t paddr_start; /* first byte of the lowest segment */
    uint64_t paddr_end;   /* one past the last byte of the highest, and of the symbols behind it */
    bool has_pvh_entry;
    uint32_t pvh_entry; /* physical address, 32-bit protected mode entry */
    bool linux_guest;   /* GUEST_OS is "linux" */
    bool mod_start_pfn; /* the ramdisk need not be mapped; a PV kernel has it by its page frame */
    bool rsdp_low;      /* a Linux that finds the ACPI tables only where a BIOS has them */
    bool pv_32bit;      /* has the notes of a PV start, for i386 */
    struct elf_pv pv;
    struct elf_symbols symbols;
};

/* Reads `count` bytes at `offset`; returns false on failure. The reader never asks beyond `size`.
 */
typedef bool elf_read_fn(void *context, uint64_t offset, void *target, size_t count);

/*
 * Reads headers and notes of a file of `size` bytes, whatever it may be started as: see the two
 * checks below for that.
 */
enum elf_error elf_read(elf_read_fn *read, void *context, uint64_t size, struct elf_kernel *kernel);

/*
 * Whether the kernel can be started as PVH; as PV, `dom0` as domain 0. ELF_OK or why not. After
 * elf_check_pv the image's virtual addresses do not wrap, the entry lies in bytes of the file, the
 * hypercall page is a whole page of a segment, and bases and pages are aligned.
 */
enum elf_error elf_check_pvh(const struct elf_kernel *kernel);
enum elf_error elf_check_pv(const struct elf_kernel *kernel, bool dom0);

/*
 * Whether a segment has all `size` bytes at `paddr`; `in_file`: as bytes of the file, and not as
 * the zeros behind them.
 */
bool elf_has_range(const struct elf_kernel *kernel, uint64_t paddr, uint64_t size, bool in_file);

/* What is wrong, as text for a person. */
const char *elf_strerror(enum elf_error error);

#endif
