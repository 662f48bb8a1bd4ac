/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Finds out what there is of a device, and has xl attach and detach it.
 */
#include "dom0/devices.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/lcm/device.h"
#include "core/store/device_nodes.h"
#include "dom0/nodes.h"
#include "dom0/say.h"
#include "dom0/xl.h"

enum { PATH_SIZE = 96, ID_SIZE = 16 };

bool devices_is_served(const struct lcm_plan *plan, const struct lcm_device *device)
{
    return device->kind != LCM_DEVICE_PCI && device->backend < plan->domain_count &&
           plan->domains[device->backend].domid != 0;
}

void devices_words(const struct lcm_plan *plan, const struct lcm_device *device,
                   char words[DEVICES_WORDS_SIZE])
{
    bool is_served = devices_is_served(plan, device);
    const char *by = is_served ? ",backend=" : "";
    const char *backend = is_served ? plan->domains[device->backend].name : "";
    char mac[DEVICE_MAC_TEXT_SIZE];

    if (device->kind == LCM_DEVICE_DISK) {
        /* What follows "target=" is the path, whatever is in it. */
        (void)snprintf(words, DEVICES_WORDS_SIZE, "format=raw,vdev=%s,access=%s%s%s,target=%s",
                       device->device, property_choice(&property_rows[PROPERTY_ACCESS], device), by,
                       backend, device->target);
        return;
    }
    device_mac_text(plan, device, mac);
    (void)snprintf(words, DEVICES_WORDS_SIZE, "mac=%s%s%s%s%s", mac,
                   device->bridge ? ",bridge=" : "", device->bridge ? device->bridge : "", by,
                   backend);
}

void devices_title(const struct lcm_plan *plan, const struct lcm_device *device,
                   char title[DEVICES_TITLE_SIZE])
{
    char mac[DEVICE_MAC_TEXT_SIZE];
    bool is_disk = device->kind == LCM_DEVICE_DISK;

    if (!is_disk)
        device_mac_text(plan, device, mac);
    (void)snprintf(title, DEVICES_TITLE_SIZE, "%s %s", is_disk ? "disk" : "network card",
                   is_disk ? device->device : mac);
}

bool devices_sound(const char *name, const struct lcm_device *device)
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
        is_there = nodes_is(store, path, mac);
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
    return nodes_is(store, path, NULL);
}

/* The device's number, as text. False where the domain does not have it. */
static bool device_find(struct xs_handle *store, const struct lcm_plan *plan,
                        const struct lcm_device *device, uint32_t domid, char id[ID_SIZE])
{
    char mac[DEVICE_MAC_TEXT_SIZE];

    if (device->kind == LCM_DEVICE_DISK)
        return disk_find(store, domid, device->device, id);
    device_mac_text(plan, device, mac);
    return nic_find(store, domid, mac, id);
}

/* What the half says that the backend has, below `back`. */
static enum devices_presence half_look(struct xs_handle *store, const char *back, bool is_served)
{
    char path[2 * PATH_SIZE];
    bool is_connected;

    (void)snprintf(path, sizeof(path), "%s/hotplug-status", back);
    if (nodes_is(store, path, "error"))
        return DEVICES_FAILED;
    is_connected = nodes_is(store, path, "connected");
    (void)snprintf(path, sizeof(path), "%s/state", back);
    if (!is_served || is_connected || nodes_is(store, path, DEVICE_NODES_CONNECTED))
        return DEVICES_THERE;
    return nodes_is(store, path, NULL) ? DEVICES_SILENT : DEVICES_STALE;
}

enum devices_presence devices_presence_of(struct xs_handle *store, const struct lcm_plan *plan,
                                          const struct lcm_device *device, uint32_t domid)
{
    char path[PATH_SIZE], id[ID_SIZE], *back;
    enum devices_presence presence;
    unsigned int size;

    if (!device_find(store, plan, device, domid, id))
        return DEVICES_ABSENT;
    (void)snprintf(path, sizeof(path), "/libxl/%" PRIu32 "/device/%s/%s/backend", domid,
                   device->kind == LCM_DEVICE_DISK ? "vbd" : "vif", id);
    back = xs_read(store, XBT_NULL, path, &size);
    presence = half_look(store, back ? back : "", devices_is_served(plan, device));
    free(back);
    return presence;
}

bool devices_plug(const struct lcm_plan *plan, const struct lcm_device *device, uint32_t domid)
{
    char words[DEVICES_WORDS_SIZE];

    devices_words(plan, device, words);
    return (device->kind == LCM_DEVICE_DISK ? xl_block_attach : xl_network_attach)(domid, words);
}

bool devices_unplug(const struct lcm_plan *plan, const struct lcm_device *device, uint32_t domid)
{
    char mac[DEVICE_MAC_TEXT_SIZE];

    if (device->kind == LCM_DEVICE_DISK)
        return xl_block_detach(domid, device->device);
    device_mac_text(plan, device, mac);
    return xl_network_detach(domid, mac);
}

void devices_complain(const struct lcm_plan *plan, const struct lcm_device *device,
                      enum devices_presence presence)
{
    const char *name = plan->domains[device->domain].name;
    char title[DEVICES_TITLE_SIZE];

    devices_title(plan, device, title);
    if (presence == DEVICES_FAILED)
        say("domain %s: %s does not work, since its hotplug script failed; correct that, detach "
            "it with xl %s-detach %s %s, then run hyperlaunch-init again",
            name, title, device->kind == LCM_DEVICE_DISK ? "block" : "network", name,
            strrchr(title, ' ') + 1);
    else
        say("domain %s: %s is not attached; correct that, then run hyperlaunch-init again", name,
            title);
}

/*
 * Attaches a device unless it is there; false after a complaint. `again`, unless NULL: it is to be
 * tried again, for no other reason than that xl failed.
 */
static bool device_attach(struct xs_handle *store, const struct record_domain *domain,
                          const struct lcm_plan *plan, const struct lcm_device *device,
                          uint32_t *attached, bool *again)
{
    enum devices_presence presence;

    if (!devices_sound(domain->name, device))
        return false;
    presence = devices_presence_of(store, plan, device, domain->domid);
    if (presence == DEVICES_THERE)
        return true;
    if (presence == DEVICES_ABSENT) {
        if (devices_plug(plan, device, domain->domid)) {
            ++*attached;
            return true;
        }
        presence = devices_presence_of(store, plan, device, domain->domid);
    }
    if (again && presence == DEVICES_ABSENT) {
        char title[DEVICES_TITLE_SIZE];

        devices_title(plan, device, title);
        say("domain %s: %s is tried again after the others", domain->name, title);
        *again = true;
        return true;
    }
    devices_complain(plan, device, presence);
    return false;
}

/* All, or in the last round those that `again` names, which the first one sets. */
static bool round_attach(struct xs_handle *store, const struct record *record,
                         const struct lcm_plan *plan, struct introduction *done,
                         bool again[LCM_DEVICES_MAX], bool is_last)
{
    bool good = true;

    for (uint32_t i = 0; i < record->domain_count; i++) {
        const struct record_domain *domain = &record->domains[i];

        if (!introduction_is_good(&done[i]))
            continue;
        for (uint32_t j = 0; j < plan->device_count; j++) {
            const struct lcm_device *device = &plan->devices[j];

            if (plan->domains[device->domain].domid == domain->domid &&
                device->kind != LCM_DEVICE_PCI && !devices_is_served(plan, device) &&
                (!is_last || again[j]))
                good = device_attach(store, domain, plan, device, &done[i].attached,
                                     is_last ? NULL : &again[j]) &&
                       good;
        }
    }
    return good;
}

bool devices_attach(struct xs_handle *store, const struct record *record,
                    const struct lcm_plan *plan, struct introduction *done)
{
    static bool again[LCM_DEVICES_MAX];
    bool good;

    memset(again, 0, sizeof(again));
    good = round_attach(store, record, plan, done, again, false);
    return round_attach(store, record, plan, done, again, true) && good;
}
