/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The PCI back end of one domain: the page that its front end shares, on which it asks for accesses
 * to the configuration space of its devices and for their interrupts
 * (xen/include/public/io/pciif.h).
 *
 * The page, the nodes, the grant and the port are the domain's: any of them may be garbage. One
 * request is served at a time, and it is copied before it is looked at.
 */
#ifndef LAUNCHER_PCI_LINK_H
#define LAUNCHER_PCI_LINK_H

#include "core/store/store.h"
#include "launcher/pci/devices.h"

struct pci_link {
    struct pci_device *devices; /* of the domain; NULL: there is no link */
    uint32_t count;
    uint32_t domid;
    uint32_t page;        /* of the window for grants */
    uint32_t state;       /* of the back end, as it says (nodes.h) */
    uint32_t front_state; /* of the front end, when it was looked at last */
    uint32_t port;        /* own; 0: the front end is not connected */
    uint32_t handle;      /* of its page */
    bool is_told;         /* that it could not be connected: once is enough */
};

/* Makes the nodes of a domain with PCI devices that begins to run; without any it does nothing. */
void pci_link_open(struct pci_link *link, struct build_site *site, struct store *store,
                   const struct lcm_domain *domain);
/* Looks whether the front end came or went. */
void pci_link_look(struct pci_link *link, struct build_site *site, struct store *store);
/* Serves a request, if there is one. */
void pci_link_serve(struct pci_link *link, struct build_site *site);
/* The domain is no longer served: lets go of its page and its port. */
void pci_link_close(struct pci_link *link, struct build_site *site, struct store *store);

#endif
