/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * A set as a picture: domains with their roles and modules, and the order in which they start.
 */
#ifndef TOOL_DRAW_GRAPH_H
#define TOOL_DRAW_GRAPH_H

#include <stdio.h>

#include "tool/read/input.h"

/* What a domain is, in a few lines of text. */
enum { GRAPH_LINES_MAX = 7, GRAPH_LINE_SIZE = 64, GRAPH_TEXT_SIZE = 256 };
struct graph_lines {
    unsigned int count;
    char lines[GRAPH_LINES_MAX][GRAPH_LINE_SIZE];
};

void graph_domain_lines(const struct lcm_plan *plan, const struct lcm_domain *domain,
                        struct graph_lines *lines);
/* What a PCI device of a domain is. */
void graph_pci_lines(const struct lcm_plan *plan, const struct lcm_device *device,
                     struct graph_lines *lines);
/* What is loaded into Xen itself; the name alone where nothing is. */
void graph_xen_lines(const struct lcm_plan *plan, struct graph_lines *lines);

/* Text that Graphviz draws. In tool/draw/graph_dot.c. */
void graph_dot(const struct input *input, FILE *out);

#endif
