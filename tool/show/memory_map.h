/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * What lies where in a domain's memory once the launcher has built it, by the launcher's own
 * layouts.
 */
#ifndef TOOL_SHOW_MEMORY_MAP_H
#define TOOL_SHOW_MEMORY_MAP_H

#include "core/kernel/elf.h"
#include "tool/read/input.h"
#include "tool/check/modules.h"

enum { MEMORY_RANGES_MAX = ELF_SEGMENTS_MAX + 16, MEMORY_WHAT_SIZE = 48 };

/* Addresses are guest-physical; of a PV domain, page frames times 4096. */
struct memory_range {
    uint64_t start;
    uint64_t end; /* the first byte behind it */
    char what[MEMORY_WHAT_SIZE];
};

struct memory_map {
    unsigned int count;
    struct memory_range ranges[MEMORY_RANGES_MAX]; /* rising */
};

/*
 * Fills the map of a domain whose kernel and ramdisk suit it; false with "cause; remedy" in `why`,
 * also where the size is known only on the host (domain 0 that takes the rest).
 */
bool memory_map_make(struct memory_map *map, const struct lcm_domain *domain,
                     const struct elf_kernel *kernel, uint64_t ramdisk_size, char *why,
                     size_t why_size);

/* The range that has the address, or NULL. */
const struct memory_range *memory_map_find(const struct memory_map *map, uint64_t address);

/*
 * Kernel and ramdisk of domain `i`: of a source as `modules` has loaded them, of an image out of
 * it. False where they are not there, or not good.
 */
bool domain_parts_find(const struct input *input, const struct modules *modules, uint32_t i,
                       struct elf_kernel *kernel, uint64_t *ramdisk_size);

#endif
