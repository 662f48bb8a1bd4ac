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

enum { PATH_SIZE = 96 };

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

static bool nic_is_there(struct xs_handle *store, uint32_t domid, const char *mac)
{
    char path[PATH_SIZE];
    unsigned int count = 0;
    char **cards;
    bool is_there = false;

    (void)snprintf(path, sizeof(path), "/libxl/%" PRIu32 "/device/vif", domid);
    cards = xs_directory(store, XBT_NULL, path, &count);
    for (unsigned int i = 0; cards && i < count && !is_there; i++) {
        (void)snprintf(path, sizeof(path), "/libxl/%" PRIu32 "/device/vif/%.16s/mac", domid,
                       cards[i]);
        is_there = node_is(store, path, mac);
    }
    free(cards);
    return is_there;
}

static bool disk_is_there(struct xs_handle *store, uint32_t domid, const char *name)
{
    char path[PATH_SIZE];

    (void)snprintf(path, sizeof(path), "/libxl/%" PRIu32 "/device/vbd/%" PRIu32 "/backend", domid,
                   device_disk_number(name));
    return node_is(store, path, NULL);
}

/* Attaches a device unless it is there; false after a complaint. */
static bool device_attach(struct xs_handle *store, const struct record_domain *domain,
                          const struct lcm_plan *plan, const struct lcm_device *device,
                          uint32_t *attached)
{
    char words[DEVICES_WORDS_SIZE], mac[DEVICE_MAC_TEXT_SIZE];
    bool is_disk = device->kind == LCM_DEVICE_DISK, good;

    if (!device_is_sound(domain->name, device))
        return false;
    device_mac_text(plan, device, mac);
    if (is_disk ? disk_is_there(store, domain->domid, device->device)
                : nic_is_there(store, domain->domid, mac))
        return true;
    devices_words(plan, device, words);
    good = (is_disk ? xl_block_attach : xl_network_attach)(domain->domid, words);
    *attached += good;
    if (!good)
        say("domain %s: %s %s is not attached; correct that, then run hyperlaunch-init again",
            domain->name, is_disk ? "disk" : "network card", is_disk ? device->device : mac);
    return good;
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
