/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * PCI devices of the simulated host, and whose they are.
 */
#ifndef SIM_PCI_H
#define SIM_PCI_H

#include "sim/control.h"
#include "sim/sim.h"

enum {
    SIM_PCI_MAX = 32,
    SIM_PIRQS_MAX = 64,
    SIM_SPACE = 256,
    SIM_GSIS = 256 /* of a host with several I/O APICs */
};

struct sim_pci {
    struct sim_pci_device device; /* as it is after power-on */
    uint8_t space[SIM_SPACE];     /* as it is now */
    uint32_t owner;               /* 0, a domain, or DOMID_IO */
    bool quarantined;             /* it goes to DOMID_IO, not to domain 0 */
    bool used;                    /* a domain had it since its last reset */
    bool prepared;                /* Xen keeps its MSI-X table */
    uint64_t busy_until;          /* it is being reset */
};

/* An interrupt of a device that a domain has; free where `pirq` is 0. */
struct sim_pirq {
    uint32_t domid;
    uint32_t pirq;
    uint32_t device; /* in the list of devices; SIM_PCI_MAX: a GSI */
};

struct sim_pci_state {
    bool ports_open;
    uint32_t address;    /* of the port 0xcf8 */
    bool gsis[SIM_GSIS]; /* that were set up */
    uint32_t count;
    struct sim_pci devices[SIM_PCI_MAX];
    struct sim_pirq pirqs[SIM_PIRQS_MAX];
};

void pci_make(struct sim *sim);
/* A domain is destroyed: its devices go where Xen puts them, its interrupts are gone. */
void pci_domain_end(struct sim *sim, uint32_t domid);

/* Whether a domctl is about devices; then it is served, and *result is its answer. */
bool serve_pci_domctl(struct sim *sim, const struct sim_control *control, int64_t *result);

#endif
