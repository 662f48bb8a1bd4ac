/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Giving launched PV domains the PCI devices that the LCM says, by xl: Linux' xen-pciback in domain
 * 0 is their back end.
 */
#ifndef DOM0_PCIS_H
#define DOM0_PCIS_H

#include <xenstore.h>

#include "core/lcm/lcm.h"
#include "core/lcm/pci_address.h"
#include "dom0/introduce.h"

/* Where Linux lists what xen-pciback has, and how long front ends are waited for, all together. */
struct pcis_host {
    const char *bound;
    uint64_t wait_ns;
};
extern const struct pcis_host pcis_host;

/* Xl's words for a device, which xen-pciback takes first unless it has it (seize). */
enum { PCIS_WORDS_SIZE = PCI_ADDRESS_SIZE + sizeof(",seize=1,permissive=1") };
void pcis_words(const struct lcm_device *device, char words[PCIS_WORDS_SIZE]);

/*
 * Gives each introduced domain the PCI devices that it does not have yet; `done` has an entry for
 * each domain of the record, and is told how many it got. A domain gets its second device once its
 * front end has the first. False, told on stderr, where some could not be given; the others are.
 */
bool pcis_attach(struct xs_handle *store, const struct pcis_host *host, const struct record *record,
                 const struct lcm_plan *plan, struct introduction *done);

#endif
