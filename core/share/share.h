/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Where in its owner lies what a domain shares, and by which grants and ports; pure arithmetic, so
 * that the launcher, the tool and dom0 reckon the same.
 *
 * Pages. They are beside the memory that the owner counts as its own: of a PVH domain behind its
 * special pages, in a range that its memory map calls reserved; of a PV domain page frames behind
 * its last, which its frame list does not name. So no kernel gives them to anybody else.
 *
 * Grants. Kernels use references from 8 up, one grant table frame after the other (Linux:
 * NR_RESERVED_ENTRIES and gnttab_expand() in drivers/xen/grant-table.c). Six references or fewer
 * are 2 to 7, which Xen leaves to tools (GNTTAB_NR_RESERVED_ENTRIES). More of them are in table
 * frames behind those that the domain has for itself: a kernel that gets there has used up all that
 * it would have without them. A PV domain is granted its own pages, too, since it has no other way
 * to them; a PVH domain must not map its own grants, since Xen then takes the page from where it
 * was (p2m_add_page() in xen/arch/x86/mm/p2m.c).
 *
 * Ports. Xen gives a new domain's ports in order: 1 is its store's, 2 its console's, and then come
 * those of its channels. Its kernel's own follow.
 */
#ifndef CORE_SHARE_SHARE_H
#define CORE_SHARE_SHARE_H

#include <stdint.h>

#include "core/lcm/lcm.h"

enum {
    SHARE_PORT_FIRST = 3,
    SHARE_REFERENCE_FIRST = 2,
    SHARE_REFERENCES_LOW = 6,         /* how many are 2 to 7 */
    SHARE_ENTRIES = 512,              /* of version 1, 8 bytes each, in one frame */
    SHARE_GRANT_FRAMES = 64,          /* Xen's own default, which it allows no domain to pass */
    SHARE_GRANT_FRAMES_MAX = 1 << 20, /* more than Xen allows any, and no sum wraps */
    SHARE_FRAME_KIB =
        32, /* one frame, and 512 of struct active_grant_entry: 48 bytes, rounded up */
};

struct share_place {
    uint32_t first; /* page, counted over all that the owner shares */
    uint32_t pages;
    uint32_t reference;     /* the first of those that are the peer's, one for each page */
    uint32_t own_reference; /* likewise the owner's; 0: a PVH domain has none */
    uint32_t port;          /* of a channel, the owner's; else 0 */
};

void share_place(const struct lcm_plan *plan, const struct lcm_share *share,
                 struct share_place *place);

/*
 * How many grant table frames a domain has at most, for what it shares; 0: as the LCM says, since
 * it needs none of its own.
 */
uint32_t share_grant_frames(const struct lcm_domain *domain);
/* The same, with what it is otherwise. */
static inline uint32_t share_limit(const struct lcm_domain *domain, uint32_t otherwise)
{
    uint32_t frames = share_grant_frames(domain);

    return frames ? frames : otherwise;
}

/*
 * What Xen takes for what a domain shares: the pages, and where it needs table frames of its own,
 * all those before them, which Xen makes, too, with what it notes of their entries.
 */
uint64_t share_cost_kib(const struct lcm_domain *domain);

#endif
