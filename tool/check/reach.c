/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Computes who can reach what of another domain.
 */
#include "tool/check/reach.h"

#include <string.h>

#include "core/base/text.h"
#include "core/lcm/pci_address.h"
#include "core/lcm/property.h"

static const struct {
    const char *name, *phrase;
} kinds[REACH_KINDS] = {
    [REACH_MEMORY] = {"memory", "can read and write the memory of"},
    [REACH_DISK] = {"disk", "can read and change what is on a disk of"},
    [REACH_NETWORK] = {"network", "can read and change what passes a network card of"},
    [REACH_SHARED] = {"shared", "can reach memory that is shared by"},
    [REACH_STORE] = {"store", "can read and change the xenstore nodes of"},
    [REACH_CONSOLE] = {"console", "can read what is printed by"},
    [REACH_START] = {"start", "can change the start of"},
    [REACH_HOST] = {"host", "may affect more than its part of"},
};

/* What gives it, why, and what to do. */
__attribute__((format(printf, 4, 5))) static void reach_because(struct reach *reach,
                                                                enum property_id property,
                                                                const char *remedy,
                                                                const char *format, ...)
{
    struct text text;
    va_list arguments;

    reach->property = property_rows[property].name;
    reach->remedy = remedy;
    text_init(&text, reach->why, sizeof(reach->why));
    va_start(arguments, format);
    text_append_va(&text, format, arguments);
    va_end(arguments);
}

/* -- By what a domain is ---------------------------------------------------------------------- */

static bool others_have_store(const struct lcm_plan *plan, uint32_t who)
{
    for (uint32_t i = 0; i < plan->domain_count; i++)
        if (i != who && plan->domains[i].enhanced == LCM_ENHANCED_ENABLED)
            return true;
    return false;
}

static bool control_reach(const struct lcm_plan *plan, struct reach *reach)
{
    if ((plan->domains[reach->who].capabilities & LCM_CAP_CONTROL) == 0)
        return false;
    reach->what = REACH_MEMORY;
    reach_because(reach, PROPERTY_CAPABILITIES,
                  "leave it out of a set that nobody manages once it runs",
                  "it has the capability control, %s",
                  plan->xsm_policy.present ? "as far as the XSM policy of the set lets it"
                                           : "which Xen does not bound without XSM");
    return true;
}

static bool store_reach(const struct lcm_plan *plan, struct reach *reach)
{
    const struct lcm_domain *domain = &plan->domains[reach->who];
    bool by_capability = domain->capabilities & LCM_CAP_XENSTORE;

    if ((!by_capability && (domain->functions & LCM_FUNC_XENSTORE) == 0) ||
        !others_have_store(plan, reach->who))
        return false;
    reach->what = REACH_STORE;
    reach_because(reach, by_capability ? PROPERTY_CAPABILITIES : PROPERTY_FUNCTIONS,
                  "give those that need no store xen,enhanced = \"no-xenstore\"",
                  "it serves the xenstore");
    return true;
}

static bool console_reach(const struct lcm_plan *plan, struct reach *reach)
{
    if ((plan->domains[reach->who].functions & LCM_FUNC_CONSOLE) == 0)
        return false;
    reach->what = REACH_CONSOLE;
    reach_because(reach, PROPERTY_FUNCTIONS, "have the others print no secrets", "%s",
                  lcm_dom0(plan) < plan->domain_count
                      ? "it serves the consoles, and can type on them"
                      : "it has the function console, by which it reads the end of each output");
    return true;
}

static bool recovery_reach(const struct lcm_plan *plan, struct reach *reach)
{
    if ((plan->domains[reach->who].functions & LCM_FUNC_RECOVERY) == 0)
        return false;
    reach->what = REACH_CONSOLE;
    reach_because(reach, PROPERTY_FUNCTIONS, "have the others print no secrets",
                  "it has the function recovery, by which it reads the end of each output");
    return true;
}

/* Of the boot domain, to the domain that was looked at. */
static bool boot_reach(const struct lcm_plan *plan, struct reach *reach)
{
    uint32_t boot = lcm_boot_domain(plan), bits = plan->domains[reach->who].boot_may, bit;
    const char *before = "", *name;
    char names[REACH_WHY_SIZE / 2];
    struct text text;

    if (boot == plan->domain_count || boot == reach->who || bits == 0)
        return false;
    text_init(&text, names, sizeof(names));
    for (unsigned int i = 0; (name = lcm_bit_name(LCM_BITS_BOOT_MAY, i, &bit)); i++) {
        if ((bits & bit) == 0)
            continue;
        text_append(&text, "%s%s", before, name);
        before = ", ";
    }
    reach->what = REACH_START;
    reach->whom = reach->who;
    reach->who = boot;
    reach_because(reach, PROPERTY_BOOT_MAY, "leave out what it has no use for",
                  "it is the boot domain, and may %s", names);
    return true;
}

static bool (*const by_domain[])(const struct lcm_plan *plan, struct reach *reach) = {
    control_reach, store_reach, console_reach, recovery_reach, boot_reach};
enum { BY_DOMAIN = sizeof(by_domain) / sizeof(by_domain[0]) };

/* -- By a device ------------------------------------------------------------------------------ */

static bool served_reach(const struct lcm_plan *plan, const struct lcm_device *device,
                         struct reach *reach)
{
    bool is_disk = device->kind == LCM_DEVICE_DISK;

    if (device->kind == LCM_DEVICE_PCI || device->backend >= plan->domain_count)
        return false;
    reach->what = is_disk ? REACH_DISK : REACH_NETWORK;
    reach->who = device->backend;
    reach->whom = device->domain;
    reach_because(reach, PROPERTY_BACKEND,
                  is_disk ? "encrypt it in the domain where that matters"
                          : "encrypt what it carries where that matters",
                  is_disk ? "it serves %s" : "it serves one%s", is_disk ? device->device : "");
    return true;
}

static bool dma_reach(const struct lcm_plan *plan, const struct lcm_device *device,
                      struct reach *reach)
{
    char address[PCI_ADDRESS_SIZE];

    (void)plan;
    if (device->kind != LCM_DEVICE_PCI || !device->dma_without_iommu)
        return false;
    pci_address_text(device->sbdf, address);
    reach->what = REACH_MEMORY;
    reach->is_of_xen = true;
    reach_because(reach, PROPERTY_PCI_DMA, "remove that, and boot hosts that have an IOMMU",
                  "its PCI device %s may be given without an IOMMU, and then writes anywhere",
                  address);
    return true;
}

static bool permissive_reach(const struct lcm_plan *plan, const struct lcm_device *device,
                             struct reach *reach)
{
    char address[PCI_ADDRESS_SIZE];

    (void)plan;
    if (device->kind != LCM_DEVICE_PCI || !device->permissive)
        return false;
    pci_address_text(device->sbdf, address);
    reach->what = REACH_HOST;
    reach_because(
        reach, PROPERTY_PCI_PERMISSIVE, "remove that if its driver works without",
        "its PCI device %s is permissive: it can write to registers without a known effect",
        address);
    return true;
}

static bool (*const by_device[])(const struct lcm_plan *plan, const struct lcm_device *device,
                                 struct reach *reach) = {served_reach, dma_reach, permissive_reach};
enum { BY_DEVICE = sizeof(by_device) / sizeof(by_device[0]) };

/* -- By what is shared ------------------------------------------------------------------------ */

/* Of the peer of a memory, which is the owner's, or of the other end of a channel. */
static bool shared_reach(const struct lcm_plan *plan, const struct lcm_share *share,
                         struct reach *reach)
{
    bool is_channel = share->kind == LCM_SHARE_CHANNEL;
    bool reads = !is_channel && share->access == LCM_ACCESS_RO;

    if (share->domain >= plan->domain_count || share->peer >= plan->domain_count)
        return false;
    reach->what = REACH_SHARED;
    reach->who = share->peer;
    reach->whom = share->domain;
    reach_because(reach, reads ? PROPERTY_SHARE_ACCESS : PROPERTY_PEER,
                  reads        ? "have nothing else in it"
                  : is_channel ? "trust nothing in it"
                               : "give it access = \"ro\" if reading is enough",
                  "it is the peer of the %s %s and %s", is_channel ? "channel" : "shared memory",
                  share->name, reads ? "reads it" : "writes to it");
    return true;
}

/* --------------------------------------------------------------------------------------------- */

bool reach_next(const struct lcm_plan *plan, struct reach *reach)
{
    for (;;) {
        unsigned int i = reach->next++;
        bool found;

        *reach = (struct reach){.next = reach->next, .whom = plan->domain_count};
        if (i < plan->domain_count * BY_DOMAIN) {
            reach->who = i / BY_DOMAIN;
            reach->node = plan->domains[reach->who].node;
            found = by_domain[i % BY_DOMAIN](plan, reach);
        } else if ((i -= plan->domain_count * BY_DOMAIN) < plan->device_count * BY_DEVICE) {
            const struct lcm_device *device = &plan->devices[i / BY_DEVICE];

            reach->who = device->domain;
            reach->node = device->node;
            found = by_device[i % BY_DEVICE](plan, device, reach);
        } else if ((i -= plan->device_count * BY_DEVICE) < plan->share_count) {
            reach->node = plan->shares[i].node;
            found = shared_reach(plan, &plan->shares[i], reach);
        } else {
            return false;
        }
        /* A domain that is alone has no others. */
        if (found && (plan->domain_count > 1 || reach->is_of_xen || reach->what == REACH_HOST))
            return true;
    }
}

const char *reach_name(enum reach_what what)
{
    return kinds[what].name;
}

const char *reach_phrase(enum reach_what what)
{
    return kinds[what].phrase;
}

const char *reach_whom(const struct lcm_plan *plan, const struct reach *reach)
{
    return reach->what == REACH_HOST          ? "the host"
           : reach->whom < plan->domain_count ? plan->domains[reach->whom].name
           : !reach->is_of_xen                ? "all other domains"
           : plan->domain_count > 1           ? "all other domains and Xen"
                                              : "Xen";
}
