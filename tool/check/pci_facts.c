/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Reads the configuration space of a PCI function. Registers: PCI Local Bus Specification 3.0,
 * chapter 6; PCI Express Base Specification, chapter 7.
 */
#include "tool/check/pci_facts.h"

#include <string.h>

enum {
    HEADER_SIZE = 64,
    CONVENTIONAL_SIZE = 256,
    EXPRESS_SIZE = 4096,

    STATUS = 0x06,
    STATUS_CAPABILITIES = 1 << 4,
    HEADER_TYPE = 0x0e,
    HEADER_TYPE_MASK = 0x7f,
    HEADER_BRIDGE = 1,
    SECONDARY_BUS = 0x19,
    CAPABILITIES = 0x34,

    CAPABILITY_PM = 0x01,
    PM_CONTROL = 4,
    PM_NO_SOFT_RESET = 1 << 3,
    CAPABILITY_EXPRESS = 0x10,
    EXPRESS_FLAGS = 2,
    EXPRESS_DEVICE = 4,
    EXPRESS_DEVICE_FLR = 1 << 28,
    CAPABILITY_AF = 0x13,
    AF_ABILITIES = 3,
    AF_TP_AND_FLR = 3,

    EXTENDED_FIRST = 0x100,
    EXTENDED_ACS = 0x000d,
    ACS_CAPABILITY = 4,
    ACS_CONTROL = 6,
    /* Source Validation, P2P Request and Completion Redirect, Upstream Forwarding. */
    ACS_NEEDED = 0x01 | 0x04 | 0x08 | 0x10,
};

/* Little-endian, as PCI is; the caller knows that it is there. */
static uint32_t config_read(const uint8_t *config, size_t at, size_t width)
{
    uint32_t value = 0;

    for (size_t i = width; i-- > 0;)
        value = value << 8 | config[at + i];
    return value;
}

/* The capability of this number, of which 8 bytes can be read; 0 where there is none. */
static size_t capability_find(const uint8_t *config, uint8_t id)
{
    size_t at = config[CAPABILITIES];

    if ((config[STATUS] & STATUS_CAPABILITIES) == 0)
        return 0;
    /* One that leads to itself ends with the count of those that have room. */
    for (int left = (CONVENTIONAL_SIZE - HEADER_SIZE) / 4; left > 0; left--) {
        at &= ~(size_t)3;
        if (at < HEADER_SIZE || at > CONVENTIONAL_SIZE - 8)
            return 0;
        if (config[at] == id)
            return at;
        at = config[at + 1];
    }
    return 0;
}

static size_t extended_find(const uint8_t *config, uint16_t id)
{
    size_t at = EXTENDED_FIRST;

    for (int left = (EXPRESS_SIZE - EXTENDED_FIRST) / 8; left > 0; left--) {
        uint32_t header;

        at &= ~(size_t)3;
        if (at < EXTENDED_FIRST || at > EXPRESS_SIZE - 8)
            return 0;
        header = config_read(config, at, 4);
        if ((header & 0xffff) == id)
            return at;
        at = header >> 20;
    }
    return 0;
}

/* What a port cannot switch off need not be switched on. */
static bool acs_is_on(const uint8_t *config)
{
    size_t at = extended_find(config, EXTENDED_ACS);
    uint32_t needed;

    if (at == 0)
        return false;
    needed = config_read(config, at + ACS_CAPABILITY, 2) & ACS_NEEDED;
    return (config_read(config, at + ACS_CONTROL, 2) & needed) == needed;
}

bool pci_facts_read(struct pci_facts *facts, const uint8_t *config, size_t size)
{
    size_t express, power, af;

    memset(facts, 0, sizeof(*facts));
    if (size < HEADER_SIZE)
        return false;
    facts->is_bridge = (config[HEADER_TYPE] & HEADER_TYPE_MASK) == HEADER_BRIDGE;
    facts->secondary = facts->is_bridge ? config[SECONDARY_BUS] : 0;
    if (size < CONVENTIONAL_SIZE)
        return true;
    facts->is_whole = true;
    facts->resets = HOST_RESET_KNOWN;
    express = capability_find(config, CAPABILITY_EXPRESS);
    power = capability_find(config, CAPABILITY_PM);
    af = capability_find(config, CAPABILITY_AF);
    if (express) {
        facts->is_express = true;
        facts->express_kind = config[express + EXPRESS_FLAGS] >> 4;
        if (config_read(config, express + EXPRESS_DEVICE, 4) & EXPRESS_DEVICE_FLR)
            facts->resets |= HOST_RESET_FLR;
    }
    if (af && (config[af + AF_ABILITIES] & AF_TP_AND_FLR) == AF_TP_AND_FLR)
        facts->resets |= HOST_RESET_AF_FLR;
    if (power && (config_read(config, power + PM_CONTROL, 2) & PM_NO_SOFT_RESET) == 0)
        facts->resets |= HOST_RESET_PM;
    facts->has_acs = size >= EXPRESS_SIZE && acs_is_on(config);
    return true;
}
