/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The steps of destroying a domain.
 */
#include "launcher/builder/teardown.h"
#include "launcher/pci/devices.h"
#include "xen/domain.h"
#include "xen/errno.h"
#include "xen/event.h"
#include "xen/window.h"

/*
 * How often Xen may put a destruction off by EAGAIN: 10 s where the service goes on with it every
 * 10 ms. (What takes long Xen goes on with by itself: ERESTART never reaches a guest.)
 */
enum { PUT_OFF_MAX = 1000 };

void teardown_begin(struct teardown *teardown, uint32_t domid, uint32_t slot,
                    const struct build_result *result)
{
    *teardown = (struct teardown){
        .domid = domid,
        .slot = slot,
        .ports = {result->console_port, result->store_port},
    };
}

static int port_close(struct xen *xen, uint32_t port)
{
    return port ? xen_event_close(xen, port) : 0;
}

static int next_do(const struct teardown *t, struct build_site *site)
{
    switch (t->next) {
    case TEARDOWN_COPIES:
        return build_holder_end(site, t->domid);
    case TEARDOWN_RINGS:
        /* A page of the domain that stays mapped would keep it as a zombie. */
        return window_unmap(site->xen, &site->boot->rings, t->slot * RINGS_PER_DOMAIN,
                            RINGS_PER_DOMAIN);
    case TEARDOWN_PORT:
        return port_close(site->xen, t->ports[0]);
    case TEARDOWN_OTHER_PORT:
        return port_close(site->xen, t->ports[1]);
    case TEARDOWN_DEVICES:
        return pci_release(site, t->domid);
    default:
        return xen_domain_destroy(site->xen, t->domid);
    }
}

bool teardown_step(struct teardown *t, struct build_site *site)
{
    int error = next_do(t, site);
    bool is_last = t->next == TEARDOWN_DOMAIN;

    t->is_gone = is_last && !error;
    t->waits = is_last && error == -XEN_EAGAIN && t->put_off++ < PUT_OFF_MAX;
    if (t->waits || (error && ++t->tries < XEN_UNDO_TRIES))
        return true;
    t->next += !is_last;
    t->tries = 0;
    return !is_last;
}
