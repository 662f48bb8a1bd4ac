/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Writes a domain's grant table before the domain runs.
 */
#ifndef LAUNCHER_SHARE_GRANTS_H
#define LAUNCHER_SHARE_GRANTS_H

#include "launcher/builder/parts/build.h"

/*
 * Grants frames, as the domain names them (PVH: gfn, PV: mfn), to a domain by consecutive
 * references from `first` on; `flags` are GTF_* of xen/grant_table.h. 0 or Xen's error.
 */
int grants_write(struct build *b, uint32_t first, uint32_t count, const uint64_t *frames,
                 uint32_t domid, uint16_t flags);

#endif
