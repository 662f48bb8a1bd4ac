/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Switching MSI and MSI-X on and off.
 */
#include "launcher/pci/interrupts.h"

#include "core/pci/register.h"
#include "launcher/pci/config.h"
#include "xen/errno.h"
#include "xen/pci.h"

/* Sets and clears bits of a register of 16 bits. */
static void bits_set(const struct pci_device *device, unsigned int offset, uint32_t set,
                     uint32_t clear)
{
    uint32_t value = config_read(device->planned->sbdf, offset, 2);

    config_write(device->planned->sbdf, offset, 2, (value & ~clear) | set);
}

void interrupts_drop(struct xen *xen, uint32_t domid, struct pci_device *device)
{
    const struct pci_function *f = &device->function;

    if (!device->has_msi && !device->has_msix)
        return;
    if (device->has_msi)
        bits_set(device, f->msi + (unsigned int)PCI_MSI_CONTROL, 0, PCI_MSI_ENABLE);
    else
        bits_set(device, f->msix + (unsigned int)PCI_MSIX_CONTROL, 0, PCI_MSIX_ENABLE);
    /* Where Xen keeps one, it goes with the domain. */
    while (device->pirq_count > 0)
        (void)xen_pirq_unmap(xen, domid, device->pirqs[--device->pirq_count]);
    device->has_msi = device->has_msix = false;
    if (device->view.line)
        bits_set(device, PCI_COMMAND, 0, PCI_COMMAND_NO_INTX);
}

/* Maps one more. */
static int pirq_add(struct xen *xen, uint32_t domid, struct pci_device *device, uint64_t table,
                    uint32_t entry)
{
    uint32_t pirq;
    int error = xen_msi_map(xen, domid, device->planned->sbdf, table, entry, &pirq);

    if (!error)
        device->pirqs[device->pirq_count++] = (uint16_t)pirq;
    return error;
}

int interrupts_msi(struct xen *xen, uint32_t domid, struct pci_device *device)
{
    int error;

    if (device->has_msi || device->has_msix)
        return -XEN_EBUSY;
    if (!device->function.msi)
        return -XEN_ENXIO;
    device->has_msi = true;
    error = pirq_add(xen, domid, device, 0, 0);
    if (error) {
        interrupts_drop(xen, domid, device);
        return error;
    }
    bits_set(device, PCI_COMMAND, PCI_COMMAND_NO_INTX, 0);
    bits_set(device, device->function.msi + (unsigned int)PCI_MSI_CONTROL, PCI_MSI_ENABLE, 0);
    return 0;
}

/* Whether the table has all of them, each named once. */
static bool are_entries(const struct pci_function *f, const uint16_t *entries, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        if (entries[i] >= f->msix_entries)
            return false;
        for (uint32_t j = 0; j < i; j++)
            if (entries[j] == entries[i])
                return false;
    }
    return count > 0;
}

int interrupts_msix(struct xen *xen, uint32_t domid, struct pci_device *device,
                    const uint16_t *entries, uint32_t count)
{
    const struct pci_function *f = &device->function;
    struct pci_bar table;
    int error = 0;

    if (device->has_msi || device->has_msix)
        return -XEN_EBUSY;
    if (count > PCI_VECTORS_MAX)
        return -XEN_ENOSPC;
    if (!f->msix || !pci_bar_read(f, f->msix_bar, &table) || table.is_io ||
        (config_read(device->planned->sbdf, PCI_COMMAND, 2) & PCI_COMMAND_MEMORY) == 0)
        return -XEN_ENXIO;
    if (!are_entries(f, entries, count))
        return -XEN_EINVAL;
    device->has_msix = true;
    for (uint32_t i = 0; i < count && !error; i++)
        error = pirq_add(xen, domid, device, table.address, entries[i]);
    if (error) {
        interrupts_drop(xen, domid, device);
        return error;
    }
    bits_set(device, PCI_COMMAND, PCI_COMMAND_NO_INTX, 0);
    bits_set(device, f->msix + (unsigned int)PCI_MSIX_CONTROL, PCI_MSIX_ENABLE, PCI_MSIX_MASK);
    return 0;
}
