/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Any configuration spaces of any functions: facts that agree with each other, and groups that are
 * numbered from 0, with each function that another shares its bridge to PCI in one.
 */
#include <stdlib.h>
#include <string.h>

#include "tool/check/pci_facts.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { DEVICES_MAX = 24, SPACE_MAX = 4096 };

/* Few buses and slots, so that functions meet. */
static void device_take(struct host_pci *pci, struct pci_facts *facts, const uint8_t *data,
                        size_t size)
{
    static const size_t sizes[] = {63, 64, 256, SPACE_MAX};
    static uint8_t space[SPACE_MAX];
    uint32_t sbdf = (uint32_t)(data[0] & 7) << 8 | (data[1] & 0xf);

    if (host_device_find(pci, sbdf))
        return;
    memset(space, 0, sizeof(space));
    memcpy(space, data + 2, size - 2 < 128 ? size - 2 : 128);
    if (size > 130)
        memcpy(space + 256, data + 130, size - 130);
    if (pci_facts_read(&facts[pci->count], space, sizes[data[0] >> 6]) != (data[0] >> 6 != 0))
        abort();
    facts[pci->count].is_virtual = data[1] & 0x80;
    if (facts[pci->count].is_whole != (facts[pci->count].resets != 0))
        abort();
    pci->devices[pci->count++] = (struct host_device){.sbdf = sbdf};
}

/* A device on a bus of conventional PCI has the group of the bridge to it. */
static void bus_require(const struct host_pci *pci, const struct pci_facts *facts, uint32_t device)
{
    uint32_t bus = pci->devices[device].sbdf >> 8;

    for (uint32_t i = 0; i < pci->count; i++) {
        if (!facts[i].is_bridge || facts[i].secondary != bus || pci->devices[i].sbdf >> 8 >= bus)
            continue;
        if (!facts[i].is_express && !facts[i].is_virtual &&
            pci->devices[i].group != pci->devices[device].group)
            abort();
        return;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct host_pci pci;
    static struct pci_facts facts[DEVICES_MAX];
    uint32_t next = 0;

    memset(&pci, 0, sizeof(pci));
    memset(facts, 0, sizeof(facts));
    while (size > 2 && pci.count < DEVICES_MAX) {
        size_t used = size < 160 ? size : 160;

        device_take(&pci, facts, data, used);
        data += used;
        size -= used;
    }
    pci_groups_make(&pci, facts);
    for (uint32_t i = 0; i < pci.count; i++) {
        if (pci.devices[i].group > next)
            abort();
        next += pci.devices[i].group == next;
        bus_require(&pci, facts, i);
    }
    return 0;
}
