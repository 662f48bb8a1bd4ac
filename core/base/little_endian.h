/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Numbers in files that have their lowest byte first.
 */
#ifndef CORE_BASE_LITTLE_ENDIAN_H
#define CORE_BASE_LITTLE_ENDIAN_H

#include <stdint.h>

static inline uint32_t le32_read(const uint8_t *bytes)
{
    return (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 |
           (uint32_t)bytes[3] << 24;
}

#endif
