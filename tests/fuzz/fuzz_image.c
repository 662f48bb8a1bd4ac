/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Fuzzes whole launch images, as the launcher uses them: open, verify, decode, read the kernels.
 */
#include <stdlib.h>
#include <string.h>

#include "core/kernel/elf.h"
#include "core/image/image.h"
#include "core/image/payload.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct image image;
static struct payload payload;

static void require(bool truth)
{
    if (!truth)
        abort();
}

static void fault_take(void *context, const struct lcm_fault *fault)
{
    (void)context;
    require(fault->check && fault->path && fault->text);
}

static bool kernel_read(void *context, uint64_t offset, void *target, size_t count)
{
    return payload_read(context, offset, target, count) == PAYLOAD_OK;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct lcm_sink sink = {.report = fault_take, .context = NULL};
    uint8_t uuid[LCM_UUID_SIZE];

    if (image_open(&image, data, size, &sink) != 0)
        return 0;
    require(image.lcm_size <= size);
    for (uint32_t i = 1; i <= image.plan.payload_count; i++) {
        const struct lcm_payload *entry = &image.plan.payloads[i - 1];

        require(entry->offset >= image.lcm_size && entry->offset % IMAGE_ALIGN == 0);
        require(entry->stored_size <= size && entry->offset <= size - entry->stored_size);
        image_payload_verify(&image, i);
    }
    for (uint32_t i = 0; i < image.plan.domain_count; i++) {
        const struct lcm_domain *domain = &image.plan.domains[i];
        uint32_t index = domain->kernel.index;
        struct elf_kernel kernel;

        image_domain_uuid(&image, domain, uuid);
        require(index >= 1 && index <= image.plan.payload_count);
        if (payload_open(&payload, &image.plan.payloads[index - 1], image_payload(&image, index)) ==
            PAYLOAD_OK)
            elf_read(kernel_read, &payload, payload.size, &kernel);
    }
    return 0;
}
