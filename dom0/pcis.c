/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Has xen-pciback take the PCI devices of a set, and xl give each to its domain.
 */
#include "dom0/pcis.h"

#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

#include "core/store/device_nodes.h"
#include "dom0/nodes.h"
#include "dom0/now.h"
#include "dom0/say.h"
#include "dom0/store_wait.h"
#include "dom0/xl.h"

enum { PATH_SIZE = 128 };

const struct pcis_host pcis_host = {"/sys/bus/pci/drivers/pciback", 60 * NOW_SECOND};

void pcis_words(const struct lcm_device *device, char words[PCIS_WORDS_SIZE])
{
    char address[PCI_ADDRESS_SIZE];

    pci_address_text(device->sbdf, address);
    (void)snprintf(words, PCIS_WORDS_SIZE, "%s,seize=1%s", address,
                   device->permissive ? ",permissive=1" : "");
}

static void back_path(char path[PATH_SIZE], uint32_t domid, unsigned int number)
{
    (void)snprintf(path, PATH_SIZE, "/local/domain/0/backend/pci/%" PRIu32 "/0/dev-%u", domid,
                   number);
}

/* By the nodes of the back end, which xl lists and no guest can write. */
static bool is_attached(struct xs_handle *store, uint32_t domid, const char *address)
{
    char path[PATH_SIZE];
    bool is_there = false;

    for (unsigned int i = 0; i < LCM_PCI_MAX && !is_there; i++) {
        back_path(path, domid, i);
        is_there = nodes_is(store, path, address);
    }
    return is_there;
}

static bool is_bound(const char *bound, const char *address)
{
    char path[PATH_SIZE];

    (void)snprintf(path, sizeof(path), "%s/%s", bound, address);
    return access(path, F_OK) == 0;
}

/* Has xen-pciback take a device; NULL, or why it did not. */
static const char *device_bind(const char *bound, char *address)
{
    if (is_bound(bound, address))
        return NULL;
    if (access(bound, F_OK) != 0)
        xl_pciback_load();
    if (access(bound, F_OK) != 0)
        return "domain 0's Linux has no xen-pciback; install its module, or take a kernel with "
               "CONFIG_XEN_PCIDEV_BACKEND";
    if (is_bound(bound, address))
        return NULL;
    /* Without an IOMMU xl complains although it did what there is to do. */
    (void)xl_pci_assignable_add(address);
    return is_bound(bound, address)
               ? NULL
               : "xen-pciback does not take it; see whether lspci -D lists it, and dmesg";
}

struct giving {
    struct xs_handle *store;
    const struct pcis_host *host;
    uint64_t deadline; /* of all waiting; 0: none waited yet */
};

/*
 * Waits until the front end of a domain has what it was given, if anything; whether it has. Libxl
 * looks at the back end alone, and would change the state that the front end still has to see.
 */
static bool front_wait(struct giving *g, uint32_t domid)
{
    char path[PATH_SIZE];
    bool is_connected, goes_on;

    back_path(path, domid, 0);
    if (!nodes_is(g->store, path, NULL))
        return true;
    (void)snprintf(path, sizeof(path), "/local/domain/%" PRIu32 "/device/pci/0/state", domid);
    if (g->deadline == 0)
        g->deadline = dom0_now() + g->host->wait_ns;
    goes_on = xs_watch(g->store, path, "front");
    while (!(is_connected = nodes_is(g->store, path, DEVICE_NODES_CONNECTED)) && goes_on)
        goes_on = dom0_now() < g->deadline && store_wait(g->store, g->deadline);
    (void)xs_unwatch(g->store, path, "front");
    return is_connected;
}

/* Gives a device unless the domain has it; false after a complaint. */
static bool device_give(struct giving *g, const struct record_domain *domain,
                        const struct lcm_device *device, uint32_t *attached)
{
    char address[PCI_ADDRESS_SIZE], words[PCIS_WORDS_SIZE];
    const char *why;

    pci_address_text(device->sbdf, address);
    if (is_attached(g->store, domain->domid, address))
        return true;
    why = device_bind(g->host->bound, address);
    if (!why && !front_wait(g, domain->domid))
        why = "its front end does not take the device before; have its kernel load xen-pcifront";
    pcis_words(device, words);
    if (!why && xl_pci_attach(domain->domid, words)) {
        ++*attached;
        return true;
    }
    say("domain %s: PCI device %s is not attached%s%s; correct that, then run hyperlaunch-init "
        "again",
        domain->name, address, why ? ": " : "", why ? why : "");
    return false;
}

/* The n-th PCI device of a domain of the record; NULL: it has no more. */
static const struct lcm_device *device_of(const struct lcm_plan *plan, uint32_t domid,
                                          unsigned int n)
{
    for (uint32_t i = 0; i < plan->device_count; i++)
        if (plan->devices[i].kind == LCM_DEVICE_PCI &&
            plan->domains[plan->devices[i].domain].domid == domid && n-- == 0)
            return &plan->devices[i];
    return NULL;
}

/* The first of each domain, then the second: the front ends connect side by side. */
bool pcis_attach(struct xs_handle *store, const struct pcis_host *host, const struct record *record,
                 const struct lcm_plan *plan, struct introduction *done)
{
    struct giving giving = {.store = store, .host = host};
    bool good = true, more = true;

    for (unsigned int n = 0; more; n++) {
        more = false;
        for (uint32_t i = 0; i < record->domain_count; i++) {
            const struct record_domain *domain = &record->domains[i];
            const struct lcm_device *device = NULL;

            if (introduction_is_good(&done[i]))
                device = device_of(plan, domain->domid, n);
            if (!device)
                continue;
            more = true;
            good = device_give(&giving, domain, device, &done[i].attached) && good;
        }
    }
    return good;
}
