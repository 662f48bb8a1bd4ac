/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Registers of the configuration space, as far as they are used: offsets from its start or from
 * that of the capability, and bits. Sources: see function.h.
 */
#ifndef CORE_PCI_REGISTER_H
#define CORE_PCI_REGISTER_H

enum {
    PCI_VENDOR = 0x00,
    PCI_COMMAND = 0x04,
    PCI_STATUS = 0x06,
    PCI_CACHE_LINE = 0x0c,
    PCI_LATENCY = 0x0d,
    PCI_HEADER_TYPE = 0x0e,
    PCI_BIST = 0x0f,
    PCI_BAR = 0x10,
    PCI_ROM_BAR = 0x30,
    PCI_CAPABILITIES = 0x34,
    PCI_LINE = 0x3c,
    PCI_PIN = 0x3d,

    PCI_COMMAND_IO = 1 << 0,
    PCI_COMMAND_MEMORY = 1 << 1,
    PCI_COMMAND_MASTER = 1 << 2,
    PCI_COMMAND_SPECIAL = 1 << 3,
    PCI_COMMAND_INVALIDATE = 1 << 4,
    PCI_COMMAND_VGA = 1 << 5,
    PCI_COMMAND_WAIT = 1 << 7,
    PCI_COMMAND_FAST = 1 << 9,
    PCI_COMMAND_NO_INTX = 1 << 10,
    PCI_STATUS_CAPABILITIES = 1 << 4,
    PCI_BIST_START = 1 << 6,
    PCI_BAR_IO = 1 << 0,
    PCI_BAR_64 = 1 << 2,
    PCI_BAR_TYPE = 3 << 1,
    PCI_ROM_ENABLE = 1 << 0,

    PCI_CAPABILITY_POWER = 0x01,
    PCI_CAPABILITY_VPD = 0x03,
    PCI_CAPABILITY_MSI = 0x05,
    PCI_CAPABILITY_EXPRESS = 0x10,
    PCI_CAPABILITY_MSIX = 0x11,
    PCI_CAPABILITY_ADVANCED = 0x13,

    PCI_POWER_PME = 3, /* the byte whose five highest bits say where it can signal */
    PCI_POWER_CONTROL = 4,
    PCI_POWER_STATE = 3,
    PCI_POWER_D3 = 3,
    PCI_POWER_KEEPS = 1 << 3, /* no soft reset */
    PCI_POWER_DATA = 0xf << 9,
    PCI_POWER_PME_STATUS = 1 << 15,
    PCI_VPD_ADDRESS = 2,
    PCI_VPD_WRITE = 1 << 15,
    PCI_MSI_CONTROL = 2,
    PCI_MSI_ENABLE = 1 << 0,
    PCI_MSIX_CONTROL = 2,
    PCI_MSIX_TABLE = 4,
    PCI_MSIX_ENTRIES = 0x7ff,
    PCI_MSIX_MASK = 1 << 14,
    PCI_MSIX_ENABLE = 1 << 15,
    PCI_EXPRESS_CAPABILITIES = 4,
    PCI_EXPRESS_CONTROL = 8,
    PCI_EXPRESS_FLR = 1 << 15, /* in the control */
    PCI_ADVANCED_CAPABILITIES = 3,
    PCI_ADVANCED_FLR = 1 << 1 | 1 << 0, /* it can, and it can tell of what is pending */
    PCI_ADVANCED_CONTROL = 4,
};

/* In the capabilities of PCI Express. */
#define PCI_EXPRESS_HAS_FLR (1u << 28)

#endif
