/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Reads a configuration space.
 */
#include "core/pci/function.h"

#include <stddef.h>

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

/* Capabilities that are used, how many bytes of each, and where it is noted. */
static const struct {
    uint8_t id, size, member;
} kinds[] = {
    {PCI_CAPABILITY_POWER, 8, offsetof(struct pci_function, power)},
    {PCI_CAPABILITY_VPD, 8, offsetof(struct pci_function, vpd)},
    {PCI_CAPABILITY_MSI, 4, offsetof(struct pci_function, msi)},
    {PCI_CAPABILITY_MSIX, 12, offsetof(struct pci_function, msix)},
    {PCI_CAPABILITY_EXPRESS, 12, offsetof(struct pci_function, express)},
    {PCI_CAPABILITY_ADVANCED, 8, offsetof(struct pci_function, advanced)},
};

/* Notes where a capability is; the first of each kind counts, as for Linux and Xen. False where it
 * is not whole. */
static bool capability_note(struct pci_function *f, const uint8_t *space, uint8_t at)
{
    for (unsigned int i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        uint8_t *place = (uint8_t *)f + kinds[i].member;

        if (kinds[i].id != space[at])
            continue;
        *place = *place ? *place : at;
        return at + kinds[i].size <= PCI_SPACE_SIZE;
    }
    return true;
}

/* What they say. */
static void capabilities_learn(struct pci_function *f, const uint8_t *space)
{
    f->has_power_reset = f->power && (space[f->power + PCI_POWER_CONTROL] & PCI_POWER_KEEPS) == 0;
    if (f->msix) {
        f->msix_entries =
            (uint16_t)((le_read(space + f->msix + PCI_MSIX_CONTROL, 2) & PCI_MSIX_ENTRIES) + 1);
        f->msix_bar = space[f->msix + PCI_MSIX_TABLE] & 7;
    }
    if ((le32_read(space + f->express + PCI_EXPRESS_CAPABILITIES) & PCI_EXPRESS_HAS_FLR) == 0)
        f->express = 0;
    if ((space[f->advanced + PCI_ADVANCED_CAPABILITIES] & PCI_ADVANCED_FLR) != PCI_ADVANCED_FLR)
        f->advanced = 0;
}

static enum pci_error capabilities_read(struct pci_function *f, const uint8_t *space)
{
    uint8_t at = space[PCI_CAPABILITIES] & 0xfc;

    if ((le_read(space + PCI_STATUS, 2) & PCI_STATUS_CAPABILITIES) == 0)
        return PCI_OK;
    for (unsigned int i = 0; at != 0; i++, at = space[at + 1] & 0xfc)
        if (at < FIRST || i == CAPABILITIES_MAX || !capability_note(f, space, at))
            return PCI_BROKEN;
    capabilities_learn(f, space);
    return f->msix_bar > 5 ? PCI_BROKEN : PCI_OK;
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

uint32_t pci_bar_flags(const struct pci_function *function, unsigned int i)
{
    return i == PCI_ROM ? 0x7ff : (function->values[i] & PCI_BAR_IO) ? 3 : 0xf;
}

bool pci_bar_read(const struct pci_function *function, unsigned int i, struct pci_bar *bar)
{
    bool is_io = i != PCI_ROM && (function->values[i] & PCI_BAR_IO) != 0;
    /* I/O addresses have 16 bits, and a device need not decode those above. */
    uint64_t bits = is_io ? 0xffff : UINT32_MAX;
    uint64_t length = function->lengths[i] & ~pci_bar_flags(function, i) & bits;
    uint64_t address = function->values[i] & ~pci_bar_flags(function, i) & bits;

    if (is_wide(function, i)) {
        bits = UINT64_MAX;
        length |= (uint64_t)function->lengths[i + 1] << 32;
        address |= (uint64_t)function->values[i + 1] << 32;
    }
    *bar = (struct pci_bar){.is_io = is_io, .address = address, .size = (~length & bits) + 1};
    /* What makes no sense is not there: a size is a power of two, and the address a multiple. */
    return !is_upper(function, i) && length != 0 && address != 0 &&
           (bar->size & (bar->size - 1)) == 0 && (address & (bar->size - 1)) == 0;
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
