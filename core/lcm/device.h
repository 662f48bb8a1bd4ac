/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * What the texts of disks and network cards mean.
 */
#ifndef CORE_LCM_DEVICE_H
#define CORE_LCM_DEVICE_H

#include "core/lcm/property.h"

/* What a text must be like; the first that one breaks counts. */
struct device_rule {
    const char *check; /* the name of the check that it is */
    enum property_id property;
    bool (*is_good)(const char *text);
    const char *wrong; /* "what is wrong; what to do" */
};

/* The rule that this property of the device breaks, or NULL: one that it does not have breaks none.
 */
const struct device_rule *device_rule_broken(const struct lcm_device *device,
                                             enum property_id property);

/* The names of those checks: NULL from `i` = their number on. */
const char *device_check_at(unsigned int i);

/* Reads a MAC address, "00:16:3e:01:02:03". */
bool device_mac_read(const char *text, uint8_t mac[LCM_MAC_SIZE]);

/*
 * The MAC address of a card of the plan: the one given, else one that is unicast, locally
 * administered and the same from image to image. That is made of the domain's UUID where the LCM
 * gives it, else of its name, and of the card's number among those of the domain.
 */
void device_mac(const struct lcm_plan *plan, const struct lcm_device *device,
                uint8_t mac[LCM_MAC_SIZE]);
/* The same as text; one that is no MAC address as it is, as far as it goes. */
enum { DEVICE_MAC_TEXT_SIZE = LCM_MAC_SIZE * 3 };
void device_mac_text(const struct lcm_plan *plan, const struct lcm_device *device,
                     char text[DEVICE_MAC_TEXT_SIZE]);
/* Whether one domain of the plan serves a device of another. */
bool device_is_served(const struct lcm_plan *plan, uint32_t domain, uint32_t backend);

/* The card's number among those of its domain, from 0. */
uint32_t device_nic_number(const struct lcm_plan *plan, const struct lcm_device *device);

/*
 * The number of the virtual disk of that name; 0 where it is not the name of one. "xvda" has 51712.
 * Source: docs/man/xen-vbd-interface.7.pandoc.
 */
uint32_t device_disk_number(const char *name);

#endif
