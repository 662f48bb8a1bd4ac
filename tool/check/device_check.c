/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Disks and network cards: each by itself, then against those before it.
 */
#include "tool/check/device_check.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "core/lcm/device.h"

enum { TEXT_SIZE = 512 };
#define NO_PROPERTY PROPERTY_COUNT

/* An error of a device, `other` being the one that it collides with, or NULL. */
__attribute__((format(printf, 6, 7))) static void
device_fault(struct input *input, const char *check, const struct lcm_device *device,
             enum property_id property, const struct lcm_device *other, const char *format, ...)
{
    const char *name = property == NO_PROPERTY ? NULL : property_rows[property].name;
    char node[LCM_PATH_SIZE], other_node[LCM_PATH_SIZE], text[TEXT_SIZE];
    va_list arguments;

    va_start(arguments, format);
    (void)vsnprintf(text, sizeof(text), format, arguments);
    va_end(arguments);
    input_node_path(input, device->node, node, sizeof(node));
    if (other)
        input_node_path(input, other->node, other_node, sizeof(other_node));
    report_fault(&input->report, &(struct lcm_fault){.check = check,
                                                     .severity = LCM_ERROR,
                                                     .path = node,
                                                     .property = name,
                                                     .text = text,
                                                     .other_path = other ? other_node : NULL,
                                                     .other_property = other ? name : NULL});
}

/* Whether its texts can be compared with those of others. */
static bool texts_check(struct input *input, const struct lcm_device *device)
{
    bool good = true;

    for (unsigned int id = 0; id < PROPERTY_COUNT; id++) {
        const struct device_rule *rule = device_rule_broken(device, id);

        if (!rule)
            continue;
        device_fault(input, rule->check, device, id, NULL, "%s", rule->wrong);
        good = false;
    }
    return good;
}

static void owner_check(struct input *input, const struct lcm_device *device)
{
    const struct lcm_domain *domain = &input->image.plan.domains[device->domain];

    if (domain->domid == 0)
        device_fault(input, "device-dom0", device, NO_PROPERTY, NULL,
                     "is a device of domain 0, which serves devices and is served none; remove "
                     "the node");
    else if ((domain->functions & LCM_FUNC_BOOT) != 0)
        device_fault(input, "device-boot", device, NO_PROPERTY, NULL,
                     "is a device of the boot domain, which is gone before a domain that could "
                     "serve it is started; remove the node");
    else if (domain->enhanced != LCM_ENHANCED_ENABLED)
        device_fault(input, "device-store", device, NO_PROPERTY, NULL,
                     "is found in the xenstore, which xen,enhanced keeps from the domain; leave "
                     "that out, or remove the node");
}

static void mac_collide(struct input *input, const struct lcm_device *device,
                        const struct lcm_device *other)
{
    const struct lcm_plan *plan = &input->image.plan;
    uint8_t a[LCM_MAC_SIZE], b[LCM_MAC_SIZE];

    device_mac(plan, device, a);
    device_mac(plan, other, b);
    if (memcmp(a, b, sizeof(a)) == 0)
        device_fault(input, "mac-duplicate", device, PROPERTY_MAC, other,
                     "is also that of a card of %s; change one", plan->domains[other->domain].name);
}

/* The part of a disk's name that says which: Linux makes xvda of hda and of sda. */
static const char *name_place(const char *name)
{
    return name + strcspn(name, "d") + 1;
}

/* Whether one is the other, or a partition of it. */
static bool names_overlap(const char *name, const char *other)
{
    static const char digits[] = "0123456789";
    const char *a = name_place(name), *b = name_place(other);
    size_t length = strcspn(a, digits);

    return strncmp(a, b, length) == 0 && strcspn(b, digits) == length &&
           (a[length] == '\0' || b[length] == '\0' || strcmp(a, b) == 0);
}

static void disk_collide(struct input *input, const struct lcm_device *device,
                         const struct lcm_device *other)
{
    bool writes = device->access == LCM_ACCESS_RW || other->access == LCM_ACCESS_RW;

    if (device->domain == other->domain && names_overlap(device->device, other->device))
        device_fault(input, "device-duplicate", device, PROPERTY_DEVICE, other,
                     "\"%s\" is, or overlaps, another disk of the domain, \"%s\"; change one",
                     device->device, other->device);
    if (device->backend == other->backend && writes && strcmp(device->target, other->target) == 0)
        device_fault(input, "target-shared", device, PROPERTY_TARGET, other,
                     "is also a disk of %s, and one of them writes to it; give each its own, or "
                     "both access = \"ro\"",
                     input->image.plan.domains[other->domain].name);
}

void devices_check(struct input *input)
{
    const struct lcm_plan *plan = &input->image.plan;
    bool good[LCM_DEVICES_MAX];

    for (uint32_t i = 0; i < plan->device_count; i++) {
        const struct lcm_device *device = &plan->devices[i];

        owner_check(input, device);
        good[i] = texts_check(input, device);
        for (uint32_t j = 0; good[i] && j < i; j++) {
            if (!good[j] || plan->devices[j].kind != device->kind)
                continue;
            if (device->kind == LCM_DEVICE_NIC)
                mac_collide(input, device, &plan->devices[j]);
            else if (device->kind == LCM_DEVICE_DISK)
                disk_collide(input, device, &plan->devices[j]);
        }
    }
}
