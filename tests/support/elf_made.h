/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * For tests of the ELF reader: small files made field by field, and a reader that watches over
 * it.
 */
#ifndef TESTS_SUPPORT_ELF_MADE_H
#define TESTS_SUPPORT_ELF_MADE_H

#include <stdint.h>

#include "core/kernel/elf.h"

/* Where things lie in the files that these tests make. */
enum {
    FILE_SIZE = 4096,
    PROGRAMS_AT = 64,
    SECTIONS_AT = 1024,
    NOTES_AT = 2048,
    TEXT_AT = 3072,
    TEXT_SIZE = 512,
    TEXT_PADDR = 0x100000,
    TEXT_MEM = 0x2000,
};

struct elf_file_made {
    uint8_t bytes[FILE_SIZE];
    uint64_t size;
    unsigned int bits;
    unsigned int programs, sections;
    unsigned int notes_size;
    unsigned int reads;      /* how often the reader asked */
    unsigned int reads_fail; /* from this one on reading fails; 0: never */
};

/* The file that is made. */
extern struct elf_file_made elf_made;

/* Puts a number of so many bytes into the file, the lowest first. */
void elf_put(uint32_t at, uint64_t value, unsigned int count);

/* Puts the number of program and section headers, and their sizes, into the header. */
void elf_put_counts(void);

/* Where the program header of this index lies. */
uint32_t elf_program_at(unsigned int i);

/* Adds a program header; the place of each field differs between the classes. */
void elf_add_program(uint32_t type, uint64_t offset, uint64_t paddr, uint64_t file, uint64_t mem);

/* Adds a section header for notes. */
void elf_add_note_section(uint64_t offset, uint64_t size);

/* Adds a note; where its descriptor begins. */
uint32_t elf_add_note_header(const char *owner, uint32_t type, uint32_t size);

/* Adds a whole note with a number, or with a text. */
void elf_add_note(const char *owner, uint32_t type, uint64_t value, uint32_t size);
void elf_add_text_note(const char *owner, uint32_t type, const char *text);

/* A sound file with one segment to load, and neither notes nor sections yet. */
void elf_start(unsigned int bits);

/* The same with the note of a PVH entry, in a segment. */
void elf_start_with_note(unsigned int bits);

/* What the reader found. */
extern struct elf_kernel elf_seen;

/* Reads the file into elf_seen. */
enum elf_error elf_made_read(void);

#endif
