/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * A step of building a domain: what it shares with others of the set.
 *
 * Its pages are populated and zeroed, and granted to their peers in the domain's grant table,
 * before it runs; each channel's port is offered to the peer, which binds it: Xen lets nobody bind
 * for another. A domain that is built again has all of it again, at the same places, by the same
 * references and ports. See core/share/share.h for those.
 */
#ifndef LAUNCHER_SHARE_SHARE_H
#define LAUNCHER_SHARE_SHARE_H

#include "launcher/builder/parts/build.h"

/* 0, or -1 with the cause in the result. Nothing to do for a domain that shares nothing. */
int build_shares_make(struct build *b);

#endif
