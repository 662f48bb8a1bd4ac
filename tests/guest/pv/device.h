/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Devices of the test guest, which it uses as no driver should: PCI devices, and the front ends of
 * a disk and a network card.
 */
#ifndef TESTS_GUEST_PV_DEVICE_H
#define TESTS_GUEST_PV_DEVICE_H

#include <stdbool.h>
#include <stdint.h>

#include "tests/guest/store.h"

struct xen_pci_op;

/* No grant has this reference. */
#define GRANT_NONE UINT32_C(4000000000)

/* Lets the domain map the page, which is the guest's own; GRANT_NONE where Xen gives no table. */
uint32_t grant_page(const void *page, uint16_t domid);

/* A page of a device's memory, until the next call; NULL where Xen refuses. */
volatile uint32_t *device_memory(uint64_t address);

/* -- front ends ------------------------------------------------------------------------------ */

struct frontend {
    const char *path;
    char backend[STORE_ANSWER_SIZE];
    uint16_t domid; /* the back end's */
};

/* Finds its back end; an error in the report where it has none. */
bool frontend_open(struct frontend *front, const char *path);
void frontend_write(const struct frontend *front, const char *name, const char *value);
void frontend_write_number(const struct frontend *front, const char *name, uint32_t number);
/* Tells its state; returns the back end's, once that is `wanted` or after some seconds. */
uint32_t frontend_tell(const struct frontend *front, uint32_t state, uint32_t wanted);

/* -- PCI devices ----------------------------------------------------------------------------- */

/* Connects, and looks what the back end says to wrong nodes before. */
bool pci_connect(void);
/* Asks once, and has the answer in `op`; false where none comes. */
bool pci_ask(struct xen_pci_op *op);
/* The answer to what is asked of the first device, 0 or the error's number. */
uint32_t pci_read(uint32_t offset, uint32_t size, uint32_t *value);
uint32_t pci_write(uint32_t offset, uint32_t size, uint32_t value);
uint32_t pci_interrupts(uint32_t command, uint32_t count, uint32_t *vector);
/* Where a capability is; 0 where there is none. */
uint32_t pci_capability(uint32_t id);
/* Memory of the first device's first BAR. */
volatile uint32_t *pci_registers(void);
/* Rings without asking. */
void pci_ring(void);

/* do=frontends, do=card and do=pci; the catalogue is in main.c. */
void frontends_try(void);
void card_watch(void);
void pci_try(void);
void pci_storm(void);

#endif
