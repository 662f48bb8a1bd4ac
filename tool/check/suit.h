/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Whether a domain can be built of its kernel and ramdisk, by the launcher's own rules.
 */
#ifndef TOOL_CHECK_SUIT_H
#define TOOL_CHECK_SUIT_H

#include "core/kernel/elf.h"
#include "tool/read/input.h"

/* What a domain is made of, from files or from an image. */
struct suit_parts {
    const struct elf_kernel *kernel;
    const char *path;         /* the kernel's file; NULL where it is in an image */
    uint32_t cmdline_size;    /* the longest command line that the kernel takes; 0: not known */
    bool is_linux;            /* the kernel's bytes say so; its notes can, too */
    uint64_t ramdisk_size;    /* 0: none */
    const char *ramdisk_kind; /* what it is that is no ramdisk; NULL: it may be one */
};

/* What is wrong with a kernel whatever it shall be started as, and the remedy. */
void kernel_error_text(enum elf_error error, char *text, size_t size);

/*
 * Checks that the kernel can be started in the domain's mode, that it takes the command line, and
 * that kernel and ramdisk fit into the domain's memory.
 */
void domain_suit_check(struct input *input, const struct lcm_domain *domain,
                       const struct suit_parts *parts);

#endif
