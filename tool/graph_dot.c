/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * A set as text for Graphviz.
 */
#include "tool/graph.h"

/* The lines of a box as a quoted label; names and files may hold anything printable. */
static void label_print(FILE *out, const struct graph_lines *lines)
{
    fputs("label=\"", out);
    for (unsigned int i = 0; i < lines->count; i++) {
        fputs(i ? "\\n" : "", out);
        for (const char *c = lines->lines[i]; *c; c++) {
            if (*c == '"' || *c == '\\')
                fputc('\\', out);
            fputc(*c < ' ' || *c > '~' ? '?' : *c, out);
        }
    }
    fputc('"', out);
}

static void edge_print(FILE *out, unsigned int module, uint32_t domain, const char *what)
{
    fprintf(out, "  m%u -> d%u [style=dashed, color=gray, label=\"%s\"];\n", module, domain, what);
}

void graph_dot(const struct input *input, FILE *out)
{
    const struct lcm_plan *plan = &input->image.plan;
    struct graph_modules modules;
    struct graph_lines lines;

    graph_modules_find(plan, &modules);
    fputs("digraph set {\n  rankdir=LR;\n  node [shape=box, fontname=\"sans-serif\"];\n", out);
    for (unsigned int i = 0; i < modules.count; i++) {
        graph_module_lines(plan, modules.modules[i], &lines);
        fprintf(out, "  m%u [shape=note, color=gray, ", i);
        label_print(out, &lines);
        fputs("];\n", out);
    }
    for (uint32_t i = 0; i < plan->domain_count; i++) {
        graph_domain_lines(plan, &plan->domains[i], &lines);
        fprintf(out, "  d%u [%s", i, plan->domains[i].domid == 0 ? "style=bold, " : "");
        label_print(out, &lines);
        fputs("];\n", out);
    }
    for (uint32_t i = 0; i < plan->domain_count; i++) {
        const struct lcm_domain *domain = &plan->domains[i];

        edge_print(out, graph_module_at(&modules, &domain->kernel), i, "kernel");
        if (domain->ramdisk.present)
            edge_print(out, graph_module_at(&modules, &domain->ramdisk), i, "ramdisk");
        for (uint32_t j = 0; j < plan->domain_count; j++) {
            if (bits_has(&domain->start_after, j))
                fprintf(out, "  d%u -> d%u [label=\"then\"];\n", j, i);
        }
    }
    fputs("}\n", out);
}
