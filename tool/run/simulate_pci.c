/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Devices that can be reset, with one BAR of memory and MSI-X.
 */
#include "tool/run/simulate_pci.h"

#include "core/base/little_endian.h"
#include "core/pci/register.h"

enum { EXPRESS = 0x40, MSIX = 0x60, IDS = 0x10d38086 };

/* Each has 64 KiB of its own, where a host's are. */
#define BARS     0xf0000000u
#define BAR_SIZE 0x10000u

uint32_t simulate_pci(const struct lcm_plan *plan, struct sim_pci_device devices[LCM_PCI_MAX])
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < plan->device_count; i++) {
        struct sim_pci_device *device = &devices[count];

        if (plan->devices[i].kind != LCM_DEVICE_PCI)
            continue;
        *device = (struct sim_pci_device){
            .sbdf = plan->devices[i].sbdf, .lengths = {~(BAR_SIZE - 1)}, .can_reset = true};
        le_write(device->space + PCI_VENDOR, IDS, 4);
        le_write(device->space + PCI_STATUS, PCI_STATUS_CAPABILITIES, 2);
        le_write(device->space + PCI_BAR, BARS + count * BAR_SIZE, 4);
        device->space[PCI_CAPABILITIES] = EXPRESS;
        device->space[PCI_PIN] = 1;
        le_write(device->space + EXPRESS, MSIX << 8 | PCI_CAPABILITY_EXPRESS, 2);
        le_write(device->space + EXPRESS + PCI_EXPRESS_CAPABILITIES, PCI_EXPRESS_HAS_FLR, 4);
        le_write(device->space + MSIX, PCI_CAPABILITY_MSIX, 2);
        count++;
    }
    return count;
}
