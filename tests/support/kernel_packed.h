/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * For tests of unpacking: a kernel, packed in every way.
 */
#ifndef TESTS_SUPPORT_KERNEL_PACKED_H
#define TESTS_SUPPORT_KERNEL_PACKED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tool/unpack/unpack.h"

/* More than one of LZ4's blocks of 8 MiB. */
enum { KERNEL_SIZE = 9 * 1024 * 1024 + 321, LZ4_BLOCK = 8 * 1024 * 1024, ROOM = KERNEL_SIZE };

enum { SETUP_SECTORS = 3, PAYLOAD_AT = (SETUP_SECTORS + 1) * 512 + 64 };

/* The kernel, the same packed, and a file around that. */
extern uint8_t kernel_plain[KERNEL_SIZE];
extern uint8_t kernel_packed[ROOM];
extern uint8_t kernel_file[PAYLOAD_AT + ROOM + 4];

/* Setup of a group: fills kernel_plain. */
int kernel_set_up(void **state);

/* Packs bytes into kernel_packed; how many they become. */
size_t pack_gzip(const uint8_t *bytes, size_t size);
size_t pack_zstd(const uint8_t *bytes, size_t size);

/* One of these ways. */
typedef size_t pack_fn(const uint8_t *bytes, size_t size);

struct pack_method {
    const char *name;
    pack_fn *pack;
};

enum { METHODS = 6 };

/* Every way to pack. */
extern const struct pack_method pack_methods[METHODS];

/* Puts a number into kernel_file, the lowest byte first. */
void kernel_file_put32(size_t at, uint32_t value);

/* A bzImage around `size` packed bytes; all but gzip get the unpacked size behind them. */
size_t bzimage_make(size_t size, bool with_size, uint32_t unpacked);

#endif
