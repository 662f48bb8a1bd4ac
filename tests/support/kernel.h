/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Makes small ELF kernels for tests, with everything that a loader may stumble over.
 */
#ifndef TESTS_SUPPORT_KERNEL_H
#define TESTS_SUPPORT_KERNEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct kernel_spec {
    unsigned int bits; /* 32 or 64 */
    uint64_t paddr;    /* of its first segment */
    size_t text_size;
    size_t data_size; /* of a second segment at an odd address */
    size_t bss_size;  /* zeros after it */
    enum { NOTE_IN_SEGMENT, NOTE_IN_SECTION, NOTE_ABSENT } note;
    /* 64-bit only: also a PV kernel. The plain one wants frame list and ramdisk mapped, and has a
     * hypercall page, its second. */
    enum { PV_ABSENT, PV_FULL, PV_PLAIN, PV_NOT_DOM0, PV_NOT_LINUX } pv;
    bool symbols; /* 64-bit only: a symbol table, and the note that asks for it */
    bool random;  /* bytes that no compression makes smaller */
    /* File and memory agree within pages, so that those need no copy; but rubbish stands beside. */
    bool congruent;
    bool adjoining; /* with it: the second part begins in the page in which the first ends */
    uint32_t seed;
};

/* A part of the kernel and where it belongs. */
struct kernel_part {
    uint64_t paddr;
    const uint8_t *bytes;
    size_t size;
    size_t bss_size;
};

struct kernel {
    uint8_t *bytes;
    size_t size;
    uint32_t entry;
    struct kernel_part parts[2];
    const uint8_t *symtab, *strtab; /* NULL without symbols */
    size_t symtab_size, strtab_size;
    uint32_t cmdline_size; /* that the image gives of it; 0: none */
    bool undecodable;      /* to be stored as rubbish, with the digest of that rubbish */
};

/* Where PV kernels are seen. */
#define KERNEL_VIRT_BASE UINT64_C(0xffffffff80000000)
#define KERNEL_INIT_P2M  UINT64_C(0x8000000000)

/* Makes a kernel by its specification; kernel_free frees its bytes. */
struct kernel kernel_make(const struct kernel_spec *spec);
void kernel_free(struct kernel *kernel);

/* Fills bytes by a fixed rule: the same seed, the same bytes; `random` false: compressible. */
void bytes_fill(uint8_t *bytes, size_t size, uint32_t seed, bool random);

#endif
