/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Attaching the disks and network cards that the LCM gives to launched domains, by xl, which shows
 * them as those that it attached by hand. Here are those that domain 0 serves, and what they have
 * in common with those of driver domains (dom0/served.h).
 */
#ifndef DOM0_DEVICES_H
#define DOM0_DEVICES_H

#include <xenstore.h>

#include "core/lcm/lcm.h"
#include "dom0/introduce.h"

/* Xl's words for a device: those of its configuration, with commas between them. */
enum { DEVICES_WORDS_SIZE = LCM_TARGET_SIZE + LCM_NAME_SIZE + 64 };
void devices_words(const struct lcm_plan *plan, const struct lcm_device *device,
                   char words[DEVICES_WORDS_SIZE]);

/* Whether a driver domain serves it. */
bool devices_is_served(const struct lcm_plan *plan, const struct lcm_device *device);

/*
 * What there is of a device. Where a hotplug script fails, as it does without the bridge, libxl
 * leaves the device as it is, and the script says so in the nodes of the backend.
 */
enum devices_presence {
    DEVICES_ABSENT,
    DEVICES_STALE,  /* it had a driver domain that is gone, with its half of the device */
    DEVICES_SILENT, /* the backend has not taken it */
    DEVICES_THERE,
    DEVICES_FAILED,
};
enum devices_presence devices_presence_of(struct xs_handle *store, const struct lcm_plan *plan,
                                          const struct lcm_device *device, uint32_t domid);

/* Whether its texts may become words for xl; false after a complaint. */
bool devices_sound(const char *name, const struct lcm_device *device);

/* Has xl attach, or detach it: false after xl's complaint. */
bool devices_plug(const struct lcm_plan *plan, const struct lcm_device *device, uint32_t domid);
bool devices_unplug(const struct lcm_plan *plan, const struct lcm_device *device, uint32_t domid);

/* Tells that a device is of no use: "... is not attached; correct that, then ...". */
void devices_complain(const struct lcm_plan *plan, const struct lcm_device *device,
                      enum devices_presence presence);

/* What messages call a device: "disk xvda", "network card 00:16:3e:01:02:03". */
enum { DEVICES_TITLE_SIZE = 64 };
void devices_title(const struct lcm_plan *plan, const struct lcm_device *device,
                   char title[DEVICES_TITLE_SIZE]);

/*
 * Attaches what each introduced domain does not have yet of what domain 0 serves: a disk of that
 * name, a card of that MAC address. `done` has an entry for each domain of the record, and is told
 * how many it got. Libxl gives a hotplug script 40 s, which it may exceed while domains boot: what
 * xl does not attach is tried once more after the others. False, told on stderr, where some could
 * not be attached; the others are.
 */
bool devices_attach(struct xs_handle *store, const struct record *record,
                    const struct lcm_plan *plan, struct introduction *done);

#endif
