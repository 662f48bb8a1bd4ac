/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * `hyperlaunch show --json`: everything in one object, in a fixed order.
 */
#include "core/base/text.h"
#include "core/image/digest.h"
#include "core/lcm/device.h"
#include "core/lcm/pci_address.h"
#include "tool/base/json.h"
#include "tool/check/reach.h"
#include "tool/show/property_text.h"
#include "tool/show/show.h"
#include "tool/show/traits.h"
#include "tool/show/shares.h"

static void module_json(struct json *json, const char *name, const struct lcm_module *module)
{
    if (!module->present) {
        json_text(json, name, NULL);
        return;
    }
    json_object(json, name, JSON_ON_ONE_LINE);
    if (module->index)
        json_number(json, "payload", module->index);
    else
        json_text(json, "payload", NULL);
    json_text(json, "file", module->file);
    json_text(json, "bootargs", module->bootargs);
    json_end(json);
}

void show_names_json(struct json *json, const char *member, enum lcm_bits kind, uint32_t bits)
{
    const char *text;
    uint32_t bit;

    json_array(json, member, JSON_ON_ONE_LINE);
    for (unsigned int i = 0; (text = lcm_bit_name(kind, i, &bit)); i++)
        if (bits & bit)
            json_text(json, NULL, text);
    json_end(json);
}

static void limit_json(struct json *json, const char *name, struct lcm_limit limit)
{
    if (limit.given)
        json_number(json, name, limit.value);
    else
        json_text(json, name, NULL);
}

static void cpus_json(struct json *json, const struct bits *cpus)
{
    char list[TRAIT_TEXT_SIZE];
    struct text text;

    text_init(&text, list, sizeof(list));
    bits_append(&text, cpus);
    json_text(json, "cpus", list);
}

/* Limits first, then texts, choices and numbers, each in the order of the rows. */
static void limits_json(struct json *json, const struct lcm_domain *d)
{
    for (unsigned int i = 0; i < PROPERTY_COUNT; i++)
        if (property_rows[i].form == FORM_LIMIT)
            limit_json(json, property_texts[i].json, property_limit(&property_rows[i], &d->limits));
}

static void texts_json(struct json *json, const struct lcm_domain *d)
{
    for (unsigned int i = 0; i < PROPERTY_COUNT; i++) {
        const struct property_row *row = &property_rows[i];
        const void *member = (const char *)d + row->offset;

        if (!property_texts[i].some)
            continue;
        if (row->form == FORM_TEXT)
            json_text(json, property_texts[i].json, *(const char *const *)member);
        else if (row->form == FORM_NAME)
            json_text(json, property_texts[i].json, *(const char *)member ? member : NULL);
        else if (row->form == FORM_CHOICE)
            json_text(json, property_texts[i].json, property_choice(row, d));
        else if (row->form == FORM_BITS)
            show_names_json(json, property_texts[i].json, property_bits(row),
                            (uint32_t)property_number(row, d));
        else if (row->form == FORM_U32)
            limit_json(json, property_texts[i].json,
                       (struct lcm_limit){.value = (uint32_t)property_number(row, d),
                                          .given = property_number(row, d) >= row->low});
    }
}

/* What few domains have: limits, label, pool, order, affinity. */
static void traits_json(struct json *json, const struct lcm_plan *plan, const struct lcm_domain *d)
{
    limits_json(json, d);
    texts_json(json, d);
    limit_json(json, property_texts[PROPERTY_CPUPOOL].json,
               (struct lcm_limit){.value = d->cpupool - 1, .given = d->cpupool != 0});
    json_text(json, "cpupool_name", d->cpupool ? plan->cpupools[d->cpupool - 1].name : NULL);
    json_array(json, property_texts[PROPERTY_START_AFTER].json, JSON_ON_ONE_LINE);
    for (uint32_t i = 0; i < plan->domain_count; i++)
        if (bits_has(&d->start_after, i))
            json_text(json, NULL, plan->domains[i].name);
    json_end(json);
    json_array(json, "affinity", JSON_ON_ONE_LINE);
    for (uint32_t i = 0; i < plan->affinity_count; i++) {
        if (&plan->domains[plan->affinities[i].domain] != d)
            continue;
        json_object(json, NULL, JSON_ON_ONE_LINE);
        json_number(json, "vcpu", plan->affinities[i].vcpu);
        cpus_json(json, &plan->affinities[i].hard);
        json_end(json);
    }
    json_end(json);
}

static void pci_json(struct json *json, const struct lcm_plan *plan, const struct lcm_domain *d)
{
    char address[PCI_ADDRESS_SIZE];

    json_array(json, "pci_devices", JSON_ON_LINES);
    for (uint32_t i = 0; i < plan->device_count; i++) {
        const struct lcm_device *device = &plan->devices[i];

        if (&plan->domains[device->domain] != d || device->kind != LCM_DEVICE_PCI)
            continue;
        pci_address_text(device->sbdf, address);
        json_object(json, NULL, JSON_ON_ONE_LINE);
        json_text(json, "address", address);
        limit_json(json, "gsi", (struct lcm_limit){device->gsi, device->gsi != 0});
        json_bool(json, "permissive", device->permissive);
        json_bool(json, "dma_without_iommu", device->dma_without_iommu);
        json_end(json);
    }
    json_end(json);
}

/* Its disks, or its network cards. */
static void devices_json(struct json *json, const struct lcm_plan *plan, const struct lcm_domain *d,
                         enum lcm_device_kind kind)
{
    for (uint32_t i = 0; i < plan->device_count; i++) {
        const struct lcm_device *device = &plan->devices[i];
        char mac[DEVICE_MAC_TEXT_SIZE];

        if (&plan->domains[device->domain] != d || device->kind != kind)
            continue;
        json_object(json, NULL, JSON_ON_ONE_LINE);
        json_text(json, "backend", plan->domains[device->backend].name);
        if (kind == LCM_DEVICE_DISK) {
            json_text(json, "device", device->device);
            json_text(json, "target", device->target);
            json_text(json, "access", property_choice(&property_rows[PROPERTY_ACCESS], device));
        } else {
            device_mac_text(plan, device, mac);
            json_text(json, "mac", mac);
            json_bool(json, "mac_derived", !device->mac);
            json_text(json, "bridge", device->bridge);
        }
        json_end(json);
    }
}

static void cpupools_json(struct json *json, const struct lcm_plan *plan)
{
    json_array(json, "cpupools", JSON_ON_ONE_LINE);
    for (uint32_t i = 0; i < plan->cpupool_count; i++) {
        json_object(json, NULL, JSON_ON_ONE_LINE);
        json_text(json, "name", plan->cpupools[i].name);
        cpus_json(json, &plan->cpupools[i].cpus);
        json_text(json, "scheduler", plan->cpupools[i].scheduler);
        json_end(json);
    }
    json_end(json);
}

static void domain_json(struct json *json, const struct input *input, const struct lcm_domain *d)
{
    char uuid[UUID_TEXT_SIZE];

    json_object(json, NULL, JSON_ON_LINES);
    json_number(json, "domid", d->domid);
    json_text(json, "name", d->name);
    json_number(json, "vcpus", d->cpus);
    json_number(json, "memory_kib", d->memory_kib);
    json_text(json, "mode", show_mode(d->mode));
    json_number(json, "capabilities", d->capabilities);
    json_number(json, "functions", d->functions);
    show_names_json(json, "capability_names", LCM_BITS_CAPABILITIES, d->capabilities);
    show_names_json(json, "function_names", LCM_BITS_FUNCTIONS, d->functions);
    json_bool(json, "memory_rest", d->memory_kib == 0);
    json_text(json, "enhanced", show_enhanced(d->enhanced));
    json_text(json, "uuid", show_uuid(input, d, uuid) ? uuid : NULL);
    traits_json(json, &input->image.plan, d);
    json_array(json, "disks", JSON_ON_LINES);
    devices_json(json, &input->image.plan, d, LCM_DEVICE_DISK);
    json_end(json);
    json_array(json, "network_cards", JSON_ON_LINES);
    devices_json(json, &input->image.plan, d, LCM_DEVICE_NIC);
    json_end(json);
    pci_json(json, &input->image.plan, d);
    shares_json(json, &input->image.plan, d);
    module_json(json, "kernel", &d->kernel);
    module_json(json, "ramdisk", &d->ramdisk);
    json_end(json);
}

/* Who can reach what of whom. */
static void reach_json(struct json *json, const struct lcm_plan *plan)
{
    struct reach reach = {.next = 0};

    json_array(json, "reach", JSON_ON_LINES);
    while (reach_next(plan, &reach)) {
        json_object(json, NULL, JSON_ON_ONE_LINE);
        json_text(json, "domain", plan->domains[reach.who].name);
        json_text(json, "what", reach_name(reach.what));
        json_array(json, "whom", JSON_ON_ONE_LINE);
        for (uint32_t i = 0; i < plan->domain_count && reach.what != REACH_HOST; i++)
            if (i != reach.who && (reach.whom == i || reach.whom == plan->domain_count))
                json_text(json, NULL, plan->domains[i].name);
        json_end(json);
        json_bool(json, "host", reach.is_of_xen || reach.what == REACH_HOST);
        json_text(json, "why", reach.why);
        json_end(json);
    }
    json_end(json);
}

static void payload_json(struct json *json, const struct input *input, uint32_t index)
{
    const struct lcm_plan *plan = &input->image.plan;
    const struct lcm_payload *p = &plan->payloads[index - 1];
    char digest[DIGEST_TEXT_SIZE], sha256[DIGEST_TEXT_SIZE], use[USE_TEXT_SIZE];

    digest_text(p->digest, digest);
    json_object(json, NULL, JSON_ON_LINES);
    json_number(json, "index", index);
    json_text(json, "file", p->file);
    json_text(json, "used_as", show_payload_use(plan, index, use));
    json_number(json, "offset", p->offset);
    json_number(json, "size", p->size);
    json_number(json, "stored", p->stored_size);
    json_text(json, "encoding", show_encoding(p->encoding));
    json_text(json, "sha256", show_sha256(input, index, sha256) ? sha256 : NULL);
    json_text(json, "digest", digest);
    json_end(json);
}

void show_json(const struct input *input, FILE *out)
{
    static const char *const kinds[] = {"source", "compiled", "image"};
    const struct lcm_plan *plan = &input->image.plan;
    struct json json = {.out = out};

    json_object(&json, NULL, JSON_ON_LINES);
    json_text(&json, "file", input->path);
    json_text(&json, "kind", kinds[input->kind]);
    limit_json(&json, "format",
               (struct lcm_limit){.value = LCM_FORMAT, .given = input->kind != INPUT_SOURCE});
    json_text(&json, "when_all_stopped", show_all_stopped(plan));
    json_array(&json, "domains", JSON_ON_LINES);
    for (uint32_t i = 0; i < plan->domain_count; i++)
        domain_json(&json, input, &plan->domains[i]);
    json_end(&json);
    cpupools_json(&json, plan);
    reach_json(&json, plan);
    json_array(&json, "payloads", JSON_ON_LINES);
    for (uint32_t i = 0; i < plan->payload_count; i++)
        payload_json(&json, input, i + 1);
    json_end(&json);
    json_end(&json);
}
