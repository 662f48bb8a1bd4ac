/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * What the configuration space of a PCI function tells: its capabilities and its BARs.
 *
 * The bytes are a device's, and so foreign. Sources: PCI Local Bus Specification 3.0, chapter 6;
 * PCI Express Base Specification, 7.5 and 7.8; PCI Power Management Interface, 3.2. Numbers of
 * registers are in register.h.
 */
#ifndef CORE_PCI_FUNCTION_H
#define CORE_PCI_FUNCTION_H

#include <stdbool.h>
#include <stdint.h>

enum { PCI_SPACE_SIZE = 256, PCI_BARS = 7 /* the last: the expansion ROM */, PCI_ROM = 6 };

struct pci_function {
    /* Where its capabilities are; 0: it has none. */
    uint8_t power;
    uint8_t vpd;
    uint8_t msi;
    uint8_t msix;
    uint8_t express;  /* with a function level reset; without one it does not matter */
    uint8_t advanced; /* "advanced features", likewise: of functions without PCI Express */

    bool has_power_reset;  /* it loses its state on the way from D3hot to D0 */
    uint16_t msix_entries; /* of its table, in ... */
    uint8_t msix_bar;      /* ... this BAR */
    bool has_pin;          /* an INTx pin */
    uint32_t line;         /* what else of its header is lost by a reset: two registers */
    uint32_t cache;
    uint32_t values[PCI_BARS];  /* of the BARs */
    uint32_t lengths[PCI_BARS]; /* what they read after all ones were written; the owner's part */
};

enum pci_error {
    PCI_OK,
    PCI_ABSENT, /* there is no function at the address */
    PCI_BRIDGE, /* it is no endpoint */
    PCI_BROKEN, /* its list of capabilities makes no sense */
};

/* "cause; remedy", of all but PCI_OK. */
const char *pci_strerror(enum pci_error error);

/* Reads it; `lengths` stay as they are. The work is bounded, whatever the bytes are. */
enum pci_error pci_function_read(struct pci_function *function,
                                 const uint8_t space[PCI_SPACE_SIZE]);

/* The bits of a BAR that are no address. */
uint32_t pci_bar_flags(const struct pci_function *function, unsigned int i);

/* What a BAR decodes. */
struct pci_bar {
    bool is_io;
    uint64_t address;
    uint64_t size; /* a power of two */
};

/*
 * False where a BAR is not there, is the upper half of another, or was given no address: then
 * nothing of it is for a domain.
 */
bool pci_bar_read(const struct pci_function *function, unsigned int i, struct pci_bar *bar);

/*
 * The address up to which a PV domain's memory may go in its map without hiding a BAR below 4 GiB
 * of this function: the lower of `end` and that, a multiple of 2 MiB.
 */
uint64_t pci_memory_end(const struct pci_function *function, uint64_t end);

#endif
