/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Giving a domain its PCI devices, and taking them from it.
 */
#include "core/base/text.h"
#include "core/lcm/pci_address.h"
#include "core/pci/register.h"
#include "launcher/pci/config.h"
#include "launcher/pci/devices.h"
#include "launcher/pci/interrupts.h"
#include "launcher/pci/reset.h"
#include "xen/errno.h"
#include "xen/pci.h"

/* What is said of a device, with its address before. */
static int device_fail(struct build *b, enum build_step step, const struct pci_device *device,
                       const char *cause)
{
    char address[PCI_ADDRESS_SIZE];

    pci_address_text(device->planned->sbdf, address);
    return build_fail(b, step, "PCI device %s: %s", address, cause);
}

static int device_refused(struct build *b, const struct pci_device *device, const char *what,
                          int error)
{
    char cause[BUILD_CAUSE_SIZE];

    (void)text_set(cause, sizeof(cause), "%s: Xen says %s; see Xen's own messages (loglvl=all)",
                   what, xen_strerror(error));
    return device_fail(b, BUILD_DEVICES, device, cause);
}

int pci_check(struct build *b)
{
    uint32_t count;
    struct pci_device *device = pci_devices_of(b->site, b->domain, &count);

    b->memory_end = count > 0 ? UINT64_C(1) << 32 : 0;
    b->has_iommu = count > 0 && b->site->pci.has_iommu;
    for (; count > 0; count--, device++) {
        if (device->state == PCI_UNFIT)
            return device_fail(b, BUILD_CREATE, device, device->cause);
        if (device->state == PCI_ATTACHED)
            return device_fail(b, BUILD_CREATE, device,
                               "Xen did not take it from the domain that had it; reboot the host");
        if (!b->has_iommu && !device->planned->dma_without_iommu)
            return device_fail(
                b, BUILD_CREATE, device,
                "this host has no IOMMU, without which its DMA would reach all memory; enable "
                "it in the firmware and by iommu=on, or write hyperlaunch,allow-dma-without-iommu");
        b->memory_end = pci_memory_end(&device->function, b->memory_end);
    }
    return 0;
}

/* Lets the domain map what the device decodes. */
static int bars_permit(struct build *b, const struct pci_device *device)
{
    struct pci_bar bar;

    for (unsigned int i = 0; i < PCI_BARS; i++) {
        int error = 0;

        if (!pci_bar_read(&device->function, i, &bar))
            continue;
        if (bar.is_io)
            error = xen_ioports_permit(b->xen, b->domid, (uint32_t)bar.address, (uint32_t)bar.size);
        else
            error = xen_iomem_permit(b->xen, b->domid, bar.address >> XEN_PAGE_SHIFT,
                                     (bar.size + XEN_PAGE_SIZE - 1) >> XEN_PAGE_SHIFT);
        if (error)
            return device_refused(b, device, "its BARs", error);
    }
    return 0;
}

static int msix_prepare(struct build *b, struct pci_device *device)
{
    uint32_t sbdf = device->planned->sbdf;
    int error;

    if (!device->function.msix || device->is_prepared)
        return 0;
    config_write(sbdf, PCI_COMMAND, 2, PCI_COMMAND_NO_INTX | PCI_COMMAND_MEMORY);
    error = xen_msix_prepare(b->xen, sbdf);
    reset_stop(device);
    device->is_prepared = !error;
    return error ? device_refused(b, device, "its MSI-X table", error) : 0;
}

static int device_attach(struct build *b, struct pci_device *device)
{
    uint32_t sbdf = device->planned->sbdf, gsi = device->planned->gsi;
    int error;

    if (!reset_finish(b->xen, device))
        return device_fail(b, BUILD_DEVICES, device,
                           "it did not come back from its reset; reboot the host");
    if (!site_serves_store(b->site, b->domain)) /* dom0 gives it */
        return 0;
    if (msix_prepare(b, device))
        return -1;
    error = b->has_iommu ? xen_pci_assign(b->xen, b->domid, sbdf) : 0;
    if (error)
        return device_refused(b, device, "assigning it", error);
    device->state = PCI_ATTACHED;
    if (bars_permit(b, device))
        return -1;
    error = gsi != 0 ? xen_gsi_map(b->xen, b->domid, gsi) : 0;
    if (error)
        return device_refused(b, device, "its GSI", error);
    device->view = (struct pci_view){.function = &device->function,
                                     .line = (uint8_t)gsi,
                                     .permissive = device->planned->permissive};
    if (gsi != 0)
        config_write(sbdf, PCI_COMMAND, 2, 0);
    return 0;
}

int pci_attach(struct build *b)
{
    uint32_t count;
    struct pci_device *device = pci_devices_of(b->site, b->domain, &count);

    for (; count > 0; count--, device++)
        if (device_attach(b, device))
            return -1;
    return 0;
}

int pci_release(struct build_site *site, uint32_t domid)
{
    const struct lcm_plan *plan = &site->image->plan;
    int error = 0;

    for (uint32_t i = 0; i < site->pci.count && !error; i++) {
        struct pci_device *device = &site->pci.devices[i];

        if (device->state != PCI_ATTACHED || plan->domains[device->planned->domain].domid != domid)
            continue;
        reset_stop(device);
        interrupts_drop(site->xen, domid, device);
        error = site->pci.has_iommu ? xen_pci_deassign(site->xen, domid, device->planned->sbdf) : 0;
        if (error)
            continue;
        device->state = PCI_READY;
        if (!reset_begin(site->xen, device))
            pci_unfit(device, "there is no way to reset it, so no second domain gets it; reboot "
                              "the host");
    }
    return error;
}
