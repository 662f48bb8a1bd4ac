/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The first look at the devices of a plan.
 */
#include "launcher/pci/devices.h"

#include "core/base/little_endian.h"
#include "core/lcm/pci_address.h"
#include "core/pci/register.h"
#include "launcher/pci/config.h"
#include "launcher/pci/reset.h"
#include "xen/errno.h"
#include "xen/log.h"
#include "xen/pci.h"

struct pci_device *pci_devices_of(struct build_site *site, const struct lcm_domain *domain,
                                  uint32_t *count)
{
    const struct lcm_plan *plan = &site->image->plan;
    struct pci_device *first = NULL;

    *count = 0;
    for (uint32_t i = 0; i < site->pci.count; i++) {
        struct pci_device *device = &site->pci.devices[i];

        if (&plan->domains[device->planned->domain] != domain)
            continue;
        first = first ? first : device;
        ++*count;
    }
    return first;
}

static const char no_access[] =
    "Xen does not let the launcher have it; see Xen's own messages (loglvl=all)";

/* What its BARs decode: they are written, while it decodes nothing, and restored. */
static void bars_probe(struct pci_device *device)
{
    struct pci_function *f = &device->function;

    for (unsigned int i = 0; i < PCI_BARS; i++) {
        unsigned int offset = i == PCI_ROM ? (unsigned int)PCI_ROM_BAR : PCI_BAR + 4 * i;

        config_write(device->planned->sbdf, offset, 4,
                     i == PCI_ROM ? ~(uint32_t)PCI_ROM_ENABLE : UINT32_MAX);
        f->lengths[i] = config_read(device->planned->sbdf, offset, 4);
        config_write(device->planned->sbdf, offset, 4, f->values[i]);
    }
}

void pci_unfit(struct pci_device *device, const char *cause)
{
    char address[PCI_ADDRESS_SIZE];

    device->state = PCI_UNFIT;
    device->cause = cause;
    pci_address_text(device->planned->sbdf, address);
    log_line("PCI device %s: %s", address, cause);
}

/* Takes a device from its owner, and begins to reset it. */
static void device_begin(struct build_site *site, struct pci_device *device)
{
    uint32_t sbdf = device->planned->sbdf;
    uint8_t space[PCI_SPACE_SIZE];
    enum pci_error error;

    for (unsigned int i = 0; i < PCI_SPACE_SIZE; i += 4)
        le_write(space + i, config_read(sbdf, i, 4), 4);
    error = pci_function_read(&device->function, space);
    if (error) {
        pci_unfit(device, pci_strerror(error));
    } else if (site->pci.has_iommu && xen_pci_assign(site->xen, DOMID_IO, sbdf)) {
        pci_unfit(device, no_access);
    } else {
        /* Whatever the firmware or the boot loader did with it ends here. */
        reset_stop(device);
        bars_probe(device);
        device->state = PCI_READY;
        (void)reset_begin(site->xen, device);
    }
}

void pci_configure(struct build_site *site)
{
    const struct lcm_plan *plan = &site->image->plan;
    struct pci_devices *pci = &site->pci;
    int error;

    for (uint32_t i = 0; i < plan->device_count; i++)
        if (plan->devices[i].kind == LCM_DEVICE_PCI && pci->count < LCM_PCI_MAX)
            pci->devices[pci->count++] =
                (struct pci_device){.planned = &plan->devices[i], .cause = no_access};
    if (pci->count == 0)
        return;
    error = xen_host_has_iommu(site->xen, &pci->has_iommu);
    error = error ? error : xen_ports_open(site->xen);
    if (error) {
        log_line("PCI devices cannot be had: Xen says %s; the domains that have some are not built",
                 xen_strerror(error));
        return;
    }
    for (uint32_t i = 0; i < pci->count; i++)
        device_begin(site, &pci->devices[i]);
}
