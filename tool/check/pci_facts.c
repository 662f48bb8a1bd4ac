/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Reads the configuration space of a PCI function. Registers: PCI Local Bus Specification 3.0,
 * chapter 6; PCI Express Base Specification, chapter 7.
 */
#include "tool/check/pci_facts.h"

#include <string.h>

#include "core/base/little_endian.h"
#include "core/pci/function.h"
#include "core/pci/register.h"

enum {
    HEADER_SIZE = 64,
    EXPRESS_SIZE = 4096,

    HEADER_TYPE_MASK = 0x7f,
    HEADER_BRIDGE = 1,
    SECONDARY_BUS = 0x19,
    EXPRESS_FLAGS = 2,

    EXTENDED_FIRST = 0x100,
    EXTENDED_ACS = 0x000d,
    ACS_CAPABILITY = 4,
    ACS_CONTROL = 6,
    /* Source Validation, P2P Request and Completion Redirect, Upstream Forwarding. */
    ACS_NEEDED = 0x01 | 0x04 | 0x08 | 0x10,
};

/* The capability of this number, of which 8 bytes can be read; 0 where there is none. */
static size_t capability_find(const uint8_t *config, uint8_t id)
{
    size_t at = config[PCI_CAPABILITIES];

    if ((config[PCI_STATUS] & PCI_STATUS_CAPABILITIES) == 0)
        return 0;
    /* One that leads to itself ends with the count of those that have room. */
    for (int left = (PCI_SPACE_SIZE - HEADER_SIZE) / 4; left > 0; left--) {
        at &= ~(size_t)3;
        if (at < HEADER_SIZE || at > PCI_SPACE_SIZE - 8)
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
        header = le32_read(config + at);
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
    needed = (uint32_t)le_read(config + at + ACS_CAPABILITY, 2) & ACS_NEEDED;
    return (le_read(config + at + ACS_CONTROL, 2) & needed) == needed;
}

bool pci_facts_read(struct pci_facts *facts, const uint8_t *config, size_t size)
{
    size_t express, power, af;

    memset(facts, 0, sizeof(*facts));
    if (size < HEADER_SIZE)
        return false;
    facts->is_bridge = (config[PCI_HEADER_TYPE] & HEADER_TYPE_MASK) == HEADER_BRIDGE;
    facts->secondary = facts->is_bridge ? config[SECONDARY_BUS] : 0;
    if (size < PCI_SPACE_SIZE)
        return true;
    facts->is_whole = true;
    facts->resets = HOST_RESET_KNOWN;
    express = capability_find(config, PCI_CAPABILITY_EXPRESS);
    power = capability_find(config, PCI_CAPABILITY_POWER);
    af = capability_find(config, PCI_CAPABILITY_ADVANCED);
    if (express) {
        facts->is_express = true;
        facts->express_kind = config[express + EXPRESS_FLAGS] >> 4;
        if (le32_read(config + express + PCI_EXPRESS_CAPABILITIES) & PCI_EXPRESS_HAS_FLR)
            facts->resets |= HOST_RESET_FLR;
    }
    if (af && (config[af + PCI_ADVANCED_CAPABILITIES] & PCI_ADVANCED_FLR) == PCI_ADVANCED_FLR)
        facts->resets |= HOST_RESET_AF_FLR;
    if (power && (config[power + PCI_POWER_CONTROL] & PCI_POWER_KEEPS) == 0)
        facts->resets |= HOST_RESET_PM;
    facts->has_acs = size >= EXPRESS_SIZE && acs_is_on(config);
    return true;
}
