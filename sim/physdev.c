/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Whose devices are, and their interrupts: domctl and physdev_op as xen/drivers/passthrough/pci.c,
 * xen/common/domctl.c and xen/arch/x86/{irq,msi,physdev}.c serve them.
 */
#define __XEN_TOOLS__ 1
#include <string.h>

#include "core/pci/register.h"
#include "sim/domain.h"
#include "sim/pci.h"
#include "sim/serve.h"
#include "sim/state.h"
#include "sim/trace.h"
#include "xen/errno.h"

#include <xen/domctl.h>
#include <xen/physdev.h>

enum { DOMU_PIRQS = 32, FIRST_MSI = SIM_GSIS };

static struct sim_pci *device_find(struct sim *sim, uint32_t sbdf, uint32_t *index)
{
    for (*index = 0; *index < sim->pci.count; ++*index)
        if (sim->pci.devices[*index].device.sbdf == sbdf)
            return &sim->pci.devices[*index];
    return NULL;
}

static uint16_t command_of(const struct sim_pci *pci)
{
    return (uint16_t)(pci->space[PCI_COMMAND] | pci->space[PCI_COMMAND + 1] << 8);
}

static int64_t serve_assign(struct sim *sim, uint32_t domid, uint32_t sbdf)
{
    const struct sim_domain *domain = domain_find(sim, domid);
    uint32_t index;
    struct sim_pci *pci = device_find(sim, sbdf, &index);

    sim_say(sim, domid == DOMID_IO ? -1 : (int32_t)domid, "assign PCI device %#x", sbdf);
    if (!sim->config.has_iommu)
        return sim_fault(sim, XEN_EOPNOTSUPP, "a device is assigned without an IOMMU");
    if (domid != DOMID_IO && (!domain || domid == 0 || domain->dying ||
                              (domain->create.flags & XEN_DOMCTL_CDF_iommu) == 0))
        return sim_fault(sim, XEN_EINVAL, "a device for domain %u, which cannot have one", domid);
    if (!pci)
        return -XEN_ENODEV;
    if (pci->owner != 0 && pci->owner != DOMID_IO)
        return sim_fault(sim, XEN_EBUSY, "device %#x is domain %u's", sbdf, pci->owner);
    /* What Xen does not look at, and must hold: no DMA of before reaches the domain. */
    if (domid != DOMID_IO && (pci->used || (command_of(pci) & PCI_COMMAND_MASTER)))
        return sim_fault(sim, XEN_EINVAL, "device %#x goes to domain %u %s", sbdf, domid,
                         pci->used ? "as another left it" : "with its DMA on");
    pci->owner = domid;
    pci->quarantined = pci->quarantined || domid == DOMID_IO;
    pci->used = domid != DOMID_IO && pci->device.can_reset;
    return 0;
}

static void device_return(struct sim_pci *pci)
{
    pci->owner = pci->quarantined ? DOMID_IO : 0;
}

static int64_t serve_deassign(struct sim *sim, uint32_t domid, uint32_t sbdf)
{
    const struct sim_domain *domain = domain_find(sim, domid);
    uint32_t index;
    struct sim_pci *pci = device_find(sim, sbdf, &index);

    sim_say(sim, (int32_t)domid, "take PCI device %#x", sbdf);
    if (!domain || domain->dying)
        return sim_fault(sim, XEN_EINVAL, "a device of domain %u, which is dying", domid);
    if (!pci || pci->owner != domid)
        return sim_fault(sim, XEN_ENODEV, "device %#x is not domain %u's", sbdf, domid);
    if (command_of(pci) & PCI_COMMAND_MASTER)
        return sim_fault(sim, XEN_EINVAL, "device %#x is taken with its DMA on", sbdf);
    device_return(pci);
    return 0;
}

void pci_domain_end(struct sim *sim, uint32_t domid)
{
    for (uint32_t i = 0; i < sim->pci.count; i++)
        if (sim->pci.devices[i].owner == domid)
            device_return(&sim->pci.devices[i]);
    for (uint32_t i = 0; i < SIM_PIRQS_MAX; i++)
        if (sim->pci.pirqs[i].domid == domid)
            sim->pci.pirqs[i] = (struct sim_pirq){0};
}

/* The address of a BAR, as the firmware gave it. */
static uint64_t bar_address(const struct sim_pci_device *device, unsigned int bar)
{
    unsigned int at = bar == 6 ? (unsigned int)PCI_ROM_BAR : PCI_BAR + 4 * bar;
    uint32_t low, high = 0;

    memcpy(&low, device->space + at, sizeof(low));
    if (bar < 5 && (low & 7) == 4)
        memcpy(&high, device->space + at + 4, sizeof(high));
    return (uint64_t)high << 32 | (bar < 6 && (low & 1) ? low & 0xfffcu : low & ~0xfu);
}

/* Whether that is one of a device of the host; `io`: of ports. */
static bool bar_has(const struct sim *sim, bool io, uint64_t first, uint64_t count)
{
    for (uint32_t i = 0; i < sim->pci.count; i++) {
        for (unsigned int bar = 0; bar < 7; bar++) {
            const struct sim_pci_device *device = &sim->pci.devices[i].device;
            uint32_t length = device->lengths[bar];
            bool is_io = bar < 6 && (device->space[PCI_BAR + 4 * bar] & 1);

            if (length == 0 || io != is_io)
                continue;
            if (io ? first == bar_address(device, bar) &&
                         count == (uint16_t)(~(length & 0xfffcu) + 1)
                   : first == bar_address(device, bar) >> 12 &&
                         count == (~(length & ~0x7ffu) + 0x1000) >> 12)
                return true;
        }
    }
    return false;
}

static int64_t serve_permission(struct sim *sim, const struct sim_control *control)
{
    bool io = control->command == XEN_DOMCTL_ioport_permission;
    struct xen_domctl_iomem_permission memory;
    struct xen_domctl_ioport_permission ports;
    uint64_t first, count;
    bool allow;

    memcpy(&memory, control->operation, sizeof(memory));
    memcpy(&ports, control->operation, sizeof(ports));
    first = io ? ports.first_port : memory.first_mfn;
    count = io ? ports.nr_ports : memory.nr_mfns;
    allow = io ? ports.allow_access : memory.allow_access;
    sim_say(sim, control->domid, "let it use %llu %s from %#llx", (unsigned long long)count,
            io ? "ports" : "frames of devices", (unsigned long long)first);
    if (!domain_find(sim, control->domid) || control->domid == 0)
        return sim_fault(sim, XEN_ESRCH, "permission for domain %u", control->domid);
    if (!allow || !bar_has(sim, io, first, count))
        return sim_fault(sim, XEN_EINVAL, "%llu from %#llx is no BAR's", (unsigned long long)count,
                         (unsigned long long)first);
    return 0;
}

bool serve_pci_domctl(struct sim *sim, const struct sim_control *control, int64_t *result)
{
    uint32_t sbdf;

    switch (control->command) {
    case XEN_DOMCTL_assign_device:
    case XEN_DOMCTL_deassign_device:
        memcpy(&sbdf, control->operation + 8, sizeof(sbdf));
        if (!control_rest_is_zero(control, 12) ||
            memcmp(control->operation, &(uint64_t){0}, 8) != 0)
            *result = sim_fault(sim, XEN_EINVAL, "a device with flags");
        else if (control->command == XEN_DOMCTL_assign_device)
            *result = serve_assign(sim, control->domid, sbdf);
        else
            *result = serve_deassign(sim, control->domid, sbdf);
        return true;
    case XEN_DOMCTL_iomem_permission:
    case XEN_DOMCTL_ioport_permission:
        *result = serve_permission(sim, control);
        return true;
    default:
        return false;
    }
}

/* -- interrupts -----------------------------------------------------------------------------------
 */

static int64_t pirq_add(struct sim *sim, uint32_t domid, uint32_t device, int *pirq)
{
    uint32_t used = 0;
    struct sim_pirq *place = NULL;

    for (uint32_t i = 0; i < SIM_PIRQS_MAX; i++) {
        used += sim->pci.pirqs[i].pirq >= FIRST_MSI && sim->pci.pirqs[i].domid == domid;
        place = sim->pci.pirqs[i].pirq ? place : &sim->pci.pirqs[i];
    }
    if (!place || (*pirq < 0 && used >= DOMU_PIRQS))
        return -XEN_ENOSPC;
    if (*pirq < 0)
        *pirq = FIRST_MSI + (int)(place - sim->pci.pirqs);
    *place = (struct sim_pirq){.domid = domid, .pirq = (uint32_t)*pirq, .device = device};
    return 0;
}

static int64_t msi_map(struct sim *sim, struct physdev_map_pirq *map)
{
    uint32_t index, sbdf = (uint32_t)map->bus << 8 | (uint32_t)map->devfn;
    struct sim_pci *pci = device_find(sim, sbdf, &index);
    unsigned int at = 0;

    for (unsigned int n = 0, next = pci ? pci->device.space[PCI_CAPABILITIES] : 0; next && n < 48;
         n++, next = pci->device.space[next + 1])
        if (pci->device.space[next] == (map->table_base ? PCI_CAPABILITY_MSIX : PCI_CAPABILITY_MSI))
            at = next;
    /* Xen looks for it among those of the domain. */
    if (!pci || pci->owner != map->domid || !at)
        return -XEN_ENODEV;
    if (map->index != -1 || map->pirq != -1)
        return sim_fault(sim, XEN_EINVAL, "an MSI of number %d", map->pirq);
    if (!map->table_base)
        return pirq_add(sim, map->domid, index, &map->pirq);
    if (map->entry_nr > (pci->space[at + 2] | (pci->space[at + 3] & 7) << 8))
        return sim_fault(sim, XEN_EINVAL, "entry %d of an MSI-X table", map->entry_nr);
    if (map->table_base != bar_address(&pci->device, pci->device.space[at + PCI_MSIX_TABLE] & 7))
        return sim_fault(sim, XEN_EINVAL, "an MSI-X table at %#llx",
                         (unsigned long long)map->table_base);
    if (!pci->prepared)
        return sim_fault(sim, XEN_EINVAL, "Xen crashes the domain: its MSI-X table is open");
    if ((command_of(pci) & PCI_COMMAND_MEMORY) == 0)
        return sim_fault(sim, XEN_ENXIO, "MSI-X of a device that decodes no memory");
    return pirq_add(sim, map->domid, index, &map->pirq);
}

static int64_t serve_map_pirq(struct sim *sim, uint64_t address)
{
    struct physdev_map_pirq map;
    int64_t result;

    memcpy(&map, (const void *)(uintptr_t)address, sizeof(map));
    sim_say(sim, map.domid, "give it %s %d", map.type == MAP_PIRQ_TYPE_GSI ? "GSI" : "MSI entry",
            map.type == MAP_PIRQ_TYPE_GSI ? map.index : map.entry_nr);
    if (!domain_find(sim, map.domid) || map.domid == 0)
        return sim_fault(sim, XEN_ESRCH, "an interrupt for domain %u", map.domid);
    if (map.type == MAP_PIRQ_TYPE_MSI_SEG)
        result = msi_map(sim, &map);
    else if (map.type != MAP_PIRQ_TYPE_GSI)
        return sim_fault(sim, XEN_EINVAL, "an interrupt of type %d", map.type);
    else if (map.index <= 0 || map.index >= SIM_GSIS)
        return -XEN_EINVAL;
    else if (map.pirq != map.index || !sim->pci.gsis[map.index])
        return sim_fault(sim, XEN_EINVAL, "GSI %d as pirq %d, set up or not", map.index, map.pirq);
    else
        result = pirq_add(sim, map.domid, SIM_PCI_MAX, &map.pirq);
    memcpy((void *)(uintptr_t)address, &map, sizeof(map));
    return result;
}

static int64_t serve_unmap_pirq(struct sim *sim, uint64_t address)
{
    struct physdev_unmap_pirq unmap;

    memcpy(&unmap, (const void *)(uintptr_t)address, sizeof(unmap));
    sim_say(sim, unmap.domid, "take its interrupt %d", unmap.pirq);
    for (uint32_t i = 0; i < SIM_PIRQS_MAX; i++) {
        struct sim_pirq *pirq = &sim->pci.pirqs[i];

        if (pirq->pirq && pirq->domid == unmap.domid && pirq->pirq == (uint32_t)unmap.pirq) {
            const struct sim_pci *pci =
                pirq->device < SIM_PCI_MAX ? &sim->pci.devices[pirq->device] : NULL;

            /* Xen would mask all of the device, and give it to nobody again (EBUSY). */
            if (pci && pci->prepared && (command_of(pci) & PCI_COMMAND_MEMORY) == 0)
                (void)sim_fault(sim, 0, "an MSI-X of a device that decodes no memory is unmapped");
            *pirq = (struct sim_pirq){0};
            return 0;
        }
    }
    return sim_fault(sim, XEN_EINVAL, "interrupt %d is not domain %u's", unmap.pirq, unmap.domid);
}

static int64_t serve_setup_gsi(struct sim *sim, uint64_t address)
{
    struct physdev_setup_gsi setup;
    bool again;

    memcpy(&setup, (const void *)(uintptr_t)address, sizeof(setup));
    sim_say(sim, -1, "set up GSI %d", setup.gsi);
    if (setup.gsi <= 0 || setup.gsi >= SIM_GSIS)
        return -XEN_EINVAL;
    if (setup.triggering != 1 || setup.polarity != 1)
        return sim_fault(sim, XEN_EINVAL, "GSI %d is not level and low, as PCI's are", setup.gsi);
    again = sim->pci.gsis[setup.gsi];
    sim->pci.gsis[setup.gsi] = true;
    /* Xen says so once somebody uses it. */
    return again ? -XEN_EEXIST : 0;
}

static int64_t serve_prepare(struct sim *sim, uint64_t address)
{
    struct physdev_pci_device request;
    struct sim_pci *pci;
    uint32_t index;
    bool has_msix = false;

    memcpy(&request, (const void *)(uintptr_t)address, sizeof(request));
    sim_say(sim, -1, "keep the MSI-X table of PCI device %#x",
            (unsigned int)request.bus << 8 | request.devfn);
    pci = device_find(sim, (uint32_t)request.bus << 8 | request.devfn, &index);
    if (!pci || request.seg)
        return -XEN_ENODEV;
    for (unsigned int n = 0, at = pci->device.space[PCI_CAPABILITIES]; at && n < 48;
         n++, at = pci->device.space[at + 1])
        has_msix = has_msix || pci->device.space[at] == PCI_CAPABILITY_MSIX;
    if (!has_msix)
        return sim_fault(sim, XEN_EINVAL, "Xen dies: the device has no MSI-X");
    if (pci->prepared)
        return sim_fault(sim, XEN_EBUSY, "the MSI-X table of a device is kept twice");
    if ((command_of(pci) & PCI_COMMAND_MEMORY) == 0)
        return sim_fault(sim, XEN_ENXIO, "MSI-X of a device that decodes no memory");
    pci->prepared = true;
    return 0;
}

int64_t serve_physdev(struct sim *sim, uint64_t command, uint64_t address)
{
    switch (command) {
    case PHYSDEVOP_set_iopl:
        sim_say(sim, -1, "use I/O ports");
        sim->pci.ports_open = *(const uint32_t *)(uintptr_t)address == 1;
        return 0;
    case PHYSDEVOP_map_pirq:
        return serve_map_pirq(sim, address);
    case PHYSDEVOP_unmap_pirq:
        return serve_unmap_pirq(sim, address);
    case PHYSDEVOP_setup_gsi:
        return serve_setup_gsi(sim, address);
    case PHYSDEVOP_prepare_msix:
        return serve_prepare(sim, address);
    default:
        sim_say(sim, -1, "physdev command %llu", (unsigned long long)command);
        return sim_fault(sim, XEN_ENOSYS, "physdev command %llu is none that a launcher needs",
                         (unsigned long long)command);
    }
}
