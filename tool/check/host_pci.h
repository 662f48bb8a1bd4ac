/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The PCI devices of a host, as Linux tells of them and as a host's file has them.
 *
 * In the file they are the children of a node of compatible = "hyperlaunch,host-pci", which has
 * hyperlaunch,groups-from ("iommu" or "topology"). A child has address ("0000:00:03.0"), vendor-id,
 * device-id and class-code (u32, as in the PCI binding of IEEE 1275), hyperlaunch,group (u32), and
 * where they are known hyperlaunch,reset (names, or "none") and assigned-addresses (five cells for
 * each BAR, as in that binding).
 */
#ifndef TOOL_CHECK_HOST_PCI_H
#define TOOL_CHECK_HOST_PCI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum {
    HOST_PCI_MAX = 1024,
    HOST_BARS_MAX = 7, /* six BARs and the expansion ROM */
};

/* How a function can be reset; the words are those of Linux (reset_method of sysfs). */
enum host_reset {
    HOST_RESET_KNOWN = 1u << 0, /* without another bit: it cannot be */
    HOST_RESET_SPECIFIC = 1u << 1,
    HOST_RESET_ACPI = 1u << 2,
    HOST_RESET_FLR = 1u << 3,    /* function level reset of PCI Express */
    HOST_RESET_AF_FLR = 1u << 4, /* of the capability Advanced Features */
    HOST_RESET_PM = 1u << 5,     /* power state D3hot and back to D0 */
    HOST_RESET_BUS = 1u << 6,    /* with all that is on its bus */
    HOST_RESET_CXL_BUS = 1u << 7,

    /* What resets the function and nothing else, and needs no firmware or driver of the host. */
    HOST_RESET_OWN = HOST_RESET_FLR | HOST_RESET_AF_FLR | HOST_RESET_PM,
};

/* A range of memory or of I/O ports that the function decodes. */
struct host_bar {
    uint64_t address;
    uint64_t size;
    /* Its register in the configuration space, 0x10 to 0x24, or 0x30 of the ROM. */
    uint8_t reg;
    uint8_t space; /* enum host_space */
    bool prefetchable;
};

/* Values of the bits ss of phys.hi (IEEE 1275, PCI binding, 2.2.1.1). */
enum host_space { HOST_SPACE_IO = 1, HOST_SPACE_MEMORY = 2, HOST_SPACE_MEMORY_64 = 3 };

struct host_device {
    uint32_t sbdf; /* segment << 16 | bus << 8 | device << 3 | function */
    uint16_t vendor;
    uint16_t device;
    uint32_t class_code; /* base class << 16 | subclass << 8 | programming interface */
    uint32_t group;      /* the same number: they cannot be kept apart */
    uint32_t resets;     /* enum host_reset; 0: not known */
    uint32_t bar_count;
    struct host_bar bars[HOST_BARS_MAX];
};

struct host_pci {
    bool known;         /* which devices there are */
    bool from_topology; /* the groups; else Linux has them from the IOMMU */
    uint32_t count;
    struct host_device devices[HOST_PCI_MAX];
};

/* The device at an address, or NULL. */
const struct host_device *host_device_find(const struct host_pci *pci, uint32_t sbdf);
/* Whether it is one that others are reached through: a bridge to a bus, the host's or ISA. */
bool host_device_is_bridge(const struct host_device *device);

/* The bit of a word for a reset, 0: not known; and the word of a bit number, NULL beyond them. */
uint32_t host_reset_find(const char *word, size_t length);
const char *host_reset_name(unsigned int bit);

/* Reads the node of a host's file; what is wrong with it, or NULL. */
const char *host_pci_parse(struct host_pci *pci, const void *blob, int node);
/* Writes it, where the devices are known. */
void host_pci_write(const struct host_pci *pci, FILE *out);

#endif
