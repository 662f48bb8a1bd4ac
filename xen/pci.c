/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Operations on PCI devices: domctl, whose structures are the same in all versions, and physdev_op,
 * which is stable.
 */
#include "xen/pci.h"
#include "xen/control.h"
#include "xen/errno.h"

#include <xen/physdev.h>

enum {
    DOMCTL_IOMEM_PERMISSION = 20,
    DOMCTL_IOPORT_PERMISSION = 21,
    DOMCTL_ASSIGN_DEVICE = 37,
    DOMCTL_DEASSIGN_DEVICE = 47,
    SYSCTL_PHYSINFO = 3,
    PHYSINFO_CAPABILITIES = 28,
    PHYSCAP_DIRECTIO = 1 << 2,
};

int xen_host_has_iommu(struct xen *xen, bool *has_iommu)
{
    struct control control;
    int error;

    sysctl_start(xen, &control, SYSCTL_PHYSINFO);
    error = sysctl_issue(xen, &control);
    *has_iommu =
        !error && (get32(&control, SYSCTL_UNION + PHYSINFO_CAPABILITIES) & PHYSCAP_DIRECTIO) != 0;
    return error;
}

static int physdev_op(struct xen *xen, unsigned int command, const void *argument)
{
    return (int)xen_call(xen, __HYPERVISOR_physdev_op, command, hypercall_pointer(argument), 0, 0);
}

int xen_ports_open(struct xen *xen)
{
    struct physdev_set_iopl request = {.iopl = 1};

    return physdev_op(xen, PHYSDEVOP_set_iopl, &request);
}

/* All of these have three numbers in a row, the third of at most 32 bits. */
static int device_op(struct xen *xen, uint32_t command, uint32_t domid, uint64_t first,
                     uint64_t second, uint32_t third)
{
    struct control control;

    domctl_start(xen, &control, command, domid);
    put64(&control, DOMCTL_UNION, first);
    put64(&control, DOMCTL_UNION + 8, second);
    put32(&control, DOMCTL_UNION + 16, third);
    return domctl_issue(xen, &control);
}

int xen_pci_assign(struct xen *xen, uint32_t domid, uint32_t sbdf)
{
    return device_op(xen, DOMCTL_ASSIGN_DEVICE, domid, 0, sbdf, 0);
}

int xen_pci_deassign(struct xen *xen, uint32_t domid, uint32_t sbdf)
{
    return device_op(xen, DOMCTL_DEASSIGN_DEVICE, domid, 0, sbdf, 0);
}

int xen_iomem_permit(struct xen *xen, uint32_t domid, uint64_t mfn, uint64_t count)
{
    return device_op(xen, DOMCTL_IOMEM_PERMISSION, domid, mfn, count, 1);
}

int xen_ioports_permit(struct xen *xen, uint32_t domid, uint32_t first, uint32_t count)
{
    return device_op(xen, DOMCTL_IOPORT_PERMISSION, domid, first | (uint64_t)count << 32, 1, 0);
}

int xen_gsi_map(struct xen *xen, uint32_t domid, uint32_t gsi)
{
    struct physdev_setup_gsi setup = {.gsi = (int)gsi, .triggering = 1, .polarity = 1};
    struct physdev_map_pirq map = {
        .domid = (domid_t)domid,
        .type = MAP_PIRQ_TYPE_GSI,
        .index = (int)gsi,
        .pirq = (int)gsi,
    };
    int error = physdev_op(xen, PHYSDEVOP_setup_gsi, &setup);

    /* It is set up already, once a domain had it. */
    return error && error != -XEN_EEXIST ? error : physdev_op(xen, PHYSDEVOP_map_pirq, &map);
}

int xen_msi_map(struct xen *xen, uint32_t domid, uint32_t sbdf, uint64_t table, uint32_t entry,
                uint32_t *pirq)
{
    struct physdev_map_pirq map = {
        .domid = (domid_t)domid,
        .type = MAP_PIRQ_TYPE_MSI_SEG,
        .index = -1,
        .pirq = -1,
        .bus = (int)((sbdf & 0xffff0000) | (sbdf >> 8 & 0xff)),
        .devfn = (int)(sbdf & 0xff),
        .entry_nr = (int)entry,
        .table_base = table,
    };
    int error = physdev_op(xen, PHYSDEVOP_map_pirq, &map);

    *pirq = (uint32_t)map.pirq;
    return error;
}

int xen_pirq_unmap(struct xen *xen, uint32_t domid, uint32_t pirq)
{
    struct physdev_unmap_pirq unmap = {.domid = (domid_t)domid, .pirq = (int)pirq};

    return physdev_op(xen, PHYSDEVOP_unmap_pirq, &unmap);
}

int xen_msix_prepare(struct xen *xen, uint32_t sbdf)
{
    struct physdev_pci_device device = {
        .seg = (uint16_t)(sbdf >> 16),
        .bus = (uint8_t)(sbdf >> 8),
        .devfn = (uint8_t)sbdf,
    };

    return physdev_op(xen, PHYSDEVOP_prepare_msix, &device);
}
