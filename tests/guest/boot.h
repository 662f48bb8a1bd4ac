/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * What the builder hands over at entry, whatever the environment.
 */
#ifndef TESTS_GUEST_BOOT_H
#define TESTS_GUEST_BOOT_H

#include <stdbool.h>
#include <stdint.h>

enum { BOOT_MEMMAP_MAX = 64, BOOT_CMDLINE_SIZE = 4096, BOOT_MODULES_MAX = 16 };

struct boot_memory {
    uint64_t start;
    uint64_t size;
    bool ram;
};

struct boot {
    struct boot_memory memmap[BOOT_MEMMAP_MAX];
    uint32_t memmap_count;
    uint64_t memory_size; /* bytes of RAM */
    bool cmdline_given;   /* an absent and an empty one differ */
    char cmdline[BOOT_CMDLINE_SIZE];
    bool ramdisk_given;
    uint64_t ramdisk;
    uint64_t ramdisk_size;
    uint64_t rsdp;  /* 0: none */
    bool used_here; /* this very domain used the memory before: stale bytes are no leak */
};

#endif
