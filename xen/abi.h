/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The control interfaces of each Xen version: the only place that knows what differs between them.
 *
 * domctl and sysctl are not stable: their version must be named exactly and some layouts move.
 * Offsets count from the start of the operation's union. Source:
 * xen/include/public/{domctl,sysctl}.h of the branches stable-4.14 to stable-4.22.
 */
#ifndef XEN_ABI_H
#define XEN_ABI_H

#include <stdbool.h>
#include <stdint.h>

/* An offset of a field that this version does not have. */
#define ABI_ABSENT UINT8_MAX

struct xen_abi {
    uint16_t minor_first; /* Xen 4.minor_first .. 4.minor_last */
    uint16_t minor_last;
    uint32_t domctl_version;
    uint32_t sysctl_version;
    /* XEN_DOMCTL_createdomain; what precedes is the same everywhere */
    uint8_t create_grant_opts;
    uint8_t create_emulation_flags;
    /* XEN_DOMCTL_set_paging_mempool_size exists (4.17); before it, XEN_DOMCTL_shadow_op serves */
    uint8_t has_mempool_op;
    /* populate_physmap does not count what it had no page table for (4.16) */
    uint8_t populate_tells;
    /* XEN_SYSCTL_physinfo */
    uint8_t physinfo_total_pages;
    uint8_t physinfo_free_pages;
};

/* The interfaces of Xen 4.`minor`, or NULL when this launcher does not know them. */
const struct xen_abi *xen_abi_find(unsigned int major, unsigned int minor);

/* "4.14 to 4.22": what is known, for messages. */
const char *xen_abi_known(void);
/* Whether the version is beyond all that are known. */
bool xen_abi_is_newer(unsigned int major, unsigned int minor);

#endif
