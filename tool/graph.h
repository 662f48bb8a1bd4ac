/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * A set as a picture: domains with their roles, the order in which they start, and their modules.
 */
#ifndef TOOL_GRAPH_H
#define TOOL_GRAPH_H

#include <stdio.h>

#include "tool/input.h"

/* What a domain or a module is, in a few lines of text. */
enum { GRAPH_LINES_MAX = 5, GRAPH_LINE_SIZE = 64 };
struct graph_lines {
    unsigned int count;
    char lines[GRAPH_LINES_MAX][GRAPH_LINE_SIZE];
};

/* Every file or payload once, in the order of its first use. */
enum { GRAPH_MODULES_MAX = 2 * LCM_DOMAINS_MAX + 2 };
struct graph_modules {
    unsigned int count;
    const struct lcm_module *modules[GRAPH_MODULES_MAX];
};

void graph_domain_lines(const struct lcm_plan *plan, const struct lcm_domain *domain,
                        struct graph_lines *lines);
void graph_module_lines(const struct lcm_plan *plan, const struct lcm_module *module,
                        struct graph_lines *lines);
void graph_modules_find(const struct lcm_plan *plan, struct graph_modules *modules);
/* The number of a module among them; `count` for one that is not present. */
unsigned int graph_module_at(const struct graph_modules *modules, const struct lcm_module *module);

/* In tool/graph_dot.c and tool/graph_svg.c. */
void graph_dot(const struct input *input, FILE *out);
void graph_svg(const struct input *input, FILE *out);

#endif
