/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Checks the payloads of a finished image with the reader that the launcher uses.
 */
#include <stdlib.h>
#include <string.h>

#include "core/image/payload.h"
#include "tool/base/tool.h"
#include "tool/unpack/kernel_config.h"
#include "tool/check/modules.h"
#include "tool/check/suit.h"

#define DAMAGED "the image is damaged: copy or build it again"

static bool payload_elf_read(void *context, uint64_t offset, void *target, size_t count)
{
    return payload_read(context, offset, target, count) == PAYLOAD_OK;
}

/* Decodes every chunk once; a digest proves the stored bytes, not that they decode. */
static enum payload_error payload_decode_all(struct payload *payload)
{
    for (uint32_t i = 0; i < payload->chunk_count; i++) {
        enum payload_error error = payload_decode_chunk(payload, i, payload->cache);

        if (error)
            return error;
    }
    return PAYLOAD_OK;
}

static bool payload_check(struct input *input, struct payload *payload, uint32_t index)
{
    const struct lcm_payload *entry = &input->image.plan.payloads[index - 1];
    char node[LCM_PATH_SIZE];
    enum payload_error error;

    input_node_path(input, entry->node, node, sizeof(node));
    if (!image_payload_verify(&input->image, index)) {
        report_error(&input->report, "image-digest", node, "hyperlaunch,digest",
                     "payload %u does not have the digest that the LCM gives; " DAMAGED, index);
        return false;
    }
    error = payload_open(payload, entry, image_payload(&input->image, index));
    if (!error)
        error = payload_decode_all(payload);
    if (error) {
        report_error(&input->report, "image-payload", node, NULL, "payload %u: %s; " DAMAGED, index,
                     payload_strerror(error));
        return false;
    }
    return true;
}

/* What its first bytes are of, where that is no ramdisk. The kernel was read from `payload`. */
static const char *ramdisk_look(struct input *input, struct payload *payload, uint32_t index)
{
    const struct lcm_payload *entry = &input->image.plan.payloads[index - 1];
    size_t size = entry->size < KERNEL_HEAD_SIZE ? (size_t)entry->size : KERNEL_HEAD_SIZE;
    uint8_t head[KERNEL_HEAD_SIZE];

    if (payload_open(payload, entry, image_payload(&input->image, index)) ||
        payload_read(payload, 0, head, size))
        return NULL;
    return kernel_kind(head, size);
}

static void domain_check(struct input *input, struct payload *payload, const bool *good,
                         const struct lcm_domain *domain)
{
    const struct lcm_payload *entries = input->image.plan.payloads;
    uint32_t kernel = domain->kernel.index, ramdisk = domain->ramdisk.index;
    char node[LCM_PATH_SIZE], text[256];
    struct elf_kernel elf;
    const char *ramdisk_kind;
    enum elf_error error;

    if (!good[kernel - 1] || (domain->ramdisk.present && !good[ramdisk - 1]))
        return;
    /* It opened before, and nothing has changed since. */
    if (payload_open(payload, &entries[kernel - 1], image_payload(&input->image, kernel)))
        return;
    error = elf_read(payload_elf_read, payload, payload->size, &elf);
    if (error) {
        input_node_path(input, domain->kernel.node, node, sizeof(node));
        kernel_error_text(error, text, sizeof(text));
        report_error(&input->report, "kernel-elf", node, NULL, "%s", text);
        return;
    }
    ramdisk_kind = domain->ramdisk.present ? ramdisk_look(input, payload, ramdisk) : NULL;
    domain_suit_check(input, domain,
                      &(struct suit_parts){
                          .kernel = &elf,
                          .cmdline_size = entries[kernel - 1].cmdline_size,
                          .is_linux = entries[kernel - 1].cmdline_size != 0,
                          .ramdisk_size = domain->ramdisk.present ? entries[ramdisk - 1].size : 0,
                          .ramdisk_kind = ramdisk_kind,
                      });
}

int payloads_check(struct input *input)
{
    const struct lcm_plan *plan = &input->image.plan;
    struct payload *payload = calloc(1, sizeof(*payload));
    bool good[LCM_MODULES_MAX];

    if (!payload) {
        tool_complain("out of memory");
        return TOOL_FAILED;
    }
    for (uint32_t i = 1; i <= plan->payload_count; i++)
        good[i - 1] = payload_check(input, payload, i);
    for (uint32_t i = 0; i < plan->domain_count; i++)
        domain_check(input, payload, good, &plan->domains[i]);
    free(payload);
    return input->report.errors ? TOOL_FAULT : TOOL_FINE;
}
