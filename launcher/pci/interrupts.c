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

static void switch_set(const struct pci_device *device, bool on)
{
    bool is_msix = device->interrupts == device->function.msix;
    uint32_t enable = is_msix ? PCI_MSIX_ENABLE : PCI_MSI_ENABLE;

    _Static_assert((int)PCI_MSI_CONTROL == (int)PCI_MSIX_CONTROL, "at the same place in both");
    bits_set(device, device->interrupts + (unsigned int)PCI_MSI_CONTROL, on ? enable : 0,
             (on ? 0 : enable) | (is_msix ? PCI_MSIX_MASK : 0));
}

void interrupts_drop(struct xen *xen, uint32_t domid, struct pci_device *device)
{
    uint32_t command = config_read(device->planned->sbdf, PCI_COMMAND, 2);

    if (!device->interrupts)
        return;
    /* Xen masks what it unmaps in the table, in the device's memory; else the whole device, for
     * good, and gives that to nobody again. */
    config_write(device->planned->sbdf, PCI_COMMAND, 2, command | PCI_COMMAND_MEMORY);
    switch_set(device, false);
    /* Where Xen keeps one, it goes with the domain. */
    while (device->pirq_count > 0)
        (void)xen_pirq_unmap(xen, domid, device->pirqs[--device->pirq_count]);
    device->interrupts = 0;
    config_write(device->planned->sbdf, PCI_COMMAND, 2,
                 device->view.line ? command & ~(uint32_t)PCI_COMMAND_NO_INTX : command);
}

/* Finds the table of MSI-X, and looks whether it has all entries, each named once. */
static int table_find(const struct pci_device *device, const uint16_t *entries, uint32_t count,
                      struct pci_bar *table)
{
    const struct pci_function *f = &device->function;

    if (!pci_bar_read(f, f->msix_bar, table) || table->is_io ||
        (config_read(device->planned->sbdf, PCI_COMMAND, 2) & PCI_COMMAND_MEMORY) == 0)
        return -XEN_ENXIO;
    for (uint32_t i = 0; i < count; i++) {
        if (entries[i] >= f->msix_entries)
            return -XEN_EINVAL;
        for (uint32_t j = 0; j < i; j++)
            if (entries[j] == entries[i])
                return -XEN_EINVAL;
    }
    return count > 0 ? 0 : -XEN_EINVAL;
}

int interrupts_enable(struct xen *xen, uint32_t domid, struct pci_device *device,
                      const uint16_t *entries, uint32_t count)
{
    uint8_t capability = entries ? device->function.msix : device->function.msi;
    struct pci_bar table = {.address = 0};
    int error;

    if (device->interrupts)
        return -XEN_EBUSY;
    if (count > PCI_VECTORS_MAX)
        return -XEN_ENOSPC;
    error = capability ? 0 : -XEN_ENXIO;
    if (!error && entries)
        error = table_find(device, entries, count, &table);
    if (error)
        return error;
    device->interrupts = capability;
    for (uint32_t i = 0; i < count && !error; i++) {
        uint32_t pirq;

        error = xen_msi_map(xen, domid, device->planned->sbdf, table.address,
                            entries ? entries[i] : 0, &pirq);
        if (!error)
            device->pirqs[device->pirq_count++] = (uint16_t)pirq;
    }
    if (error) {
        interrupts_drop(xen, domid, device);
        return error;
    }
    bits_set(device, PCI_COMMAND, PCI_COMMAND_NO_INTX, 0);
    switch_set(device, true);
    return 0;
}
