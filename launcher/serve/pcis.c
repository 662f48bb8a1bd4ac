/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The PCI back ends of the domains: when each has its turn.
 */
#include "launcher/serve/parts.h"

/* The link of domain i; NULL where it has no PCI devices. */
static struct pci_link *link_of(struct resident *r, uint32_t i)
{
    struct build_site *site = &r->launch->site;
    uint32_t count;
    const struct pci_device *first =
        pci_devices_of(site, &r->launch->image.plan.domains[i], &count);

    return first ? &r->pci[first - site->pci.devices] : NULL;
}

void pcis_open(struct resident *r, uint32_t i)
{
    struct pci_link *link = link_of(r, i);

    if (link)
        pci_link_open(link, &r->launch->site, r->store, &r->launch->image.plan.domains[i]);
}

void pcis_end(struct resident *r, uint32_t i)
{
    struct pci_link *link = link_of(r, i);

    if (link)
        pci_link_close(link, &r->launch->site, r->store);
}

/* One request each: who asks without end delays another's by one of its own. */
void pcis_serve(struct resident *r)
{
    for (uint32_t i = 0; i < r->launch->site.pci.count; i++) {
        struct pci_link *link = &r->pci[i];

        pci_link_look(link, &r->launch->site, r->store);
        if (event_take(r, link->port))
            pci_link_serve(link, &r->launch->site);
    }
}

bool pcis_wait(const struct resident *r)
{
    for (uint32_t i = 0; i < r->launch->site.pci.count; i++)
        if (event_is_pending(r, r->pci[i].port))
            return true;
    return false;
}
