/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Which PCI functions cannot be kept apart, by what is known of slots, bridges and ACS.
 */
#include "tool/check/pci_facts.h"

/* Device/Port Types of the capability PCI Express. */
enum {
    KIND_ROOT_PORT = 4,
    KIND_DOWNSTREAM = 6,
    KIND_TO_PCI = 7,
    KIND_FROM_PCI = 8,
    KIND_EVENT_COLLECTOR = 10,
};

struct groups {
    struct host_pci *pci;
    const struct pci_facts *facts;
};

static bool is_downstream(const struct groups *groups, uint32_t index)
{
    return groups->facts[index].is_express && groups->facts[index].express_kind == KIND_DOWNSTREAM;
}

/* Whether what one sends can meet the other inside one device: of a slot, or of a switch. */
static bool functions_meet(const struct groups *groups, uint32_t a, uint32_t b)
{
    uint32_t one = groups->pci->devices[a].sbdf, other = groups->pci->devices[b].sbdf;

    return one >> 3 == other >> 3 ||
           (one >> 8 == other >> 8 && is_downstream(groups, a) && is_downstream(groups, b));
}

static bool slot_is_shared(const struct groups *groups, uint32_t index)
{
    for (uint32_t i = 0; i < groups->pci->count; i++)
        if (i != index && functions_meet(groups, i, index))
            return true;
    return false;
}

/* A port that redirects nothing sends to all ports of its switch. */
static bool switch_isolates(const struct groups *groups, uint32_t index)
{
    for (uint32_t i = 0; i < groups->pci->count; i++)
        if (functions_meet(groups, i, index) && !groups->facts[i].has_acs)
            return false;
    return true;
}

/* Whether what others send through it, or its neighbours in the slot to it, meets the IOMMU. */
static bool function_isolates(const struct groups *groups, uint32_t index)
{
    const struct pci_facts *facts = &groups->facts[index];

    if (facts->is_virtual)
        return true;
    if (!facts->is_express)
        return false;
    switch (facts->express_kind) {
    case KIND_TO_PCI:
    case KIND_FROM_PCI:
    case KIND_EVENT_COLLECTOR:
        return false;
    case KIND_ROOT_PORT:
        return facts->has_acs;
    case KIND_DOWNSTREAM:
        return switch_isolates(groups, index);
    default:
        return facts->has_acs || !slot_is_shared(groups, index);
    }
}

/* The bridge to the bus that a function is on; the count where that is a root bus. */
static uint32_t bridge_find(const struct groups *groups, uint32_t index)
{
    const struct host_pci *pci = groups->pci;
    uint32_t bus = pci->devices[index].sbdf >> 8, i;

    for (i = 0; i < pci->count; i++) {
        uint32_t own = pci->devices[i].sbdf >> 8;

        /* Numbers rise downwards, so a way up ends. */
        if (groups->facts[i].is_bridge && own < bus && own >> 8 == bus >> 8 &&
            groups->facts[i].secondary == (bus & 0xff))
            break;
    }
    return i;
}

static bool way_isolates(const struct groups *groups, uint32_t bridge)
{
    for (; bridge < groups->pci->count; bridge = bridge_find(groups, bridge))
        if (!function_isolates(groups, bridge))
            return false;
    return true;
}

static void groups_join(struct host_pci *pci, uint32_t a, uint32_t b)
{
    uint32_t from = pci->devices[a].group, to = pci->devices[b].group;

    for (uint32_t i = 0; from != to && i < pci->count; i++)
        if (pci->devices[i].group == from)
            pci->devices[i].group = to;
}

/* From 0, in the order of their first devices. */
static void groups_number(struct host_pci *pci)
{
    uint32_t next = 0;

    for (uint32_t i = 0; i < pci->count; i++) {
        /* Those before have their numbers, offset by the count so that none is taken for an index.
         */
        if (pci->devices[i].group >= pci->count)
            continue;
        for (uint32_t j = i + 1; j < pci->count; j++)
            if (pci->devices[j].group == pci->devices[i].group)
                pci->devices[j].group = pci->count + next;
        pci->devices[i].group = pci->count + next++;
    }
    for (uint32_t i = 0; i < pci->count; i++)
        pci->devices[i].group -= pci->count;
}

void pci_groups_make(struct host_pci *pci, const struct pci_facts *facts)
{
    const struct groups groups = {.pci = pci, .facts = facts};

    pci->from_topology = true;
    for (uint32_t i = 0; i < pci->count; i++)
        pci->devices[i].group = i;
    for (uint32_t i = 0; i < pci->count; i++) {
        uint32_t bridge = bridge_find(&groups, i);
        bool is_apart = function_isolates(&groups, i);

        if (bridge < pci->count && !way_isolates(&groups, bridge))
            groups_join(pci, i, bridge);
        for (uint32_t j = 0; j < i && !is_apart; j++)
            if (functions_meet(&groups, i, j) && !function_isolates(&groups, j))
                groups_join(pci, i, j);
    }
    groups_number(pci);
}
