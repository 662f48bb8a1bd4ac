/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * What cannot be less: in a launcher of its own (build/bench/launcher.elf), between creating and
 * starting, times by the launcher's own code what each domain needs at least: hashing and decoding
 * its payloads, copying what is loaded of them. Its memory was scrubbed as Xen gave it.
 */
#include <string.h>

#include "image/payload.h"
#include "launcher/clock.h"
#include "launcher/launcher.h"
#include "launcher/log.h"

/* The linker puts __wrap_X where X is called (--wrap); __real_X is the launcher's. */
void __real_launch_start(struct launch *launch);
void __wrap_launch_start(struct launch *launch);

static struct payload payload;
static uint8_t target[PAYLOAD_CHUNK];

static uint64_t hash_time(const struct launch *launch, const struct lcm_module *module)
{
    uint64_t began = clock_now();

    if (module->present && !image_payload_verify(&launch->image, module->index)) {
        log_line("limit: payload %u is damaged", module->index);
    }
    return clock_now() - began;
}

static uint64_t decode_time(const struct launch *launch, const struct lcm_module *module)
{
    uint64_t began = clock_now();

    if (!module->present) {
        return 0;
    }
    if (payload_open(&payload, &launch->image.plan.payloads[module->index - 1],
                     image_payload(&launch->image, module->index))) {
        log_line("limit: payload %u cannot be opened", module->index);
    }
    for (uint32_t i = 0; i < payload.chunk_count; i++) {
        if (payload_decode_chunk(&payload, i, target)) {
            log_line("limit: payload %u cannot be decoded", module->index);
        }
    }
    return clock_now() - began;
}

static uint64_t copy_time(uint64_t bytes)
{
    uint64_t began = clock_now();

    for (uint64_t done = 0; done < bytes; done += sizeof(target)) {
        memcpy(target, payload.cache, sizeof(target));
        /* Each of the copies is one that somebody may look at. */
        __asm__ volatile("" : : "r"(target) : "memory");
    }
    return clock_now() - began;
}

void __wrap_launch_start(struct launch *launch)
{
    for (uint32_t i = 0; i < launch->image.plan.domain_count; i++) {
        const struct lcm_domain *domain = &launch->image.plan.domains[i];
        const struct domain_record *record = &launch->domains[i];

        if (record->state != DOMAIN_PAUSED) {
            continue;
        }
        log_line("limit: %s built_ns=%lu calls=%lu loaded=%lu populate_ns=%lu hash_ns=%lu "
                 "decode_ns=%lu copy_ns=%lu",
                 domain->name, record->created - record->began, record->result.calls,
                 record->result.loaded, record->result.took[BUILD_POPULATE],
                 hash_time(launch, &domain->kernel) + hash_time(launch, &domain->ramdisk),
                 decode_time(launch, &domain->kernel) + decode_time(launch, &domain->ramdisk),
                 copy_time(record->result.loaded));
    }
    __real_launch_start(launch);
}
