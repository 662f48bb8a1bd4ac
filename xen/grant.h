/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Mapping pages that other domains grant (xen/include/public/grant_table.h).
 */
#ifndef XEN_GRANT_H
#define XEN_GRANT_H

#include <stdint.h>

#include "xen/window.h"

/*
 * Maps the page that `domid` grants as `ref`, writable, at a page of the window where nothing is
 * mapped. `handle` is what it is unmapped by. 0, -XEN_E*, or, since Xen does not say more in errno,
 * -XEN_EINVAL where the grant is none to domain 0.
 */
int xen_grant_map(struct xen *xen, const struct window *window, uint32_t page, uint32_t domid,
                  uint32_t ref, uint32_t *handle);
/* Unmaps it; the TLB is flushed. */
int xen_grant_unmap(struct xen *xen, const struct window *window, uint32_t page, uint32_t handle);

#endif
