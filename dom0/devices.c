/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Finds out which devices a domain lacks, and has xl attach them.
 */
#include "dom0/devices.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/lcm/device.h"
#include "dom0/say.h"
#include "dom0/xl.h"

enum { PATH_SIZE = 96, ID_SIZE = 16 };
enum presence { DEVICE_ABSENT, DEVICE_THERE, DEVICE_FAILED };

void devices_words(const struct lcm_plan *plan, const struct lcm_device *device,
                   char words[DEVICES_WORDS_SIZE])
{
    char mac[DEVICE_MAC_TEXT_SIZE];

    if (device->kind == LCM_DEVICE_DISK) {
        /* What follows "target=" is the path, whatever is in it. */
        (void)snprintf(words, DEVICES_WORDS_SIZE, "format=raw,vdev=%s,access=%s,target=%s",
                       device->device, property_choice(&property_rows[PROPERTY_ACCESS], device),
                       device->target);
        return;
    }
    device_mac_text(plan, device, mac);
    (void)snprintf(words, DEVICES_WORDS_SIZE, "mac=%s%s%s", mac, device->bridge ? ",bridge=" : "",
                   device->bridge ? device->bridge : "");
}

/* Whether it may become words for xl; else says why not. */
static bool device_is_sound(const char *name, const struct lcm_device *device)
{
    for (unsigned int id = 0; id < PROPERTY_COUNT; id++) {
        const struct device_rule *rule = device_rule_broken(device, id);

        if (!rule)
            continue;
        say("domain %s: a device is not attached: %s %s", name, property_rows[id].name,
            rule->wrong);
        return false;
    }
    return true;
}

/*
 * Whether the node is there, and has this value unless that is NULL. It is one of libxl's own
 * nodes, by which xl lists devices: the guest can write below its own /local/domain/ID/device.
 */
static bool node_is(struct xs_handle *store, const char *path, const char *value)
{
    unsigned int size;
    char *found = xs_read(store, XBT_NULL, path, &size);
    bool is_it = found && (!value || strcasecmp(found, value) == 0);

    free(found);
    return is_it;
}

/* Finds a card by its address: its number, as text. False where there is none. */
static bool nic_find(struct xs_handle *store, uint32_t domid, const char *mac, char id[ID_SIZE])
{
    char path[PATH_SIZE];
    unsigned int count = 0;
    char **cards;
    bool is_there = false;

    (void)snprintf(path, sizeof(path), "/libxl/%" PRIu32 "/device/vif", domid);
    cards = xs_directory(store, XBT_NULL, path, &count);
    for (unsigned int i = 0; cards && i < count && !is_there; i++) {
        (void)snprintf(id, ID_SIZE, "%s", cards[i]);
        (void)snprintf(path, sizeof(path), "/libxl/%" PRIu32 "/device/vif/%s/mac", domid, id);
        is_there = node_is(store, path, mac);
    }
    free(cards);
    return is_there;
}

/* The same of a disk, by its name. */
static bool disk_find(struct xs_handle *store, uint32_t domid, const char *name, char id[ID_SIZE])
{
    char path[PATH_SIZE];

    (void)snprintf(id, ID_SIZE, "%" PRIu32, device_disk_number(name));
    (void)snprintf(path, sizeof(path), "/libxl/%" PRIu32 "/device/vbd/%s/backend", domid, id);
    return node_is(store, path, NULL);
}

/*
 * What there is of a device. Where a hotplug script fails, as it does without the bridge, libxl
 * leaves the device as it is, and the script says so in the nodes of the backend.
 */
static enum presence presence_of(struct xs_handle *store, uint32_t domid,
                                 const struct lcm_device *device, const char *mac)
{
    bool is_disk = device->kind == LCM_DEVICE_DISK;
    char path[PATH_SIZE], id[ID_SIZE];

    if (!(is_disk ? disk_find(store, domid, device->device, id) : nic_find(store, domid, mac, id)))
        return DEVICE_ABSENT;
    (void)snprintf(path, sizeof(path), "/local/domain/0/backend/%s/%" PRIu32 "/%s/hotplug-status",
                   is_disk ? "vbd" : "vif", domid, id);
    return node_is(store, path, "error") ? DEVICE_FAILED : DEVICE_THERE;
}

/* Attaches a device unless it is there; false after a complaint. */
static bool device_attach(struct xs_handle *store, const struct record_domain *domain,
                          const struct lcm_plan *plan, const struct lcm_device *device,
                          uint32_t *attached)
{
    char words[DEVICES_WORDS_SIZE], mac[DEVICE_MAC_TEXT_SIZE];
    bool is_disk = device->kind == LCM_DEVICE_DISK;
    const char *name = is_disk ? device->device : mac;
    enum presence presence;

    if (!device_is_sound(domain->name, device))
        return false;
    device_mac_text(plan, device, mac);
    presence = presence_of(store, domain->domid, device, mac);
    if (presence == DEVICE_THERE)
        return true;
    if (presence == DEVICE_ABSENT) {
        devices_words(plan, device, words);
        if ((is_disk ? xl_block_attach : xl_network_attach)(domain->domid, words)) {
            ++*attached;
            return true;
        }
        presence = presence_of(store, domain->domid, device, mac);
    }
    if (presence == DEVICE_FAILED)
        say("domain %s: %s %s does not work, since its hotplug script failed; correct that, detach "
            "it with xl %s-detach %s %s, then run hyperlaunch-init again",
            domain->name, is_disk ? "disk" : "network card", name, is_disk ? "block" : "network",
            domain->name, name);
    else
        say("domain %s: %s %s is not attached; correct that, then run hyperlaunch-init again",
            domain->name, is_disk ? "disk" : "network card", name);
    return false;
}

bool devices_attach(struct xs_handle *store, const struct record *record,
                    const struct lcm_plan *plan, struct introduction *done)
{
    bool good = true;

    for (uint32_t i = 0; i < record->domain_count; i++) {
        const struct record_domain *domain = &record->domains[i];

        if (done[i].result != INTRODUCE_DONE && done[i].result != INTRODUCE_ALREADY)
            continue;
        for (uint32_t j = 0; j < plan->device_count; j++) {
            const struct lcm_device *device = &plan->devices[j];

            if (plan->domains[device->domain].domid == domain->domid)
                good = device_attach(store, domain, plan, device, &done[i].attached) && good;
        }
    }
    return good;
}
