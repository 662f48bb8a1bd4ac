/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * PCI devices: their configuration spaces behind the ports 0xcf8 and 0xcfc, with resets that take
 * time, as PCI's specifications have them; and Xen's filter before them
 * (xen/arch/x86/msi.c, pci_msi_conf_write_intercept).
 */
#include "sim/pci.h"

#include <string.h>

#include "core/pci/register.h"
#include "sim/hypercalls.h"
#include "sim/state.h"
#include "sim/trace.h"
#include "xen/port.h"

enum { ADDRESS = 0xcf8, DATA = 0xcfc };
#define RESET_NS UINT64_C(50000000)

void pci_make(struct sim *sim)
{
    struct sim_pci_state *pci = &sim->pci;

    pci->count = sim->config.pci_count;
    for (uint32_t i = 0; i < pci->count; i++) {
        pci->devices[i].device = sim->config.pci[i];
        memcpy(pci->devices[i].space, sim->config.pci[i].space, SIM_SPACE);
    }
}

static struct sim_pci *device_at(struct sim *sim)
{
    struct sim_pci_state *pci = &sim->pci;

    for (uint32_t i = 0; i < pci->count; i++)
        if ((pci->address >> 31) && (pci->address >> 8 & 0xffff) == pci->devices[i].device.sbdf)
            return &pci->devices[i];
    return NULL;
}

static bool is_busy(const struct sim *sim, const struct sim_pci *pci)
{
    return sim->shared->vcpu_info[0].time.system_time < pci->busy_until;
}

/* Where a capability is; 0: there is none. */
static unsigned int capability_find(const struct sim_pci *pci, uint8_t id)
{
    for (unsigned int at = pci->device.space[PCI_CAPABILITIES], n = 0; at && n < 48; n++) {
        if (pci->device.space[at] == id)
            return at;
        at = pci->device.space[at + 1];
    }
    return 0;
}

/* All that was written since power-on is lost, the addresses too. */
static void device_reset(struct sim *sim, struct sim_pci *pci)
{
    memcpy(pci->space, pci->device.space, SIM_SPACE);
    memset(pci->space + PCI_COMMAND, 0, 2);
    memset(pci->space + PCI_CACHE_LINE, 0, 2);
    for (unsigned int i = 0; i < 24; i += 4)
        pci->space[PCI_BAR + i] &= 0xf, memset(pci->space + PCI_BAR + i + 1, 0, 3);
    memset(pci->space + PCI_ROM_BAR, 0, 4);
    pci->space[PCI_LINE] = 0;
    pci->used = false;
    pci->busy_until = sim->shared->vcpu_info[0].time.system_time + RESET_NS;
}

static void register_write(struct sim *sim, struct sim_pci *pci, unsigned int offset,
                           unsigned int size, uint32_t value)
{
    unsigned int power = capability_find(pci, PCI_CAPABILITY_POWER);
    unsigned int express = capability_find(pci, PCI_CAPABILITY_EXPRESS);
    unsigned int msix = capability_find(pci, PCI_CAPABILITY_MSIX);
    unsigned int state = power ? pci->space[power + PCI_POWER_CONTROL] & PCI_POWER_STATE : 0;
    int bar = offset >= PCI_BAR && offset < PCI_BAR + 24 ? (int)(offset - PCI_BAR) / 4
              : offset == PCI_ROM_BAR                    ? 6
                                                         : -1;

    if (bar >= 0 && size == 4) {
        bool is_upper = bar > 0 && bar < 6 && (pci->device.space[offset - 4] & 7) == 4;
        uint32_t mask = pci->device.lengths[bar], flags;

        /* What a BAR is stands in its lowest bits; an upper half is an address alone. */
        memcpy(&flags, pci->device.space + offset, sizeof(flags));
        flags = is_upper || bar == 6 || !mask ? 0 : flags & 0xf;
        value = (value & mask & (is_upper || bar == 6 ? ~0u : ~0xfu)) | flags;
        memcpy(pci->space + offset, &value, 4);
        return;
    }
    if (msix && offset >= msix && offset < msix + 12) {
        if (offset != msix + PCI_MSIX_CONTROL || size != 2) {
            (void)sim_fault(sim, 0, "MSI-X is written at %#x, which Xen does not let through",
                            offset);
            return;
        }
        value = (value & 0xc000u) | (pci->device.space[offset + 1] << 8 & 0x7ff) |
                pci->device.space[offset];
    }
    memcpy(pci->space + offset, &value, size);
    if (express && offset == express + PCI_EXPRESS_CONTROL && (value & PCI_EXPRESS_FLR))
        device_reset(sim, pci);
    else if (power && offset == power + PCI_POWER_CONTROL && state == PCI_POWER_D3 &&
             (value & PCI_POWER_STATE) == 0 && (pci->device.space[offset] & PCI_POWER_KEEPS) == 0) {
        device_reset(sim, pci);
        pci->busy_until = 0;
    }
}

static bool port_is_open(struct sim *sim, uint16_t port, unsigned int size)
{
    bool is_data = port >= DATA && port + size <= DATA + 4u;

    if (!sim->pci.ports_open)
        (void)sim_fault(sim, 0, "port %#x without the right to use ports", port);
    else if (!is_data && (port != ADDRESS || size != 4))
        (void)sim_fault(sim, 0, "%u bytes at port %#x, which is none of PCI's", size, port);
    return sim->pci.ports_open && is_data;
}

uint32_t port_read(uint16_t port, unsigned int size)
{
    struct sim *sim = hypercalls_served();
    struct sim_pci *pci = device_at(sim);
    uint32_t value = UINT32_MAX >> (32 - 8 * size);

    if (port_is_open(sim, port, size) && pci && !is_busy(sim, pci))
        memcpy(&value, pci->space + (sim->pci.address & 0xfc) + (port - DATA), size);
    return value;
}

void port_write(uint16_t port, unsigned int size, uint32_t value)
{
    struct sim *sim = hypercalls_served();
    struct sim_pci *pci;

    if (port_is_open(sim, port, size)) {
        pci = device_at(sim);
        if (pci && is_busy(sim, pci))
            (void)sim_fault(sim, 0, "a device is written while it is being reset");
        else if (pci)
            register_write(sim, pci, (sim->pci.address & 0xfc) + (port - DATA), size, value);
    } else if (port == ADDRESS && size == 4) {
        sim->pci.address = value;
    }
}

bool sim_pci_view(const struct sim *sim, uint32_t sbdf, struct sim_pci_view *view)
{
    for (uint32_t i = 0; i < sim->pci.count; i++) {
        const struct sim_pci *pci = &sim->pci.devices[i];

        if (pci->device.sbdf != sbdf)
            continue;
        *view = (struct sim_pci_view){.owner = pci->owner, .used = pci->used};
        memcpy(view->space, pci->space, SIM_SPACE);
        for (uint32_t n = 0; n < SIM_PIRQS_MAX; n++)
            view->pirqs += sim->pci.pirqs[n].pirq && sim->pci.pirqs[n].device == i;
        return true;
    }
    return false;
}
