/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Explains modules and addresses: whose they are, and what they hold.
 */
#include <stdio.h>
#include <string.h>

#include "core/image/digest.h"
#include "tool/base/tool.h"
#include "tool/show/explain.h"
#include "tool/show/memory_map.h"
#include "tool/show/show.h"

/* One row for each use of what `is_it` tells. */
static unsigned int users_rows(struct sheet *sheet, const struct input *input,
                               bool (*is_it)(const struct lcm_module *module, const void *what),
                               const void *what)
{
    const struct lcm_plan *plan = &input->image.plan;
    unsigned int count = 0;
    char node[LCM_PATH_SIZE];

    for (uint32_t i = 0; i < plan->domain_count; i++) {
        const struct lcm_module *const modules[] = {&plan->domains[i].kernel,
                                                    &plan->domains[i].ramdisk};

        for (unsigned int j = 0; j < 2; j++) {
            if (!modules[j]->present || !is_it(modules[j], what))
                continue;
            input_node_path(input, modules[j]->node, node, sizeof(node));
            sheet_row(sheet, j == 0 ? "kernel of" : "ramdisk of", node, "%s",
                      plan->domains[i].name);
            count++;
        }
    }
    if (plan->microcode.present && is_it(&plan->microcode, what) && ++count)
        sheet_row(sheet, "microcode of", NULL, "Xen");
    if (plan->xsm_policy.present && is_it(&plan->xsm_policy, what) && ++count)
        sheet_row(sheet, "XSM policy of", NULL, "Xen");
    return count;
}

static bool module_has_index(const struct lcm_module *module, const void *what)
{
    return module->index == *(const uint32_t *)what;
}

static bool module_has_file(const struct lcm_module *module, const void *what)
{
    return module->file && strcmp(module->file, what) == 0;
}

static void payload_rows(struct sheet *sheet, const struct input *input, uint32_t index)
{
    const struct lcm_payload *payload = &input->image.plan.payloads[index - 1];
    char size[SIZE_TEXT_SIZE], stored[SIZE_TEXT_SIZE];
    char digest[DIGEST_TEXT_SIZE], sha256[DIGEST_TEXT_SIZE];

    show_size(payload->size, size);
    show_size(payload->stored_size, stored);
    digest_text(payload->digest, digest);
    if (payload->file)
        sheet_row(sheet, "file", NULL, "%s", payload->file);
    sheet_number(sheet, "number", payload->offset);
    sheet_row(sheet, "offset", NULL, "0x%llx", (unsigned long long)payload->offset);
    sheet_number(sheet, "bytes", payload->stored_size);
    sheet_row(sheet, "stored", NULL, "%s (%llu bytes), %s", stored,
              (unsigned long long)payload->stored_size, show_encoding(payload->encoding));
    sheet_number(sheet, "bytes", payload->size);
    sheet_row(sheet, "size", NULL, "%s (%llu bytes)", size, (unsigned long long)payload->size);
    if (show_sha256(input, index, sha256))
        sheet_row(sheet, "sha256 of the stored", NULL, "%s", sha256);
    sheet_row(sheet, "digest in the LCM", NULL, "%s", digest);
    if (payload->cmdline_size)
        sheet_row(sheet, "command line", NULL, "at most %u characters", payload->cmdline_size);
    if (users_rows(sheet, input, module_has_index, &index) == 0)
        sheet_row(sheet, "used by", NULL, "nobody");
}

void explain_payload(struct sheet *sheet, const struct input *input, uint32_t index)
{
    char title[64];

    snprintf(title, sizeof(title), "payload %u", index);
    sheet_begin(sheet, title);
    payload_rows(sheet, input, index);
    sheet_end(sheet);
}

bool explain_file(struct sheet *sheet, const struct input *input, const char *file)
{
    const struct lcm_plan *plan = &input->image.plan;
    bool named = false;

    for (uint32_t i = 0; i < plan->domain_count; i++)
        named =
            named || module_has_file(&plan->domains[i].kernel, file) ||
            (plan->domains[i].ramdisk.present && module_has_file(&plan->domains[i].ramdisk, file));
    named = named || (plan->microcode.present && module_has_file(&plan->microcode, file)) ||
            (plan->xsm_policy.present && module_has_file(&plan->xsm_policy, file));
    if (!named)
        return false;
    sheet_begin(sheet, file);
    users_rows(sheet, input, module_has_file, file);
    sheet_end(sheet);
    return true;
}

bool explain_offset(struct sheet *sheet, const struct input *input, uint64_t offset)
{
    const struct image *image = &input->image;
    char title[64];

    if (offset >= image->size)
        return false;
    snprintf(title, sizeof(title), "byte 0x%llx of the image", (unsigned long long)offset);
    sheet_begin(sheet, title);
    if (offset < image->lcm_size) {
        sheet_range(sheet, 0, image->lcm_size - 1);
        sheet_row(sheet, "part of", NULL, "the compiled LCM, 0x0 to 0x%llx",
                  (unsigned long long)image->lcm_size - 1);
        sheet_end(sheet);
        return true;
    }
    for (uint32_t i = 1; i <= image->plan.payload_count; i++) {
        const struct lcm_payload *payload = &image->plan.payloads[i - 1];

        if (offset < payload->offset || offset - payload->offset >= payload->stored_size)
            continue;
        sheet_number(sheet, "number", i);
        sheet_row(sheet, "part of", NULL, "payload %u, its stored byte 0x%llx", i,
                  (unsigned long long)(offset - payload->offset));
        payload_rows(sheet, input, i);
        sheet_end(sheet);
        return true;
    }
    sheet_row(sheet, "part of", NULL, "the padding before a payload");
    sheet_end(sheet);
    return true;
}

bool explain_address(struct sheet *sheet, const struct input *input, const struct modules *modules,
                     uint32_t domain, uint64_t address)
{
    const struct lcm_domain *d = &input->image.plan.domains[domain];
    const struct memory_range *range;
    static struct memory_map map;
    static struct elf_kernel kernel;
    uint64_t ramdisk_size;
    char title[128], why[256] = "its files are missing";

    if (!domain_parts_find(input, modules, domain, &kernel, &ramdisk_size) ||
        !memory_map_make(&map, d, &kernel, ramdisk_size, why, sizeof(why))) {
        tool_complain("explain: domain %s: %s", d->name, why);
        return false;
    }
    snprintf(title, sizeof(title), "address 0x%llx of domain %s", (unsigned long long)address,
             d->name);
    sheet_begin(sheet, title);
    range = memory_map_find(&map, address);
    if (range)
        sheet_range(sheet, range->start, range->end - 1);
    if (range)
        sheet_row(sheet, "part of", NULL, "%s, 0x%llx to 0x%llx", range->what,
                  (unsigned long long)range->start, (unsigned long long)range->end - 1);
    else if (address < d->memory_kib * 1024)
        sheet_row(sheet, "part of", NULL, "memory in which the launcher puts nothing");
    else
        sheet_row(sheet, "part of", NULL, "nothing that the launcher lays out");
    sheet_end(sheet);
    return true;
}
