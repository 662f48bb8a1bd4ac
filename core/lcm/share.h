/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * What one domain of a set, the owner, shares with one other, the peer: memory, or a channel, which
 * is an event channel and a page. As dom0less' static shared memory and event channels.
 */
#ifndef CORE_LCM_SHARE_H
#define CORE_LCM_SHARE_H

#include <stdint.h>

enum {
    LCM_SHARES_MAX = 128,      /* in a set */
    LCM_SHARE_MAX_KIB = 1024,  /* one memory */
    LCM_SHARED_MAX_KIB = 4096, /* all that a domain owns */
    LCM_CHANNEL_KIB = 4,       /* the page of a channel */
};

enum lcm_share_kind { LCM_SHARE_CHANNEL, LCM_SHARE_MEMORY };

struct lcm_share {
    uint32_t domain;   /* the owner: index into the plan's domains */
    uint32_t peer;     /* likewise; BITS_MAX: unknown */
    uint32_t size_kib; /* whole pages */
    uint8_t kind;      /* enum lcm_share_kind */
    uint8_t access;    /* enum lcm_access: what the peer can do; the owner can write always */
    const char *name;  /* in the blob */
    int node;
};

#endif
