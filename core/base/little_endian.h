/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Numbers in files that have their lowest byte first.
 */
#ifndef CORE_BASE_LITTLE_ENDIAN_H
#define CORE_BASE_LITTLE_ENDIAN_H

#include <stddef.h>
#include <stdint.h>

/* A number of `size` bytes, 8 at most; likewise of 4. */
static inline uint64_t le_read(const uint8_t *bytes, size_t size)
{
    uint64_t value = 0;

    while (size-- > 0)
        value = value << 8 | bytes[size];
    return value;
}

static inline uint32_t le32_read(const uint8_t *bytes)
{
    return (uint32_t)le_read(bytes, 4);
}

/* Writes the lowest `size` bytes of a number. */
static inline void le_write(uint8_t *bytes, uint64_t value, size_t size)
{
    for (size_t i = 0; i < size; i++)
        bytes[i] = (uint8_t)(value >> (8 * i));
}

#endif
