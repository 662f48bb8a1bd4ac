/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The commands of xl that are run for launched domains.
 */
#ifndef DOM0_XL_H
#define DOM0_XL_H

#include <stdbool.h>
#include <stdint.h>

/* All are false, after a complaint, unless xl did well. */
bool xl_destroy(uint32_t domid);
/*
 * Builds and starts the domain of a configuration. Xl leaves no daemon with it (-e): two who serve
 * the ends of one domain would be in each other's way.
 */
bool xl_create(char *path);
/* Attaches a disk or a network card; `words` are those of xl's configuration, with commas. */
bool xl_block_attach(uint32_t domid, char *words);
bool xl_network_attach(uint32_t domid, char *words);
/* Detaches a disk of that name, or a card of that MAC address. */
bool xl_block_detach(uint32_t domid, const char *device);
bool xl_network_detach(uint32_t domid, const char *mac);
/* The same of a PCI device that xen-pciback has. */
bool xl_pci_attach(uint32_t domid, char *words);
/* Has xen-pciback take a PCI device, whoever has it in domain 0's Linux. */
bool xl_pci_assignable_add(char *address);
/* Loads the module of xen-pciback; after a complaint it is not there. */
void xl_pciback_load(void);

#endif
