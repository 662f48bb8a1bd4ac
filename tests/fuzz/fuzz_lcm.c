/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Any bytes as a Launch Control Module, in both forms. What is read without an error can be
 * written, and what was written reads back the same.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/nearest.h"
#include "core/base/tree_check.h"
#include "tool/pack/write.h"
#include "core/lcm/lcm.h"
#include "tests/support/plans.h"
#include "tests/support/require.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct lcm_plan plan;
static struct lcm_plan again;
static _Alignas(8) char written[LCM_BLOB_MAX];

struct count {
    unsigned int errors;
};

/* Also what every fault promises: printable text with a cause and a remedy, and a known check. */
static void take(void *context, const struct lcm_fault *fault)
{
    struct count *count = context;

    count->errors += fault->severity == LCM_ERROR;
    REQUIRE(fault->path[0] == '/' && strlen(fault->path) < LCM_PATH_SIZE);
    REQUIRE(fault->text[0] != '\0' && !strpbrk(fault->text, "\x1b\n\r\x7f"));
    REQUIRE(fault->check && fault->check[0] != '\0');
}

static void give_payload(struct lcm_module *module)
{
    uint32_t i = plan.payload_count;

    /* The last ones of a large set share one. */
    if (!module->present)
        return;
    if (i < LCM_MODULES_MAX)
        plan.payloads[plan.payload_count++] = (struct lcm_payload){
            .offset = LCM_BLOB_MAX + i * UINT64_C(4096), .stored_size = 1 + i, .size = 1 + i};
    module->index = plan.payload_count;
}

/* Does to the plan of a source what build does: each module becomes a payload. */
static void give_payloads(void)
{
    plan.payload_count = 0;
    for (uint32_t i = 0; i < plan.domain_count; i++) {
        REQUIRE(plan.domains[i].kernel.present && plan.domains[i].kernel.file);
        give_payload(&plan.domains[i].kernel);
        give_payload(&plan.domains[i].ramdisk);
    }
    give_payload(&plan.microcode);
    give_payload(&plan.xsm_policy);
}

/* A compiled tree may be larger than the canonical one, or name payloads that lie inside that. */
static void move_payloads(void)
{
    uint64_t end = LCM_BLOB_MAX;

    for (uint32_t i = 0; i < plan.payload_count; i++) {
        struct lcm_payload *payload = &plan.payloads[i];

        payload->stored_size %= UINT64_C(1) << 40;
        payload->stored_size += payload->stored_size == 0;
        if (payload->encoding == LCM_ENCODING_NONE)
            payload->size = payload->stored_size;
        payload->offset = end;
        end += (payload->stored_size + 4095) / 4096 * 4096;
    }
}

/* What the launcher takes for granted about domain 0. */
static void demand_dom0(const struct lcm_plan *p)
{
    unsigned int count = 0;

    for (uint32_t i = 0; i < p->domain_count; i++) {
        const struct lcm_domain *d = &p->domains[i];
        bool dom0 = d->domid == 0;

        count += dom0;
        REQUIRE((d->capabilities & LCM_CAPS_DOM0) == (dom0 ? LCM_CAPS_DOM0 : 0));
        REQUIRE(dom0 || (d->capabilities == 0 && d->memory_kib != 0));
        REQUIRE(!dom0 || (d->mode == LCM_MODE_PV && !d->uuid_given));
        REQUIRE((d->functions & LCM_FUNC_BOOT) == 0 ||
                (d->domid != 0 && (d->functions & LCM_FUNC_RECOVERY) == 0 && d->boot_may == 0));
        REQUIRE(d->boot_may == 0 || lcm_boot_domain(p) < p->domain_count);
        REQUIRE(d->mode != LCM_MODE_PV || !d->kernel.bootargs ||
                strlen(d->kernel.bootargs) < LCM_BOOTARGS_PV_SIZE);
    }
    REQUIRE(count <= 1);
}

/* What the launcher takes for granted about the recovery domain, and who has the keyboard. */
static void demand_functions(const struct lcm_plan *p)
{
    uint32_t recoveries = 0, consoles = 0, dom0s = 0, asks = 0;

    for (uint32_t i = 0; i < p->domain_count; i++) {
        const struct lcm_domain *d = &p->domains[i];
        bool is_recovery = d->functions & LCM_FUNC_RECOVERY;
        bool recovers = d->on_crash == LCM_END_RECOVERY || d->on_poweroff == LCM_END_RECOVERY ||
                        d->on_reboot == LCM_REBOOT_RECOVERY ||
                        d->on_failure == LCM_FAILURE_RECOVERY;

        dom0s += d->domid == 0;
        recoveries += is_recovery;
        consoles += (d->functions & LCM_FUNC_CONSOLE) != 0;
        asks += recovers || d->on_failure == LCM_FAILURE_REQUIRED;
        REQUIRE(!is_recovery ||
                (bits_empty(&d->start_after) && !recovers && d->enhanced == LCM_ENHANCED_ENABLED));
        for (uint32_t other = 0; other < p->domain_count; other++)
            REQUIRE(!bits_has(&d->start_after, other) ||
                    (p->domains[other].functions & LCM_FUNC_RECOVERY) == 0);
    }
    REQUIRE(recoveries <= 1 && consoles <= 1 && (recoveries == 0 || dom0s == 0));
    REQUIRE(asks == 0 || recoveries == 1 || dom0s == 1);
}

/* What the launcher takes for granted about the rest. */
static void demand_bounds(const struct lcm_plan *p)
{
    struct bits started = {{0}};

    for (uint32_t i = 0; i < p->affinity_count; i++)
        REQUIRE(p->affinities[i].domain < p->domain_count && !bits_empty(&p->affinities[i].hard) &&
                p->affinities[i].vcpu < p->domains[p->affinities[i].domain].cpus);
    for (uint32_t i = 0; i < p->cpupool_count; i++)
        REQUIRE(!bits_empty(&p->cpupools[i].cpus) && !bits_has(&p->cpupools[i].cpus, 0));
    /* There is an order in which all can be started. */
    for (uint32_t round = 0; round < p->domain_count; round++) {
        for (uint32_t i = 0; i < p->domain_count; i++) {
            REQUIRE(p->domains[i].cpupool <= p->cpupool_count);
            if (bits_within(&p->domains[i].start_after, &started))
                bits_add(&started, i);
        }
    }
    for (uint32_t i = 0; i < p->domain_count; i++)
        REQUIRE(bits_has(&started, i));
}

static void try_form(const void *blob, size_t size, enum lcm_form form)
{
    struct count count = {0};
    struct lcm_sink sink = {.report = take, .context = &count, .is_close = name_is_close};
    unsigned int errors = lcm_read(blob, size, form, &sink, &plan);
    size_t written_size;

    REQUIRE(errors == count.errors);
    if (errors != 0)
        return;
    REQUIRE(tree_total(blob, size) != 0);
    REQUIRE(plan.domain_count >= 1 && plan.domain_count <= LCM_DOMAINS_MAX);
    demand_dom0(&plan);
    demand_functions(&plan);
    demand_bounds(&plan);
    if (form == LCM_FORM_SOURCE)
        give_payloads();
    else
        move_payloads();
    written_size = lcm_write(&plan, written, sizeof(written));
    REQUIRE(written_size != 0);
    REQUIRE(lcm_read(written, written_size, LCM_FORM_COMPILED, &sink, &again) == 0);
    REQUIRE(!plans_differ(&plan, &again));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    void *blob = malloc(size == 0 ? 1 : size);
    enum lcm_form form;

    if (!blob)
        return 0;
    if (size != 0)
        memcpy(blob, data, size);
    (void)lcm_form_of(blob, size, &form);
    try_form(blob, size, LCM_FORM_SOURCE);
    try_form(blob, size, LCM_FORM_COMPILED);
    free(blob);
    return 0;
}
