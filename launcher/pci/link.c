/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Connecting with the front end, and serving what it asks for.
 */
#include "launcher/pci/link.h"

#include "launcher/pci/config.h"
#include "launcher/pci/interrupts.h"
#include "launcher/pci/nodes.h"
#include "xen/errno.h"
#include "xen/event.h"
#include "xen/grant.h"
#include "xen/log.h"

#include <xen/io/pciif.h>
#include <xen/io/xenbus.h>

/* Of the protocol: XEN_PCI_MAGIC, which is a text. */
enum { MAGIC = 7 };

void pci_link_open(struct pci_link *link, struct build_site *site, struct store *store,
                   const struct lcm_domain *domain)
{
    *link = (struct pci_link){.domid = domain->domid, .state = XenbusStateInitialised};
    link->devices = pci_devices_of(site, domain, &link->count);
    if (!link->devices)
        return;
    link->page = (uint32_t)(link->devices - site->pci.devices); /* nobody else's */
    if (!nodes_put(store, link->domid, link->devices, link->count))
        log_line("domain %s: the store has no room for its PCI devices", domain->name);
}

/* A page that stays mapped would keep the domain as a zombie. */
static void page_unmap(const struct pci_link *link, struct build_site *site)
{
    for (int tries = 0; tries < XEN_UNDO_TRIES; tries++)
        if (!xen_grant_unmap(site->xen, &site->boot->grants, link->page, link->handle))
            break;
}

/* Lets go of port and page. */
static void disconnect(struct pci_link *link, struct build_site *site)
{
    if (!link->port)
        return;
    for (int tries = 0; tries < XEN_UNDO_TRIES; tries++)
        if (!xen_event_close(site->xen, link->port))
            break;
    link->port = 0;
    page_unmap(link, site);
    for (uint32_t i = 0; i < link->count; i++)
        interrupts_drop(site->xen, link->domid, &link->devices[i]);
}

static void state_set(struct pci_link *link, struct store *store, uint32_t state)
{
    if (link->state == state)
        return;
    link->state = state;
    nodes_state_set(store, link->domid, state);
}

/* Maps the page and binds the port that the front end names. */
static int connect(struct pci_link *link, struct build_site *site, const struct store *store)
{
    uint32_t grant = nodes_number(store, link->domid, "pci-op-ref");
    uint32_t remote = nodes_number(store, link->domid, "event-channel");
    int error = nodes_number(store, link->domid, "magic") == MAGIC ? 0 : -XEN_EINVAL;

    if (!error)
        error = xen_grant_map(site->xen, &site->boot->grants, link->page, link->domid, grant,
                              &link->handle);
    if (error)
        return error;
    error = xen_event_bind(site->xen, link->domid, remote, &link->port);
    if (error) {
        link->port = 0;
        page_unmap(link, site);
    }
    return error;
}

void pci_link_look(struct pci_link *link, struct build_site *site, struct store *store)
{
    uint32_t front;
    int error;

    if (!link->devices)
        return;
    front = nodes_number(store, link->domid, "state");
    if (front == link->front_state)
        return;
    link->front_state = front;
    if (front == XenbusStateInitialised && link->state == XenbusStateInitialised) {
        error = connect(link, site, store);
        if (error && !link->is_told)
            log_line("PCI devices of domain %u: its front end cannot be connected: %s",
                     (unsigned int)link->domid, xen_strerror(error));
        link->is_told = link->is_told || error;
        state_set(link, store, error ? XenbusStateClosed : XenbusStateConnected);
    } else if (front <= XenbusStateInitialising || front == XenbusStateClosing ||
               front == XenbusStateClosed) {
        disconnect(link, site);
        state_set(link, store, front > XenbusStateInitialising ? front : XenbusStateInitialised);
    }
}

void pci_link_close(struct pci_link *link, struct build_site *site, struct store *store)
{
    if (!link->devices)
        return;
    disconnect(link, site);
    nodes_drop(store, link->domid);
    link->devices = NULL;
}

/* -- requests -------------------------------------------------------------------------------------
 */

/* A request, copied from the page, and its answer. */
struct request {
    uint32_t command, offset, size, value, count;
    uint16_t entries[PCI_VECTORS_MAX];
};

/* Linux' back end has the errors of Linux where it has none of its own; so for numbers of Xen. */
static int32_t config_serve(struct pci_device *device, struct request *request)
{
    struct pci_access access = config_access(device);

    if (!pci_view_takes(request->offset, request->size))
        return XEN_PCI_ERR_invalid_offset;
    if (request->command == XEN_PCI_OP_conf_read)
        request->value = pci_view_read(&device->view, &access, request->offset, request->size);
    else
        pci_view_write(&device->view, &access, request->offset, request->size, request->value);
    return XEN_PCI_ERR_success;
}

static int32_t request_serve(struct pci_link *link, struct xen *xen, struct pci_device *device,
                             struct request *request)
{
    int error = 0;

    switch (request->command) {
    case XEN_PCI_OP_conf_read:
    case XEN_PCI_OP_conf_write:
        return config_serve(device, request);
    case XEN_PCI_OP_enable_msi:
        error = interrupts_enable(xen, link->domid, device, NULL, 1);
        request->value = device->pirqs[0];
        break;
    case XEN_PCI_OP_enable_msix:
        error = interrupts_enable(xen, link->domid, device, request->entries, request->count);
        request->value = 0;
        break;
    case XEN_PCI_OP_disable_msi:
    case XEN_PCI_OP_disable_msix:
        interrupts_drop(xen, link->domid, device);
        request->value = 0;
        break;
    default:
        return XEN_PCI_ERR_not_implemented;
    }
    return error ? XEN_PCI_ERR_op_failed : XEN_PCI_ERR_success;
}

/* The device at a place of the bus that the domain sees; NULL where there is none. */
static struct pci_device *device_at(const struct pci_link *link, uint32_t segment, uint32_t bus,
                                    uint32_t devfn)
{
    return segment == 0 && bus == 0 && devfn % 8 == 0 && devfn / 8 < link->count
               ? &link->devices[devfn / 8]
               : NULL;
}

void pci_link_serve(struct pci_link *link, struct build_site *site)
{
    volatile struct xen_pci_sharedinfo *page =
        (volatile void *)window_page(&site->boot->grants, link->page);
    struct request request;
    struct pci_device *device;
    int32_t error;

    if (!link->port || (page->flags & XEN_PCIF_active) == 0)
        return;
    __atomic_thread_fence(__ATOMIC_ACQUIRE);
    request = (struct request){
        .command = page->op.cmd,
        .offset = (uint32_t)page->op.offset,
        .size = (uint32_t)page->op.size,
        .value = page->op.value,
    };
    if (request.command == XEN_PCI_OP_enable_msix)
        request.count = request.value;
    for (uint32_t i = 0; i < request.count && i < PCI_VECTORS_MAX; i++)
        request.entries[i] = page->op.msix_entries[i].entry;
    device = device_at(link, page->op.domain, page->op.bus, page->op.devfn);
    error = device ? request_serve(link, site->xen, device, &request) : XEN_PCI_ERR_dev_not_found;
    for (uint32_t i = 0; error == XEN_PCI_ERR_success && i < request.count; i++)
        page->op.msix_entries[i].vector = device->pirqs[i];
    page->op.value = request.value;
    page->op.err = error;
    __atomic_thread_fence(__ATOMIC_RELEASE);
    (void)__atomic_fetch_and(&page->flags, ~(uint32_t)XEN_PCIF_active, __ATOMIC_SEQ_CST);
    (void)xen_event_send(site->xen, link->port);
}
