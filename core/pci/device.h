/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * A PCI device of the set, and what the launcher knows of it: from its first look on, for as long
 * as the host is up.
 */
#ifndef CORE_PCI_DEVICE_H
#define CORE_PCI_DEVICE_H

#include "core/lcm/lcm.h"
#include "core/pci/view.h"

/* Interrupts by MSI-X that one device has at most: Xen gives a domain 32 beside its GSIs. */
enum { PCI_VECTORS_MAX = 32 };

enum pci_state {
    PCI_UNFIT,    /* no domain gets it: see cause */
    PCI_SLEEPS,   /* it is in D3hot, and wakes up reset */
    PCI_RESETS,   /* it may not be touched before `ready_at` */
    PCI_READY,    /* nobody's */
    PCI_ATTACHED, /* its domain's */
};

struct pci_device {
    const struct lcm_device *planned;
    enum pci_state state;
    const char *cause; /* "cause; remedy" */
    uint64_t ready_at; /* Xen's system time */
    bool is_prepared;  /* Xen keeps its MSI-X table from being written */
    struct pci_function function;
    struct pci_view view;
    uint8_t interrupts; /* the capability by which the domain has some, MSI or MSI-X; 0: none */
    uint32_t pirq_count;
    uint16_t pirqs[PCI_VECTORS_MAX]; /* of the domain: their numbers */
};

/* All of a set, in the order of the plan: those of one domain follow each other. */
struct pci_devices {
    bool has_iommu;
    uint32_t count;
    struct pci_device devices[LCM_PCI_MAX];
};

#endif
