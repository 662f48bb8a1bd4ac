/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Compares plans, field by field.
 */
#include "tests/support/plans.h"

#include <string.h>

/* Names what differs by its own text. */
#define DIFFER_UNLESS(same)                                                                        \
    do {                                                                                           \
        if (!(same))                                                                               \
            return #same;                                                                          \
    } while (0)

static bool texts_same(const char *a, const char *b)
{
    return !a || !b ? a == b : strcmp(a, b) == 0;
}

static bool modules_same(const struct lcm_module *a, const struct lcm_module *b)
{
    return a->present == b->present && a->index == b->index && texts_same(a->bootargs, b->bootargs);
}

static bool limits_same(struct lcm_limit a, struct lcm_limit b)
{
    return a.given == b.given && a.value == b.value;
}

static const char *domains_differ(const struct lcm_domain *a, const struct lcm_domain *b)
{
    DIFFER_UNLESS(strcmp(a->name, b->name) == 0);
    DIFFER_UNLESS(a->domid == b->domid);
    DIFFER_UNLESS(a->memory_kib == b->memory_kib);
    DIFFER_UNLESS(a->cpus == b->cpus);
    DIFFER_UNLESS(a->mode == b->mode);
    DIFFER_UNLESS(a->capabilities == b->capabilities);
    DIFFER_UNLESS(a->functions == b->functions);
    DIFFER_UNLESS(a->enhanced == b->enhanced);
    DIFFER_UNLESS(a->uuid_given == b->uuid_given);
    DIFFER_UNLESS(memcmp(a->uuid, b->uuid, LCM_UUID_SIZE) == 0);
#define LIMIT(id, name, member, ...) DIFFER_UNLESS(limits_same(a->limits.member, b->limits.member));
#include "core/lcm/properties.def"
    DIFFER_UNLESS(a->cpupool == b->cpupool);
    DIFFER_UNLESS(memcmp(&a->start_after, &b->start_after, sizeof(struct bits)) == 0);
    DIFFER_UNLESS(a->on_reboot == b->on_reboot);
    DIFFER_UNLESS(a->on_crash == b->on_crash);
    DIFFER_UNLESS(a->on_failure == b->on_failure);
    DIFFER_UNLESS(a->on_poweroff == b->on_poweroff);
    DIFFER_UNLESS(a->boot_may == b->boot_may);
    DIFFER_UNLESS(a->boot_timeout_ms == b->boot_timeout_ms);
    DIFFER_UNLESS(a->restart_limit == b->restart_limit);
    DIFFER_UNLESS(a->ready == b->ready);
    DIFFER_UNLESS(a->ready_timeout_ms == b->ready_timeout_ms);
    DIFFER_UNLESS(a->start_within_ms == b->start_within_ms);
    DIFFER_UNLESS(strcmp(a->ready_line, b->ready_line) == 0);
    DIFFER_UNLESS(a->label_optional == b->label_optional);
    DIFFER_UNLESS(texts_same(a->security_id, b->security_id));
    DIFFER_UNLESS(modules_same(&a->kernel, &b->kernel));
    DIFFER_UNLESS(modules_same(&a->ramdisk, &b->ramdisk));
    return NULL;
}

static const char *payloads_differ(const struct lcm_payload *a, const struct lcm_payload *b)
{
    DIFFER_UNLESS(a->offset == b->offset);
    DIFFER_UNLESS(a->stored_size == b->stored_size);
    DIFFER_UNLESS(a->size == b->size);
    DIFFER_UNLESS(a->encoding == b->encoding);
    DIFFER_UNLESS(a->cmdline_size == b->cmdline_size);
    DIFFER_UNLESS(memcmp(a->digest, b->digest, LCM_DIGEST_SIZE) == 0);
    DIFFER_UNLESS(texts_same(a->file, b->file));
    return NULL;
}

static const char *cpus_differ(const struct lcm_plan *a, const struct lcm_plan *b)
{
    DIFFER_UNLESS(a->affinity_count == b->affinity_count);
    for (uint32_t i = 0; i < a->affinity_count; i++) {
        DIFFER_UNLESS(a->affinities[i].domain == b->affinities[i].domain);
        DIFFER_UNLESS(a->affinities[i].vcpu == b->affinities[i].vcpu);
        DIFFER_UNLESS(memcmp(&a->affinities[i].hard, &b->affinities[i].hard, sizeof(struct bits)) ==
                      0);
    }
    DIFFER_UNLESS(a->cpupool_count == b->cpupool_count);
    for (uint32_t i = 0; i < a->cpupool_count; i++) {
        DIFFER_UNLESS(strcmp(a->cpupools[i].name, b->cpupools[i].name) == 0);
        DIFFER_UNLESS(texts_same(a->cpupools[i].scheduler, b->cpupools[i].scheduler));
        DIFFER_UNLESS(memcmp(&a->cpupools[i].cpus, &b->cpupools[i].cpus, sizeof(struct bits)) == 0);
    }
    return NULL;
}

static const char *devices_differ(const struct lcm_plan *a, const struct lcm_plan *b)
{
    DIFFER_UNLESS(a->device_count == b->device_count);
    for (uint32_t i = 0; i < a->device_count; i++) {
        DIFFER_UNLESS(a->devices[i].domain == b->devices[i].domain);
        DIFFER_UNLESS(a->devices[i].backend == b->devices[i].backend);
        DIFFER_UNLESS(a->devices[i].kind == b->devices[i].kind);
        DIFFER_UNLESS(a->devices[i].access == b->devices[i].access);
        DIFFER_UNLESS(a->devices[i].sbdf == b->devices[i].sbdf);
        DIFFER_UNLESS(a->devices[i].gsi == b->devices[i].gsi);
        DIFFER_UNLESS(a->devices[i].permissive == b->devices[i].permissive);
        DIFFER_UNLESS(a->devices[i].dma_without_iommu == b->devices[i].dma_without_iommu);
        DIFFER_UNLESS(texts_same(a->devices[i].mac, b->devices[i].mac));
        DIFFER_UNLESS(texts_same(a->devices[i].bridge, b->devices[i].bridge));
        DIFFER_UNLESS(texts_same(a->devices[i].device, b->devices[i].device));
        DIFFER_UNLESS(texts_same(a->devices[i].target, b->devices[i].target));
    }
    return NULL;
}

static const char *shares_differ(const struct lcm_plan *a, const struct lcm_plan *b)
{
    DIFFER_UNLESS(a->share_count == b->share_count);
    for (uint32_t i = 0; i < a->share_count; i++) {
        DIFFER_UNLESS(a->shares[i].domain == b->shares[i].domain);
        DIFFER_UNLESS(a->shares[i].peer == b->shares[i].peer);
        DIFFER_UNLESS(a->shares[i].kind == b->shares[i].kind);
        DIFFER_UNLESS(a->shares[i].access == b->shares[i].access);
        DIFFER_UNLESS(a->shares[i].size_kib == b->shares[i].size_kib);
        DIFFER_UNLESS(texts_same(a->shares[i].name, b->shares[i].name));
    }
    return NULL;
}

const char *plans_differ(const struct lcm_plan *a, const struct lcm_plan *b)
{
    const char *differs;

    DIFFER_UNLESS(a->domain_count == b->domain_count);
    DIFFER_UNLESS(a->payload_count == b->payload_count);
    DIFFER_UNLESS(a->when_all_stopped == b->when_all_stopped);
    DIFFER_UNLESS(modules_same(&a->microcode, &b->microcode));
    DIFFER_UNLESS(modules_same(&a->xsm_policy, &b->xsm_policy));
    for (uint32_t i = 0; i < a->domain_count; i++) {
        differs = domains_differ(&a->domains[i], &b->domains[i]);
        if (differs)
            return differs;
    }
    for (uint32_t i = 0; i < a->payload_count; i++) {
        differs = payloads_differ(&a->payloads[i], &b->payloads[i]);
        if (differs)
            return differs;
    }
    differs = shares_differ(a, b);
    if (differs)
        return differs;
    differs = devices_differ(a, b);
    return differs ? differs : cpus_differ(a, b);
}
