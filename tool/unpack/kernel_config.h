/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * What a Linux was built with, as far as its file or one beside it tells.
 */
#ifndef TOOL_UNPACK_KERNEL_CONFIG_H
#define TOOL_UNPACK_KERNEL_CONFIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { KERNEL_VERSION_SIZE = 128, KERNEL_CONFIG_SIZE = 512, KERNEL_HEAD_SIZE = 0x250 };

/* Whether it can be domain 0, which its ELF notes do not tell. */
struct kernel_dom0 {
    enum { KERNEL_DOM0_UNKNOWN, KERNEL_DOM0_LACKS, KERNEL_DOM0_UNLIKELY } found;
    char version[KERNEL_VERSION_SIZE]; /* "6.1.0-13-cloud-amd64"; "" where it is no Linux */
    char config[KERNEL_CONFIG_SIZE];   /* the configuration that lacks it; "": in the kernel */
};

/*
 * Looks for CONFIG_XEN_DOM0 in the kernel of `size` bytes, unpacked, that was built with its
 * configuration in it, then in config-VERSION beside its file `path`; else at its version.
 */
void kernel_dom0_find(struct kernel_dom0 *dom0, const char *path, const uint8_t *bytes,
                      size_t size);

/* Whether the bytes have the banner that each Linux prints first. */
bool kernel_is_linux(const uint8_t *bytes, size_t size);

/* What a file is that is no ramdisk, as "a Linux bzImage", by its first
 * KERNEL_HEAD_SIZE bytes, or all; NULL: it may be one. */
const char *kernel_kind(const uint8_t *bytes, size_t size);

#endif
