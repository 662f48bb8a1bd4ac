/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * What stands in the boxes of a graph, whatever draws it.
 */
#include "tool/graph.h"

#include <string.h>

#include "base/text.h"
#include "tool/show.h"

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
static void names_line(struct graph_lines *lines, bool function, uint32_t bits)
{
    struct text text;
    const char *name;
    uint32_t bit;

    if (bits == 0)
        return;
    text = line_begin(lines);
    text_append(&text, "%s ", function ? "serves" : "may");
    for (unsigned int i = 0; (name = lcm_bit_name(function, i, &bit)) != NULL; i++) {
        if (bits & bit)
            text_append(&text, "%s%s", bits & (bit - 1) ? ", " : "", name);
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
        text_append(&text, " in pool %u, CPUs ", domain->cpupool - 1);
        bits_append(&text, &plan->cpupools[domain->cpupool - 1].cpus);
    }
    line_end(&text);
    names_line(lines, false, domain->capabilities);
    names_line(lines, true, domain->functions);
}

void graph_module_lines(const struct lcm_plan *plan, const struct lcm_module *module,
                        struct graph_lines *lines)
{
    char use[USE_TEXT_SIZE], size[SIZE_TEXT_SIZE];
    struct text text;

    lines->count = 0;
    text = line_begin(lines);
    if (module->index == 0) {
        text_append(&text, "%s", module->file ? module->file : "(no file)");
        line_end(&text);
        return;
    }
    text_append(&text, "payload %u: %s", module->index, show_payload_use(plan, module->index, use));
    line_end(&text);
    text = line_begin(lines);
    show_size(plan->payloads[module->index - 1].size, size);
    text_append(&text, "%s", size);
}

static bool module_same(const struct lcm_module *a, const struct lcm_module *b)
{
    if (a->index || b->index)
        return a->index == b->index;
    return a->file && b->file ? strcmp(a->file, b->file) == 0 : a == b;
}

unsigned int graph_module_at(const struct graph_modules *modules, const struct lcm_module *module)
{
    unsigned int i = 0;

    while (i < modules->count && (!module->present || !module_same(modules->modules[i], module)))
        i++;
    return i;
}

static void module_add(struct graph_modules *modules, const struct lcm_module *module)
{
    if (module->present && graph_module_at(modules, module) == modules->count)
        modules->modules[modules->count++] = module;
}

void graph_modules_find(const struct lcm_plan *plan, struct graph_modules *modules)
{
    modules->count = 0;
    module_add(modules, &plan->microcode);
    module_add(modules, &plan->xsm_policy);
    for (uint32_t i = 0; i < plan->domain_count; i++) {
        module_add(modules, &plan->domains[i].kernel);
        module_add(modules, &plan->domains[i].ramdisk);
    }
}
