/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Attaching the disks and network cards that the LCM gives to launched domains, by xl: domain 0 is
 * their backend, and xl shows them as those that it attached by hand.
 */
#ifndef DOM0_DEVICES_H
#define DOM0_DEVICES_H

#include <xenstore.h>

#include "core/lcm/lcm.h"
#include "dom0/introduce.h"

/* Xl's words for a device: those of its configuration, with commas between them. */
enum { DEVICES_WORDS_SIZE = LCM_TARGET_SIZE + 64 };
void devices_words(const struct lcm_plan *plan, const struct lcm_device *device,
                   char words[DEVICES_WORDS_SIZE]);

/*
 * Attaches what each introduced domain does not have yet: a disk of that name, a card of that MAC
 * address. `done` has an entry for each domain of the record, and is told how many it got. False,
 * told on stderr, where some could not be attached; the others are.
 */
bool devices_attach(struct xs_handle *store, const struct record *record,
                    const struct lcm_plan *plan, struct introduction *done);

#endif
