/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Reads names of virtual disks and MAC addresses, and makes those that are not given.
 */
#include "core/lcm/device.h"

#include <string.h>

#include "core/base/text.h"
#include "core/base/values.h"

enum { LETTERS = 26 };

uint32_t device_disk_number(const char *name)
{
    /* How many disks there are of each kind, and how many numbers for a disk and its partitions. */
    static const struct {
        const char *start;
        uint32_t disks, numbers;
    } kinds[] = {{"xvd", 1u << 20, 256}, {"sd", 16, 16}, {"hd", 4, 64}};
    enum { XVD, SD, HD, KINDS };
    unsigned int kind = XVD;
    uint32_t disk = 0;
    uint64_t part;
    const char *end;

    while (strncmp(name, kinds[kind].start, strlen(kinds[kind].start)) != 0)
        if (++kind == KINDS)
            return 0;
    /* Letters are digits that count from 1: z is followed by aa. */
    name += strlen(kinds[kind].start);
    for (; *name >= 'a' && *name <= 'z' && disk <= kinds[kind].disks; name++)
        disk = disk * LETTERS + (uint32_t)(*name - 'a') + 1;
    end = value_decimal(name, &part);
    if (disk == 0 || disk > kinds[kind].disks || *name == '0' || *end != '\0' ||
        part >= kinds[kind].numbers)
        return 0;
    disk--;
    if (kind == SD)
        return 8u << 8 | disk << 4 | (uint32_t)part;
    if (kind == HD)
        return (disk < 2 ? 3u : 22u) << 8 | (disk & 1) << 6 | (uint32_t)part;
    return disk < 16 && part < 16 ? 202u << 8 | disk << 4 | (uint32_t)part
                                  : 1u << 28 | disk << 8 | (uint32_t)part;
}

bool device_mac_read(const char *text, uint8_t mac[LCM_MAC_SIZE])
{
    if (strlen(text) != DEVICE_MAC_TEXT_SIZE - 1)
        return false;
    for (unsigned int i = 0; i < LCM_MAC_SIZE; i++, text += 3) {
        int high = value_hex_digit(text[0]), low = value_hex_digit(text[1]);

        if (high < 0 || low < 0 || text[2] != (i + 1 < LCM_MAC_SIZE ? ':' : '\0'))
            return false;
        mac[i] = (uint8_t)(high * 16 + low);
    }
    return true;
}

bool device_is_served(const struct lcm_plan *plan, uint32_t domain, uint32_t backend)
{
    for (uint32_t i = 0; i < plan->device_count; i++)
        if (plan->devices[i].domain == domain && plan->devices[i].backend == backend)
            return true;
    return false;
}

uint32_t device_nic_number(const struct lcm_plan *plan, const struct lcm_device *device)
{
    uint32_t number = 0;

    for (const struct lcm_device *other = plan->devices; other < device; other++)
        number += other->domain == device->domain && other->kind == LCM_DEVICE_NIC;
    return number;
}

/* FNV-1a, of 64 bits. */
static uint64_t hash_add(uint64_t hash, const void *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++)
        hash = (hash ^ ((const uint8_t *)bytes)[i]) * UINT64_C(0x100000001b3);
    return hash;
}

static void mac_derive(const struct lcm_domain *domain, uint32_t number, uint8_t mac[LCM_MAC_SIZE])
{
    const uint8_t bytes[] = {(uint8_t)(number >> 8), (uint8_t)number};
    uint64_t hash = UINT64_C(0xcbf29ce484222325);

    hash = domain->uuid_given ? hash_add(hash, domain->uuid, sizeof(domain->uuid))
                              : hash_add(hash, domain->name, strlen(domain->name));
    hash = hash_add(hash, bytes, sizeof(bytes));
    /* What follows last has moved few bits: each is spread over all, by the golden ratio. */
    for (unsigned int i = 0; i < 3; i++)
        hash = (hash ^ hash >> 32) * UINT64_C(0x9e3779b97f4a7c15);
    for (unsigned int i = 0; i < LCM_MAC_SIZE; i++)
        mac[i] = (uint8_t)(hash >> (8 * i + 16));
    mac[0] = (uint8_t)((mac[0] & 0xfc) | 0x02); /* locally administered, and of one card */
}

void device_mac(const struct lcm_plan *plan, const struct lcm_device *device,
                uint8_t mac[LCM_MAC_SIZE])
{
    if (!device->mac || !device_mac_read(device->mac, mac))
        mac_derive(&plan->domains[device->domain], device_nic_number(plan, device), mac);
}

void device_mac_text(const struct lcm_plan *plan, const struct lcm_device *device,
                     char text[DEVICE_MAC_TEXT_SIZE])
{
    uint8_t mac[LCM_MAC_SIZE];

    /* One that breaks its rule is shown as it is. */
    if (device->mac && !device_mac_read(device->mac, mac)) {
        (void)text_set(text, DEVICE_MAC_TEXT_SIZE, "%s", device->mac);
        return;
    }
    device_mac(plan, device, mac);
    (void)text_set(text, DEVICE_MAC_TEXT_SIZE, "%02x:%02x:%02x:%02x:%02x:%02x", mac[0], mac[1],
                   mac[2], mac[3], mac[4], mac[5]);
}
