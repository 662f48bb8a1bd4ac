/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Access to configuration space.
 */
#include "launcher/pci/config.h"

#include "xen/port.h"

enum { ADDRESS = 0xcf8, DATA = 0xcfc };
#define ENABLE (UINT32_C(1) << 31)

static uint16_t data_port(uint32_t sbdf, unsigned int offset)
{
    port_write(ADDRESS, 4, ENABLE | (sbdf & 0xffff) << 8 | (offset & 0xfc));
    return (uint16_t)(DATA + (offset & 3));
}

uint32_t config_read(uint32_t sbdf, unsigned int offset, unsigned int size)
{
    return port_read(data_port(sbdf, offset), size);
}

void config_write(uint32_t sbdf, unsigned int offset, unsigned int size, uint32_t value)
{
    port_write(data_port(sbdf, offset), size, value);
}

static uint32_t device_read(void *context, unsigned int offset, unsigned int size)
{
    return config_read(((const struct pci_device *)context)->planned->sbdf, offset, size);
}

static void device_write(void *context, unsigned int offset, unsigned int size, uint32_t value)
{
    config_write(((const struct pci_device *)context)->planned->sbdf, offset, size, value);
}

struct pci_access config_access(struct pci_device *device)
{
    return (struct pci_access){.read = device_read, .write = device_write, .context = device};
}
