/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * What stands in the boxes of a graph.
 */
#include "tool/draw/graph.h"

#include <string.h>

#include "core/base/text.h"
#include "tool/show/show.h"
#include "tool/show/traits.h"

static struct text line_begin(struct graph_lines *lines)
{
    struct text text;

    text_init(&text, lines->lines[lines->count++], GRAPH_LINE_SIZE);
    return text;
}

static void line_end(const struct text *text)
{
    if (text->cut)
        memcpy(text->buffer + GRAPH_LINE_SIZE - sizeof("..."), "...", sizeof("..."));
}

/* A line of names, where there are any. */
static void names_line(struct graph_lines *lines, enum lcm_bits kind, uint32_t bits)
{
    struct text text;
    const char *name;
    uint32_t bit;

    if (bits == 0)
        return;
    text = line_begin(lines);
    text_append(&text, "%s ", kind == LCM_BITS_FUNCTIONS ? "serves" : "may");
    for (unsigned int i = 0; (name = lcm_bit_name(kind, i, &bit)); i++)
        if (bits & bit)
            text_append(&text, "%s%s", bits & (bit - 1) ? ", " : "", name);
    line_end(&text);
}

/* What is loaded as what; a source names files, an image has payloads that were made of them. */
static void module_line(const struct lcm_plan *plan, const struct lcm_module *module,
                        const char *what, struct graph_lines *lines)
{
    const struct lcm_payload *payload = module->index ? &plan->payloads[module->index - 1] : NULL;
    const char *file = payload ? payload->file : module->file;
    char size[SIZE_TEXT_SIZE];
    struct text text;

    if (!module->present)
        return;
    text = line_begin(lines);
    text_append(&text, "%s %s", what, file ? file : "");
    if (payload) {
        show_size(payload->size, size);
        text_append(&text, "%spayload %u, %s", file ? ": " : "", module->index, size);
    }
    line_end(&text);
}

void graph_domain_lines(const struct lcm_plan *plan, const struct lcm_domain *domain,
                        struct graph_lines *lines)
{
    char memory[SIZE_TEXT_SIZE];
    struct text text;

    lines->count = 0;
    text = line_begin(lines);
    text_append(&text, "%s", domain->name);
    text = line_begin(lines);
    show_memory(domain, memory);
    text_append(&text, "domid %u, %s, %s", domain->domid,
                domain->mode == LCM_MODE_PV ? "PV" : "PVH", memory);
    line_end(&text);
    text = line_begin(lines);
    text_append(&text, "%u vCPU%s", domain->cpus, domain->cpus == 1 ? "" : "s");
    if (domain->cpupool) {
        text_append(&text, " in pool %s, CPUs ", plan->cpupools[domain->cpupool - 1].name);
        bits_append(&text, &plan->cpupools[domain->cpupool - 1].cpus);
    }
    line_end(&text);
    names_line(lines, LCM_BITS_CAPABILITIES, domain->capabilities);
    names_line(lines, LCM_BITS_FUNCTIONS, domain->functions);
    module_line(plan, &domain->kernel, "kernel", lines);
    module_line(plan, &domain->ramdisk, "ramdisk", lines);
}

void graph_pci_lines(const struct lcm_plan *plan, const struct lcm_device *device,
                     struct graph_lines *lines)
{
    struct trait trait = {.next = 0};
    struct text text;

    while (trait_next(plan, &plan->domains[device->domain], &trait) && trait.node != device->node)
        continue;
    lines->count = 0;
    text = line_begin(lines);
    text_append(&text, "%s", trait.name);
    text = line_begin(lines);
    text_append(&text, "%s", trait.text);
    line_end(&text);
}

void graph_xen_lines(const struct lcm_plan *plan, struct graph_lines *lines)
{
    struct text text;

    lines->count = 0;
    text = line_begin(lines);
    text_append(&text, "Xen");
    module_line(plan, &plan->microcode, "microcode", lines);
    module_line(plan, &plan->xsm_policy, "XSM policy", lines);
}
