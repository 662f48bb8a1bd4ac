/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Pausing a domain (domctl), as programs in dom0 do: the launcher is not linked with this.
 */
#include "xen/control.h"
#include "xen/domain.h"

enum { DOMCTL_PAUSE = 3 };

int xen_domain_pause(struct xen *xen, uint32_t domid)
{
    struct control control;

    domctl_start(xen, &control, DOMCTL_PAUSE, domid);
    return domctl_issue(xen, &control);
}
