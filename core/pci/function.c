/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Reads a configuration space.
 */
#include "core/pci/function.h"

#include "core/base/little_endian.h"
#include "core/pci/register.h"

enum {
    FIRST = 0x40, /* capabilities begin behind the header, in steps of 4, of at least ... */
    CAPABILITIES_MAX = (PCI_SPACE_SIZE - FIRST) / 4, /* ... 4 bytes */
};

/* Memory of a domain is in pages of this. */
#define STEP (UINT64_C(2) << 20)
#define GIB4 (UINT64_C(1) << 32)

const char *pci_strerror(enum pci_error error)
{
    static const char *const texts[] = {
        [PCI_OK] = "",
        [PCI_ABSENT] = "there is no such device on this host; name one that lspci -D lists",
        [PCI_BRIDGE] = "it is a bridge; name a device behind it",
        [PCI_BROKEN] = "its list of capabilities makes no sense; use another device",
    };

    return texts[error];
}

static void capability_note(struct pci_function *f, const uint8_t *space, uint8_t at)
{
    const uint8_t *capability = space + at;

    switch (capability[0]) {
    case PCI_CAPABILITY_POWER:
        f->power = at;
        f->has_power_reset = (capability[PCI_POWER_CONTROL] & PCI_POWER_KEEPS) == 0;
        break;
    case PCI_CAPABILITY_VPD:
        f->vpd = at;
        break;
    case PCI_CAPABILITY_MSI:
        f->msi = at;
        break;
    case PCI_CAPABILITY_MSIX:
        f->msix = at;
        f->msix_entries =
            (uint16_t)((le_read(capability + PCI_MSIX_CONTROL, 2) & PCI_MSIX_ENTRIES) + 1);
        f->msix_bar = capability[PCI_MSIX_TABLE] & 7;
        break;
    case PCI_CAPABILITY_EXPRESS:
        if (le32_read(capability + PCI_EXPRESS_CAPABILITIES) & PCI_EXPRESS_HAS_FLR)
            f->express = at;
        break;
    case PCI_CAPABILITY_ADVANCED:
        if ((capability[PCI_ADVANCED_CAPABILITIES] & PCI_ADVANCED_FLR) == PCI_ADVANCED_FLR)
            f->advanced = at;
        break;
    default:
        break;
    }
}

/* The first of each kind counts, as for Linux and Xen. */
static bool is_known(const struct pci_function *f, uint8_t id)
{
    return (id == PCI_CAPABILITY_POWER && f->power) || (id == PCI_CAPABILITY_VPD && f->vpd) ||
           (id == PCI_CAPABILITY_MSI && f->msi) || (id == PCI_CAPABILITY_MSIX && f->msix) ||
           (id == PCI_CAPABILITY_EXPRESS && f->express) ||
           (id == PCI_CAPABILITY_ADVANCED && f->advanced);
}

/* The bytes of it that are read or written: its id and where the next is, at least. */
static unsigned int size_of(uint8_t id)
{
    switch (id) {
    case PCI_CAPABILITY_MSIX:
    case PCI_CAPABILITY_EXPRESS:
        return 12;
    case PCI_CAPABILITY_POWER:
    case PCI_CAPABILITY_VPD:
    case PCI_CAPABILITY_MSI:
    case PCI_CAPABILITY_ADVANCED:
        return 8;
    default:
        return 2;
    }
}

static enum pci_error capabilities_read(struct pci_function *f, const uint8_t *space)
{
    uint8_t at = space[PCI_CAPABILITIES] & 0xfc;

    if ((le_read(space + PCI_STATUS, 2) & PCI_STATUS_CAPABILITIES) == 0)
        return PCI_OK;
    for (unsigned int i = 0; at != 0; i++, at = space[at + 1] & 0xfc) {
        if (at < FIRST || at + size_of(space[at]) > PCI_SPACE_SIZE || i == CAPABILITIES_MAX)
            return PCI_BROKEN;
        if (!is_known(f, space[at]))
            capability_note(f, space, at);
    }
    return f->msix && f->msix_bar > 5 ? PCI_BROKEN : PCI_OK;
}

enum pci_error pci_function_read(struct pci_function *function, const uint8_t space[PCI_SPACE_SIZE])
{
    uint16_t vendor = (uint16_t)le_read(space + PCI_VENDOR, 2);

    *function = (struct pci_function){.has_pin = space[PCI_PIN] != 0,
                                      .line = le32_read(space + PCI_LINE),
                                      .cache = le32_read(space + PCI_CACHE_LINE)};
    if (vendor == 0xffff || vendor == 0)
        return PCI_ABSENT;
    if ((space[PCI_HEADER_TYPE] & 0x7f) != 0)
        return PCI_BRIDGE;
    for (unsigned int i = 0; i < PCI_ROM; i++)
        function->values[i] = le32_read(space + PCI_BAR + 4 * i);
    function->values[PCI_ROM] = le32_read(space + PCI_ROM_BAR);
    return capabilities_read(function, space);
}

/* Whether a BAR of memory takes the next one, too. */
static bool is_wide(const struct pci_function *function, unsigned int i)
{
    return i + 1 < PCI_ROM && (function->values[i] & PCI_BAR_IO) == 0 &&
           (function->values[i] & PCI_BAR_TYPE) == PCI_BAR_64;
}

static bool is_upper(const struct pci_function *function, unsigned int i)
{
    bool upper = false;

    for (unsigned int j = 0; j < i && i < PCI_ROM; j++)
        upper = !upper && is_wide(function, j);
    return upper;
}

bool pci_bar_read(const struct pci_function *function, unsigned int i, struct pci_bar *bar)
{
    uint32_t value = function->values[i], length = function->lengths[i];
    uint64_t address, mask;
    bool is_io = i != PCI_ROM && (value & PCI_BAR_IO) != 0;

    if (is_upper(function, i))
        return false;
    /* I/O addresses have 16 bits, and a device need not decode those above. */
    mask = is_io ? (length & ~3u & 0xffff) : i == PCI_ROM ? (length & ~0x7ffu) : (length & ~0xfu);
    address = is_io ? value & ~3u & 0xffff : i == PCI_ROM ? value & ~0x7ffu : value & ~0xfu;
    if (is_wide(function, i)) {
        mask |= (uint64_t)function->lengths[i + 1] << 32;
        address |= (uint64_t)function->values[i + 1] << 32;
    } else if (mask != 0) {
        mask |= is_io ? ~UINT64_C(0xffff) : ~UINT64_C(0xffffffff);
    }
    *bar = (struct pci_bar){.is_io = is_io, .address = address, .size = ~mask + 1};
    /* What makes no sense is not there: a size is a power of two, and the address a multiple. */
    return mask != 0 && address != 0 && (bar->size & (bar->size - 1)) == 0 &&
           (address & (bar->size - 1)) == 0;
}

uint64_t pci_memory_end(const struct pci_function *function, uint64_t end)
{
    struct pci_bar bar;

    for (unsigned int i = 0; i < PCI_BARS; i++)
        if (pci_bar_read(function, i, &bar) && !bar.is_io && bar.address < GIB4 &&
            bar.address < end)
            end = bar.address;
    return end & ~(STEP - 1);
}
