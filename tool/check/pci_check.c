/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * PCI devices of a set against those of its host.
 */
#include "tool/check/pci_check.h"

#include <stdarg.h>
#include <stdio.h>

#include "core/base/text.h"
#include "core/lcm/pci_address.h"
#include "core/lcm/property.h"

enum { TEXT_SIZE = 640, PAGE_SIZE = 4096 };

/* What is looked at: a device of the set, and the host's that it is. */
struct given {
    struct input *input;
    const struct host_pci *pci;
    const struct lcm_device *device;
    const struct host_device *found;
};

__attribute__((format(printf, 5, 6))) static void
pci_fault(const struct given *given, const char *check, enum lcm_severity severity,
          const struct lcm_device *other, const char *format, ...)
{
    const char *name = property_rows[PROPERTY_PCI_ADDRESS].name;
    char node[LCM_PATH_SIZE], other_node[LCM_PATH_SIZE], text[TEXT_SIZE];
    va_list arguments;

    va_start(arguments, format);
    (void)vsnprintf(text, sizeof(text), format, arguments);
    va_end(arguments);
    input_node_path(given->input, given->device->node, node, sizeof(node));
    if (other)
        input_node_path(given->input, other->node, other_node, sizeof(other_node));
    report_fault(&given->input->report, &(struct lcm_fault){.check = check,
                                                            .severity = severity,
                                                            .path = node,
                                                            .property = name,
                                                            .text = text,
                                                            .other_path = other ? other_node : NULL,
                                                            .other_property = other ? name : NULL});
}

/* The device of the set that has an address of the host, or NULL. */
static const struct lcm_device *owner_find(const struct lcm_plan *plan, uint32_t sbdf)
{
    for (uint32_t i = 0; i < plan->device_count; i++)
        if (plan->devices[i].kind == LCM_DEVICE_PCI && plan->devices[i].sbdf == sbdf)
            return &plan->devices[i];
    return NULL;
}

static const char *reason_of(const struct host_pci *pci)
{
    return pci->from_topology ? "they are functions of one slot, or behind one bridge or port"
                              : "they are in one IOMMU group";
}

/*
 * Those that cannot be kept apart from it. Bridges stay with Xen: nothing can use them to read or
 * write. Each pair of owners is told of once, at the later one.
 */
static void group_check(const struct given *given)
{
    const struct lcm_plan *plan = &given->input->image.plan;
    char address[PCI_ADDRESS_SIZE], names[TEXT_SIZE / 2];
    struct text left;

    text_init(&left, names, sizeof(names));
    for (uint32_t i = 0; i < given->pci->count; i++) {
        const struct host_device *other = &given->pci->devices[i];
        const struct lcm_device *owner;

        if (other == given->found || other->group != given->found->group ||
            host_device_is_bridge(other))
            continue;
        owner = owner_find(plan, other->sbdf);
        pci_address_text(other->sbdf, address);
        if (!owner)
            text_append(&left, "%s%s", left.used ? ", " : "", address);
        else if (owner < given->device && owner->domain != given->device->domain)
            pci_fault(given, "pci-group", LCM_ERROR, owner,
                      "cannot be kept apart from %s of %s: %s; give both to one domain", address,
                      plan->domains[owner->domain].name, reason_of(given->pci));
    }
    if (left.used)
        pci_fault(given, "pci-left", LCM_WARNING, NULL,
                  "cannot be kept apart from %s%s, which no domain has: %s; give the domain all of "
                  "them",
                  names, left.cut ? "..." : "", reason_of(given->pci));
}

static bool pages_meet(const struct host_bar *a, const struct host_bar *b)
{
    return a->space != HOST_SPACE_IO && b->space != HOST_SPACE_IO && a->address != 0 &&
           b->address != 0 && a->address / PAGE_SIZE <= (b->address + b->size - 1) / PAGE_SIZE &&
           b->address / PAGE_SIZE <= (a->address + a->size - 1) / PAGE_SIZE;
}

/* Xen gives memory of devices by whole pages. */
static void pages_check(const struct given *given)
{
    const struct lcm_plan *plan = &given->input->image.plan;

    for (uint32_t i = 0; i < given->pci->count; i++) {
        const struct host_device *other = &given->pci->devices[i];
        const struct lcm_device *owner = owner_find(plan, other->sbdf);
        char address[PCI_ADDRESS_SIZE];
        bool meet = false;

        if (other == given->found || (owner && owner->domain == given->device->domain) ||
            host_device_is_bridge(other))
            continue;
        for (uint32_t a = 0; a < given->found->bar_count; a++)
            for (uint32_t b = 0; b < other->bar_count; b++)
                meet = meet || pages_meet(&given->found->bars[a], &other->bars[b]);
        if (!meet)
            continue;
        pci_address_text(other->sbdf, address);
        pci_fault(given, "pci-page", LCM_WARNING, NULL,
                  "has registers in a page of memory that has some of %s, too, and a domain gets "
                  "whole pages; give both to one domain, or have the firmware place them apart",
                  address);
    }
}

static void reset_check(const struct given *given)
{
    uint32_t resets = given->found->resets;

    if (resets == 0 || (resets & HOST_RESET_OWN) != 0)
        return;
    pci_fault(given, "pci-reset", LCM_WARNING, NULL,
              "cannot be reset by itself (FLR, or its power state), so nothing gets it once its "
              "domain ended, until the host is booted again; keep the domain from ending, or "
              "take another device");
}

static void device_check(const struct given *given, const struct host *host)
{
    char address[PCI_ADDRESS_SIZE];

    pci_address_text(given->device->sbdf, address);
    if (!given->found) {
        pci_fault(given, "pci-host", LCM_ERROR, NULL,
                  "the host has no PCI device %s; name one that lspci -D lists there, or capture "
                  "the host again",
                  address);
        return;
    }
    if (host_device_is_bridge(given->found)) {
        pci_fault(given, "pci-bridge", LCM_ERROR, NULL,
                  "%s is a bridge of the host (class %04x), which other devices need; give away "
                  "the devices behind it instead",
                  address, given->found->class_code >> 8);
        return;
    }
    /* Without an IOMMU nothing is kept apart from anything. */
    if (host->iommu != HOST_NO)
        group_check(given);
    pages_check(given);
    reset_check(given);
}

static void iommu_check(const struct given *given, const struct host *host)
{
    if (host->iommu == HOST_NO && !given->device->dma_without_iommu)
        pci_fault(given, "pci-iommu", LCM_ERROR, NULL,
                  "the host has no IOMMU, so the device, and its domain by it, can write to all "
                  "memory; enable it in the firmware, or accept that with "
                  "hyperlaunch,allow-dma-without-iommu");
}

static void unknown_check(const struct given *given, const struct host *host)
{
    if (!host->described)
        return;
    if (!host->pci.known)
        pci_fault(given, "pci-unsure", LCM_WARNING, NULL,
                  "the host's file does not say which PCI devices there are; have hyperlaunch host "
                  "capture write it anew");
    else if (host->iommu == HOST_UNKNOWN)
        pci_fault(given, "pci-unsure", LCM_WARNING, NULL,
                  "the host's file does not say whether there is an IOMMU; write "
                  "hyperlaunch,iommu = \"yes\" or \"no\" there");
}

void host_pci_check(struct input *input, const struct host *host)
{
    const struct lcm_plan *plan = &input->image.plan;

    for (uint32_t i = 0; i < plan->device_count; i++) {
        const struct lcm_device *device = &plan->devices[i];
        const struct given given = {.input = input,
                                    .pci = &host->pci,
                                    .device = device,
                                    .found = host_device_find(&host->pci, device->sbdf)};

        if (device->kind != LCM_DEVICE_PCI)
            continue;
        unknown_check(&given, host);
        iommu_check(&given, host);
        if (host->pci.known)
            device_check(&given, host);
    }
}
