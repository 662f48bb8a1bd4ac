/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The PCI devices of a set: looked at before any domain is built, given to the domain that is being
 * built, taken from the domain that is being destroyed.
 *
 * While a device is no domain's, Xen has it for nobody's (DOMID_IO): its DMA reaches no memory. A
 * domain gets it reset; where there is no way to reset it, only one domain gets it, once.
 */
#ifndef LAUNCHER_PCI_DEVICES_H
#define LAUNCHER_PCI_DEVICES_H

#include "launcher/builder/parts/build.h"

/*
 * Looks at the devices of the plan, takes them from who had them before and begins to reset them.
 * Nothing here stops a launch: a domain whose device is unfit is not built. Without devices it
 * makes no hypercall.
 */
void pci_configure(struct build_site *site);

/* Before a PV domain is created: whether it can have its devices. 0, or -1 with the cause. */
int pci_check(struct build *b);
/* Gives it its devices. 0, or -1 with the cause. */
int pci_attach(struct build *b);

/*
 * Takes its devices from a domain that does not run: they are stopped, and their reset begins. 0,
 * or Xen's error; it may be tried again.
 */
int pci_release(struct build_site *site, uint32_t domid);

/* No domain gets a device from now on, for that cause, which is said and stays where it is. */
void pci_unfit(struct pci_device *device, const char *cause);

/* The first device of a domain; NULL: it has none. Its others follow. `count`: how many. */
struct pci_device *pci_devices_of(struct build_site *site, const struct lcm_domain *domain,
                                  uint32_t *count);

#endif
