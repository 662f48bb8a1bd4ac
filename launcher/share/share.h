/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * A step of building a domain: its grants, for domain 0 and for what it shares with others of the
 * set.
 *
 * Console and store are granted to domain 0, as Xen's tools do it. Pages that it shares are
 * populated and zeroed, and granted to their peers; each channel's port is offered to the peer,
 * which binds it: Xen lets nobody bind for another. A domain that is built again has all of it
 * again, at the same places, by the same references and ports: see core/share/share.h.
 */
#ifndef LAUNCHER_SHARE_SHARE_H
#define LAUNCHER_SHARE_SHARE_H

#include "launcher/builder/parts/build.h"

/* 0, or -1 with the cause in the result. */
int build_grants_make(struct build *b);

#endif
