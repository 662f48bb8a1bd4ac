/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Any configuration space, and any accesses of a domain to it: reading it ends, each access to the
 * device is one that its space has, BARs and interrupts stay as they are, and without the flag only
 * few registers change.
 */
#include <stdlib.h>
#include <string.h>

#include "core/base/little_endian.h"
#include "core/pci/register.h"
#include "core/pci/view.h"
#include "tests/support/require.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { OPERATION = 8 };

static uint8_t space[PCI_SPACE_SIZE];

static uint32_t space_read(void *context, unsigned int offset, unsigned int size)
{
    (void)context;
    REQUIRE(pci_view_takes(offset, size));
    return (uint32_t)le_read(space + offset, size);
}

static void space_write(void *context, unsigned int offset, unsigned int size, uint32_t value)
{
    (void)context;
    REQUIRE(pci_view_takes(offset, size));
    le_write(space + offset, value, size);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct pci_access access = {.read = space_read, .write = space_write};
    struct pci_function function;
    struct pci_view view = {.function = &function};
    uint8_t before[PCI_SPACE_SIZE];
    struct pci_bar bar;

    if (size < PCI_SPACE_SIZE + 1)
        return 0;
    memcpy(space, data, PCI_SPACE_SIZE);
    if (pci_function_read(&function, space))
        return 0;
    REQUIRE(!function.msix || (function.msix >= 0x40 && function.msix <= 0xf4));
    REQUIRE(!function.express || (function.express >= 0x40 && function.express <= 0xf4));
    memcpy(before, space, sizeof(before));
    view.permissive = data[PCI_SPACE_SIZE] & 1;
    view.line = data[PCI_SPACE_SIZE] >> 1;
    for (unsigned int i = 0; i < PCI_BARS; i++) {
        function.lengths[i] = (uint32_t)le_read(data + 4 * i, 4);
        if (pci_bar_read(&function, i, &bar))
            REQUIRE(bar.size > 0 && (bar.size & (bar.size - 1)) == 0 && bar.address != 0);
    }
    REQUIRE(pci_memory_end(&function, UINT64_C(1) << 32) <= UINT64_C(1) << 32);
    for (data += PCI_SPACE_SIZE + 1, size -= PCI_SPACE_SIZE + 1; size >= OPERATION;
         data += OPERATION, size -= OPERATION) {
        uint32_t offset = (uint32_t)le_read(data, 2), width = data[2] & 7;

        if (!pci_view_takes(offset, width))
            continue;
        if (data[3] & 1)
            (void)pci_view_read(&view, &access, offset, width);
        else
            pci_view_write(&view, &access, offset, width, (uint32_t)le_read(data + 4, 4));
    }
    REQUIRE(memcmp(space + PCI_LINE, before + PCI_LINE, 2) == 0);
    REQUIRE(!function.msix || memcmp(space + function.msix, before + function.msix, 12) == 0 ||
            function.power || function.vpd);
    for (unsigned int i = 0; i < PCI_ROM; i++)
        REQUIRE(memcmp(space + PCI_BAR + 4 * i, before + PCI_BAR + 4 * i, 4) == 0);
    return 0;
}
