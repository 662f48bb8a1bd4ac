/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * What a PVH domain shares, in its memory map.
 */
#include "core/layout/layout.h"

void layout_shared_add(struct layout *layout, uint64_t kib)
{
    for (uint32_t i = 0; i < layout->map_count; i++)
        if (layout->map[i].type == E820_RESERVED)
            layout->map[i].size += kib * 1024;
}
