/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The two ways to reset a function.
 */
#include "launcher/pci/reset.h"

#include "core/pci/register.h"
#include "launcher/pci/config.h"
#include "xen/clock.h"
#include "xen/event.h"

/* How long a function may take: after a reset, and into or out of D3hot. */
#define FLR_NS   UINT64_C(100000000)
#define POWER_NS UINT64_C(10000000)

static uint32_t power_state(const struct pci_device *device)
{
    return config_read(device->planned->sbdf, device->function.power + PCI_POWER_CONTROL, 2);
}

static void power_set(const struct pci_device *device, uint32_t state)
{
    uint32_t kept = power_state(device) & ~(uint32_t)(PCI_POWER_STATE | PCI_POWER_PME_STATUS);

    config_write(device->planned->sbdf, device->function.power + PCI_POWER_CONTROL, 2,
                 kept | state);
}

void reset_stop(const struct pci_device *device)
{
    config_write(device->planned->sbdf, PCI_COMMAND, 2, PCI_COMMAND_NO_INTX);
}

static void wait_until(struct xen *xen, uint64_t when)
{
    while (clock_now() < when)
        if (xen_sleep(xen, when))
            break;
}

bool reset_begin(struct xen *xen, struct pci_device *device)
{
    const struct pci_function *f = &device->function;
    uint32_t sbdf = device->planned->sbdf;

    if (f->express || f->advanced) {
        /* Its last owner may have put it to sleep, where it takes no such order. */
        if (f->power && (power_state(device) & PCI_POWER_STATE) != 0) {
            power_set(device, 0);
            wait_until(xen, clock_now() + POWER_NS);
        }
        if (f->express)
            config_write(sbdf, f->express + PCI_EXPRESS_CONTROL, 2,
                         config_read(sbdf, f->express + PCI_EXPRESS_CONTROL, 2) | PCI_EXPRESS_FLR);
        else
            config_write(sbdf, f->advanced + PCI_ADVANCED_CONTROL, 1, 1);
        device->state = PCI_RESETS;
        device->ready_at = clock_now() + FLR_NS;
        return true;
    }
    if (!f->has_power_reset)
        return false;
    power_set(device, PCI_POWER_D3);
    device->state = PCI_SLEEPS;
    device->ready_at = clock_now() + POWER_NS;
    return true;
}

bool reset_finish(struct xen *xen, struct pci_device *device)
{
    const struct pci_function *f = &device->function;
    uint32_t sbdf = device->planned->sbdf;

    wait_until(xen, device->ready_at);
    if (device->state == PCI_SLEEPS) {
        power_set(device, 0);
        wait_until(xen, clock_now() + POWER_NS);
    }
    if ((config_read(sbdf, PCI_VENDOR, 4) & 0xffff) == 0xffff)
        return false;
    reset_stop(device);
    for (unsigned int i = 0; i < PCI_ROM; i++)
        config_write(sbdf, PCI_BAR + 4 * i, 4, f->values[i]);
    config_write(sbdf, PCI_ROM_BAR, 4, f->values[PCI_ROM] & ~(uint32_t)PCI_ROM_ENABLE);
    config_write(sbdf, PCI_CACHE_LINE, 2, f->cache & 0xffff);
    config_write(sbdf, PCI_LINE, 1, f->line & 0xff);
    device->state = PCI_READY;
    return true;
}
