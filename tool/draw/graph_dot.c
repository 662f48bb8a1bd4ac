/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * A set as text for Graphviz: each domain at the right of all that it starts after, and domain 0,
 * which starts last, at the right of all; lines from those that serve devices to those that have
 * them; and boxes for PCI devices.
 */
#include <string.h>

#include "core/lcm/device.h"
#include "tool/draw/graph.h"
#include "tool/base/printable.h"

static const char style[] =
    "  rankdir=LR;\n"
    "  ranksep=0.6;\n"
    "  nodesep=0.2;\n"
    "  bgcolor=white;\n"
    "  fontname=\"DejaVu Sans\";\n"
    "  labelloc=t;\n"
    "  node [shape=box, style=filled, fontname=\"DejaVu Sans\", fontsize=11, color=\"#37566b\", "
    "fillcolor=\"#e8f1f8\"];\n"
    "  edge [fontname=\"DejaVu Sans\", fontsize=9, color=\"#37566b\", fontcolor=\"#37566b\"];\n";

/* Text in a label in HTML's manner. Foreign: names of files may hold anything. */
static void escaped_print(FILE *out, const char *text)
{
    char printable[GRAPH_TEXT_SIZE];

    for (const char *c = printable_text(text, printable, sizeof(printable)); *c; c++)
        if (*c == '&')
            fputs("&amp;", out);
        else if (*c == '<')
            fputs("&lt;", out);
        else if (*c == '>')
            fputs("&gt;", out);
        else if (*c == '"')
            fputs("&quot;", out);
        else
            fputc(*c, out);
}

/* A box: its first line is a name and bold. */
static void box_print(FILE *out, const char *name, const char *look,
                      const struct graph_lines *lines)
{
    fprintf(out, "  %s [%s%slabel=<<b>", name, look ? look : "", look ? ", " : "");
    escaped_print(out, lines->lines[0]);
    fputs("</b><br align=\"left\"/>", out);
    for (unsigned int i = 1; i < lines->count; i++) {
        escaped_print(out, lines->lines[i]);
        fputs("<br align=\"left\"/>", out);
    }
    fputs(">];\n", out);
}

/* Through each domain in turn, what starts after it starts after all that is before it. */
static void before_find(const struct lcm_plan *plan, struct bits before[LCM_DOMAINS_MAX])
{
    for (uint32_t i = 0; i < plan->domain_count; i++)
        before[i] = plan->domains[i].start_after;
    for (uint32_t through = 0; through < plan->domain_count; through++) {
        for (uint32_t i = 0; i < plan->domain_count; i++)
            if (bits_has(&before[i], through))
                bits_merge(&before[i], &before[through]);
    }
}

/* Whether an arrow says what others do not say already. */
static bool order_is_direct(const struct lcm_plan *plan, const struct bits *before, uint32_t first,
                            uint32_t then)
{
    const struct bits *after = &plan->domains[then].start_after;

    if (!bits_has(after, first))
        return false;
    for (uint32_t i = 0; i < plan->domain_count; i++)
        if (bits_has(after, i) && bits_has(&before[i], first))
            return false;
    return true;
}

static bool domain_is_waited_for(const struct lcm_plan *plan, uint32_t domain)
{
    for (uint32_t i = 0; i < plan->domain_count; i++)
        if (bits_has(&plan->domains[i].start_after, domain))
            return true;
    return false;
}

static void order_print(const struct lcm_plan *plan, FILE *out)
{
    struct bits before[LCM_DOMAINS_MAX];

    before_find(plan, before);
    for (uint32_t then = 0; then < plan->domain_count; then++) {
        bool last = plan->domains[then].domid == 0;

        for (uint32_t first = 0; first < plan->domain_count; first++)
            if (order_is_direct(plan, before, first, then))
                fprintf(out, "  d%u -> d%u;\n", first, then);
            else if (last && first != then && !domain_is_waited_for(plan, first))
                fprintf(out, "  d%u -> d%u [style=dashed, label=\"last\"];\n", first, then);
    }
}

/* A disk or a card, in a line of its own. */
static void device_print(const struct lcm_plan *plan, const struct lcm_device *device, FILE *out)
{
    char line[GRAPH_TEXT_SIZE], mac[DEVICE_MAC_TEXT_SIZE];

    if (device->kind == LCM_DEVICE_DISK) {
        snprintf(line, sizeof(line), "%s: %s%s", device->device, device->target,
                 device->access == LCM_ACCESS_RO ? ", ro" : "");
    } else {
        device_mac_text(plan, device, mac);
        snprintf(line, sizeof(line), "%s%s%s", mac, device->bridge ? " on " : "",
                 device->bridge ? device->bridge : "");
    }
    escaped_print(out, line);
    fputs("<br align=\"left\"/>", out);
}

/* A line from each backend to each domain that it serves; it moves no box. */
static void devices_print(const struct lcm_plan *plan, FILE *out)
{
    for (uint32_t backend = 0; backend < plan->domain_count; backend++) {
        for (uint32_t domain = 0; domain < plan->domain_count; domain++) {
            bool is_open = false;

            for (uint32_t i = 0; i < plan->device_count; i++) {
                const struct lcm_device *device = &plan->devices[i];

                if (device->domain != domain || device->backend != backend ||
                    device->kind == LCM_DEVICE_PCI)
                    continue;
                if (!is_open)
                    fprintf(out,
                            "  d%u -> d%u [style=dotted, arrowhead=none, constraint=false, "
                            "label=<",
                            backend, domain);
                is_open = true;
                device_print(plan, device, out);
            }
            fputs(is_open ? ">];\n" : "", out);
        }
    }
}

/* A box for each PCI device, beside its domain. */
static void pci_print(const struct lcm_plan *plan, FILE *out)
{
    for (uint32_t i = 0; i < plan->device_count; i++) {
        const struct lcm_device *device = &plan->devices[i];
        struct graph_lines lines;
        char name[sizeof("p4294967295")];

        if (device->kind != LCM_DEVICE_PCI)
            continue;
        graph_pci_lines(plan, device, &lines);
        snprintf(name, sizeof(name), "p%u", i);
        box_print(out, name, "color=\"#8a6d1d\", fillcolor=\"#fbf3dc\"", &lines);
        fprintf(out,
                "  { rank=same; %s; d%u; }\n  %s -> d%u [style=dotted, arrowhead=none, "
                "constraint=false];\n",
                name, device->domain, name, device->domain);
    }
}

/* A line from each owner to each peer, with what it is. Names are harmless. */
static void shares_print(const struct lcm_plan *plan, FILE *out)
{
    for (uint32_t i = 0; i < plan->share_count; i++) {
        const struct lcm_share *share = &plan->shares[i];

        fprintf(out,
                "  d%u -> d%u [style=dotted, arrowhead=none, constraint=false, color=\"#8a5a00\", "
                "label=\"%s",
                share->domain, share->peer, share->name);
        if (share->kind == LCM_SHARE_MEMORY)
            fprintf(out, ": %u KiB%s", share->size_kib,
                    share->access == LCM_ACCESS_RO ? ", ro" : "");
        fputs("\"];\n", out);
    }
}

void graph_dot(const struct input *input, FILE *out)
{
    const struct lcm_plan *plan = &input->image.plan;
    const char *slash = strrchr(input->path, '/');
    struct graph_lines lines;

    fprintf(out, "digraph set {\n%s  label=<<b>", style);
    escaped_print(out, slash ? slash + 1 : input->path);
    fputs("</b>>;\n", out);
    graph_xen_lines(plan, &lines);
    if (lines.count > 1)
        box_print(out, "xen", "color=\"#999999\", fillcolor=\"#f7f7f2\"", &lines);
    for (uint32_t i = 0; i < plan->domain_count; i++) {
        bool dom0 = plan->domains[i].domid == 0;
        char name[sizeof("d4294967295")];

        graph_domain_lines(plan, &plan->domains[i], &lines);
        snprintf(name, sizeof(name), "d%u", i);
        box_print(out, name, dom0 ? "color=\"#6a1b9a\", fillcolor=\"#f0e6f6\", penwidth=2" : NULL,
                  &lines);
    }
    order_print(plan, out);
    devices_print(plan, out);
    pci_print(plan, out);
    shares_print(plan, out);
    fputs("}\n", out);
}
