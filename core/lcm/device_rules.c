/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * What the texts of disks and network cards must be like.
 */
#include <string.h>

#include "core/base/values.h"
#include "core/lcm/device.h"

static bool is_mac(const char *text)
{
    uint8_t mac[LCM_MAC_SIZE];

    return device_mac_read(text, mac);
}

/* Of one card: neither of a group nor nil. */
static bool is_unicast(const char *text)
{
    static const uint8_t nil[LCM_MAC_SIZE];
    uint8_t mac[LCM_MAC_SIZE];

    return device_mac_read(text, mac) && (mac[0] & 1) == 0 && memcmp(mac, nil, sizeof(nil)) != 0;
}

static bool is_bridge(const char *text)
{
    return value_is_name(text) && strlen(text) < LCM_BRIDGE_SIZE;
}

static bool is_disk(const char *text)
{
    return device_disk_number(text) != 0;
}

/* Xl takes a comma at the end for its own. */
static bool is_path(const char *text)
{
    size_t length = strlen(text);

    return text[0] == '/' && length < LCM_TARGET_SIZE && text[length - 1] != ',';
}

static const struct device_rule rules[] = {
    {"mac-text", PROPERTY_MAC, is_mac,
     "is not a MAC address; write it as \"00:16:3e:01:02:03\", or leave it out"},
    {"mac-unicast", PROPERTY_MAC, is_unicast,
     "is not the address of one card: its first byte is odd, or all are 0; write it as "
     "\"00:16:3e:01:02:03\", or leave it out"},
    {"bridge-name", PROPERTY_BRIDGE, is_bridge,
     "is not the name of a bridge, 1 to 15 characters of A-Z, a-z, 0-9, '_', '.' and '-'; write "
     "it as \"xenbr0\""},
    {"device-name", PROPERTY_DEVICE, is_disk,
     "is not the name of a disk or of a partition; write it as \"xvda\" or \"xvda1\""},
    {"target-path", PROPERTY_TARGET, is_path,
     "is not an absolute path of at most 255 characters without a comma at the end; write it as "
     "\"/dev/vg0/web\""},
};

enum { RULE_COUNT = sizeof(rules) / sizeof(rules[0]) };

const struct device_rule *device_rule_broken(const struct lcm_device *device,
                                             enum property_id property)
{
    const struct property_row *row = &property_rows[property];
    const char *text = NULL;

    if (property_belongs(row, ROLE_SERVED) && row->form == FORM_TEXT)
        text = *(const char *const *)(const void *)((const char *)device + row->offset);
    for (unsigned int i = 0; text && i < RULE_COUNT; i++)
        if (rules[i].property == property && !rules[i].is_good(text))
            return &rules[i];
    return NULL;
}

const char *device_check_at(unsigned int i)
{
    return i < RULE_COUNT ? rules[i].check : NULL;
}
