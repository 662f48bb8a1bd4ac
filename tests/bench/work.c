/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Times, by the launcher's own code, what each domain needs at least.
 */
#include <string.h>

#include "tests/bench/work.h"

/* What is decoded goes where the reader keeps a chunk: the launcher has no room for another. */
static bool module_decode(struct payload *payload, const struct image *image,
                          const struct lcm_module *module)
{
    const struct lcm_payload *entry = &image->plan.payloads[module->index - 1];
    bool good = payload_open(payload, entry, image_payload(image, module->index)) == PAYLOAD_OK;

    for (uint32_t i = 0; good && i < payload->chunk_count; i++)
        good = payload_decode_chunk(payload, i, payload->cache) == PAYLOAD_OK;
    return good;
}

/* From one half of a chunk to the other. */
static void bytes_copy(struct payload *payload, uint64_t count)
{
    const size_t half = sizeof(payload->cache) / 2;

    for (uint64_t done = 0; done < count; done += half) {
        memcpy(payload->cache + half, payload->cache, half);
        /* Each of the copies is one that somebody may look at. */
        __asm__ volatile("" : : "r"(payload->cache) : "memory");
    }
}

struct work work_time(const struct image *image, const struct lcm_domain *domain, uint64_t loaded,
                      struct payload *payload, uint64_t (*now)(void))
{
    const struct lcm_module *modules[] = {&domain->kernel, &domain->ramdisk};
    struct work work = {0};
    uint64_t began;

    for (unsigned int i = 0; i < 2; i++) {
        if (!modules[i]->present)
            continue;
        began = now();
        work.failed = !image_payload_verify(image, modules[i]->index) || work.failed;
        work.hash += now() - began;
        began = now();
        work.failed = !module_decode(payload, image, modules[i]) || work.failed;
        work.decode += now() - began;
    }
    began = now();
    bytes_copy(payload, loaded);
    work.copy = now() - began;
    return work;
}
