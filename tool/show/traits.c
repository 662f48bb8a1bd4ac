/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * What few domains have, as names and texts.
 */
#include "tool/show/traits.h"

#include <stdio.h>
#include <string.h>

#include "core/base/text.h"
#include "core/lcm/device.h"
#include "core/lcm/pci_address.h"
#include "tool/show/property_text.h"
#include "tool/show/shares.h"

void cpupool_text(const struct lcm_cpupool *pool, char *buffer, size_t size)
{
    struct text text;

    text_init(&text, buffer, size);
    text_append(&text, "CPUs ");
    bits_append(&text, &pool->cpus);
    text_append(&text, ", scheduler %s", pool->scheduler ? pool->scheduler : "as Xen booted with");
}

unsigned int plan_cpus_named(const struct lcm_plan *plan)
{
    unsigned int named = 0;

    for (unsigned int cpu = 0; cpu < BITS_MAX; cpu++) {
        for (uint32_t i = 0; i < plan->affinity_count; i++)
            named = bits_has(&plan->affinities[i].hard, cpu) ? cpu + 1 : named;
        for (uint32_t i = 0; i < plan->cpupool_count; i++)
            named = bits_has(&plan->cpupools[i].cpus, cpu) ? cpu + 1 : named;
    }
    return named;
}

static void after_write(const struct lcm_plan *plan, const struct bits *domains,
                        struct trait *trait)
{
    struct text text;

    text_init(&text, trait->text, sizeof(trait->text));
    for (uint32_t i = 0; i < plan->domain_count; i++)
        if (bits_has(domains, i))
            text_append(&text, "%s%s", text.used ? ", " : "", plan->domains[i].name);
}

static void pool_write(const struct lcm_cpupool *pool, struct trait *trait)
{
    int length = snprintf(trait->text, sizeof(trait->text), "%s: ", pool->name);

    cpupool_text(pool, trait->text + length, sizeof(trait->text) - (size_t)length);
}

static void names_append(const struct property_row *row, uint32_t bits, struct trait *trait)
{
    struct text text;
    const char *name;
    uint32_t bit;

    text_init(&text, trait->text, sizeof(trait->text));
    for (unsigned int i = 0; (name = lcm_bit_name(property_bits(row), i, &bit)); i++)
        if (bits & bit)
            text_append(&text, "%s%s", text.used ? ", " : "", name);
}

/* Those that functions of their own write. */
static bool own_write(const struct lcm_plan *plan, const struct lcm_domain *domain,
                      enum property_id id, struct trait *trait)
{
    if (id == PROPERTY_CPUPOOL && domain->cpupool != 0)
        pool_write(&plan->cpupools[domain->cpupool - 1], trait);
    else if (id == PROPERTY_START_AFTER && !bits_empty(&domain->start_after))
        after_write(plan, &domain->start_after, trait);
    else
        return false;
    return true;
}

/* One that is no affinity; false where the domain does not have it. */
static bool trait_write(const struct lcm_plan *plan, const struct lcm_domain *domain,
                        enum property_id id, struct trait *trait)
{
    const struct property_row *row = &property_rows[id];
    const void *member = (const char *)domain + row->offset;
    struct lcm_limit limit;
    const char *text = NULL;

    if (!property_texts[id].some)
        return false;
    snprintf(trait->name, sizeof(trait->name), "%s", row->name);
    switch (row->form) {
    case FORM_LIMIT:
        limit = property_limit(row, &domain->limits);
        snprintf(trait->text, sizeof(trait->text), "%u", limit.value);
        trait->has_number = limit.given;
        trait->number = limit.value;
        return limit.given;
    case FORM_U32:
        trait->number = (uint32_t)property_number(row, domain);
        snprintf(trait->text, sizeof(trait->text), "%u", trait->number);
        trait->has_number = trait->number >= row->low;
        return trait->has_number;
    case FORM_BITS:
        names_append(row, (uint32_t)property_number(row, domain), trait);
        return property_number(row, domain) != 0;
    case FORM_CHOICE:
        text = property_number(row, domain) != 0 ? property_choice(row, domain) : NULL;
        break;
    case FORM_TEXT:
        text = *(const char *const *)member;
        break;
    case FORM_NAME:
        text = *(const char *)member ? member : NULL;
        break;
    default:
        return own_write(plan, domain, id, trait);
    }
    snprintf(trait->text, sizeof(trait->text), "%s", text ? text : "");
    return text;
}

static bool affinity_write(const struct lcm_plan *plan, const struct lcm_domain *domain,
                           const struct lcm_affinity *affinity, struct trait *trait)
{
    struct text text;

    if (&plan->domains[affinity->domain] != domain)
        return false;
    snprintf(trait->name, sizeof(trait->name), "vCPU %u", affinity->vcpu);
    text_init(&text, trait->text, sizeof(trait->text));
    text_append(&text, "CPUs ");
    bits_append(&text, &affinity->hard);
    trait->node = affinity->node;
    trait->property = property_rows[PROPERTY_HARD_AFFINITY].name;
    return true;
}

/* What its node says beside the address. A dom0 that gives it finds its interrupt by itself. */
static void pci_write(const struct lcm_plan *plan, const struct lcm_device *device,
                      struct trait *trait)
{
    char address[PCI_ADDRESS_SIZE];
    uint32_t dom0 = lcm_dom0(plan);
    struct text text;

    pci_address_text(device->sbdf, address);
    snprintf(trait->name, sizeof(trait->name), "PCI device %s", address);
    text_init(&text, trait->text, sizeof(trait->text));
    if (dom0 < plan->domain_count)
        text_append(&text, "given by %s", plan->domains[dom0].name);
    else
        text_append(&text, device->gsi != 0 ? "GSI %u" : "no INTx", device->gsi);
    text_append(&text, "%s%s", device->permissive ? ", permissive" : "",
                device->dma_without_iommu ? ", also without an IOMMU" : "");
}

/* What serves it stands behind: the backend and what that has for it. */
static bool device_write(const struct lcm_plan *plan, const struct lcm_domain *domain,
                         const struct lcm_device *device, struct trait *trait)
{
    const char *backend =
        device->backend < plan->domain_count ? plan->domains[device->backend].name : "";
    char mac[DEVICE_MAC_TEXT_SIZE];

    if (&plan->domains[device->domain] != domain)
        return false;
    trait->device = device;
    trait->node = device->node;
    trait->property =
        device->kind == LCM_DEVICE_DISK ? property_rows[PROPERTY_TARGET].name : "compatible";
    if (device->kind == LCM_DEVICE_DISK) {
        snprintf(trait->name, sizeof(trait->name), "disk %s", device->device);
        snprintf(trait->text, sizeof(trait->text), "%s of %s, %s", device->target, backend,
                 property_choice(&property_rows[PROPERTY_ACCESS], device));
        return true;
    }
    if (device->kind == LCM_DEVICE_PCI) {
        pci_write(plan, device, trait);
        return true;
    }
    device_mac_text(plan, device, mac);
    snprintf(trait->name, sizeof(trait->name), "network card %u", device_nic_number(plan, device));
    snprintf(trait->text, sizeof(trait->text), "%s%s, %s%s of %s", mac,
             device->mac ? "" : " (derived)", device->bridge ? "bridge " : "xl's bridge",
             device->bridge ? device->bridge : "", backend);
    return true;
}

static bool share_write(const struct lcm_plan *plan, const struct lcm_domain *domain,
                        const struct lcm_share *share, struct trait *trait)
{
    if (&plan->domains[share->domain] != domain && &plan->domains[share->peer] != domain)
        return false;
    trait->node = share->node;
    trait->property = property_rows[PROPERTY_SHARE_NAME].name;
    snprintf(trait->name, sizeof(trait->name), "%s %s", share_kind_text(share), share->name);
    share_text(plan, share, &plan->domains[share->domain] == domain, trait->text,
               sizeof(trait->text));
    return true;
}

bool trait_next(const struct lcm_plan *plan, const struct lcm_domain *domain, struct trait *trait)
{
    for (;;) {
        unsigned int i = trait->next++;

        trait->has_number = false;
        trait->node = 0;
        trait->device = NULL;
        if (i < PROPERTY_COUNT) {
            if (trait_write(plan, domain, i, trait))
                return true;
        } else if ((i -= PROPERTY_COUNT) < plan->affinity_count) {
            if (affinity_write(plan, domain, &plan->affinities[i], trait))
                return true;
        } else if ((i -= plan->affinity_count) < plan->device_count) {
            if (device_write(plan, domain, &plan->devices[i], trait))
                return true;
        } else if ((i -= plan->device_count) >= plan->share_count) {
            return false;
        } else if (share_write(plan, domain, &plan->shares[i], trait)) {
            return true;
        }
    }
}

bool trait_find(const struct lcm_plan *plan, const struct lcm_domain *domain, const char *name,
                struct trait *trait)
{
    memset(trait, 0, sizeof(*trait));
    while (trait_next(plan, domain, trait))
        if (strcmp(trait->name, name) == 0)
            return true;
    return false;
}
