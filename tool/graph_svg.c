/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * A set as a drawing: modules at the left, then the domains in columns, each behind all that it
 * starts after; domain 0, which starts last, at the right.
 */
#include <string.h>

#include "tool/graph.h"
#include "tool/show.h"
#include "tool/svg.h"

/* Pixels. */
enum {
    MARGIN = 24,
    TITLE = 56,
    MODULE_WIDTH = 210,
    DOMAIN_WIDTH = 250,
    GAP_X = 90,
    GAP_Y = 18,
    LINE = 17,
    PADDING = 10,
    COLUMN_BOXES = 6, /* more domains of a layer stand in a column of their own */
    HEAD = 8,         /* of an arrow */
};

static const char style[] =
    "text { font-family: 'DejaVu Sans', Verdana, sans-serif; font-size: 12px; fill: #333; }\n"
    ".page { fill: #fff; }\n"
    ".title { font-size: 18px; font-weight: bold; fill: #111; }\n"
    ".name { font-size: 14px; font-weight: bold; fill: #111; }\n"
    ".note { fill: #555; }\n"
    ".domain { fill: #e8f1f8; stroke: #37566b; }\n"
    ".dom0 { fill: #f0e6f6; stroke: #6a1b9a; stroke-width: 2; }\n"
    ".module { fill: #f7f7f2; stroke: #999; }\n"
    ".uses { fill: none; stroke: #bbb; stroke-dasharray: 4 3; }\n"
    ".order { fill: none; stroke: #37566b; stroke-width: 1.6; }\n"
    ".head { fill: #37566b; }\n";

struct box {
    double x, y, width, height;
};

struct drawing {
    const struct lcm_plan *plan;
    FILE *out;
    struct graph_modules modules;
    struct bits before[LCM_DOMAINS_MAX]; /* all that each starts after, at however many removes */
    struct box module_boxes[GRAPH_MODULES_MAX];
    struct box domain_boxes[LCM_DOMAINS_MAX];
    double width, height;
};

static double lines_height(const struct graph_lines *lines)
{
    return 2 * PADDING + lines->count * LINE;
}

/* How many domains stand before it on the longest way of the order; the plan has no cycle. */
static void layers_find(const struct lcm_plan *plan, unsigned int layers[LCM_DOMAINS_MAX])
{
    bool changed = true;
    unsigned int last = 0;

    memset(layers, 0, LCM_DOMAINS_MAX * sizeof(*layers));
    while (changed) {
        changed = false;
        for (uint32_t i = 0; i < plan->domain_count; i++) {
            for (uint32_t j = 0; j < plan->domain_count; j++) {
                if (bits_has(&plan->domains[i].start_after, j) && layers[i] <= layers[j]) {
                    layers[i] = layers[j] + 1;
                    changed = true;
                }
            }
        }
    }
    for (uint32_t i = 0; i < plan->domain_count; i++)
        last = plan->domains[i].domid != 0 && layers[i] > last ? layers[i] : last;
    for (uint32_t i = 0; i < plan->domain_count; i++) {
        if (plan->domains[i].domid == 0 && plan->domain_count > 1)
            layers[i] = last + 1;
    }
}

static void box_place(struct drawing *d, struct box *box, double x, double *y, double width,
                      const struct graph_lines *lines)
{
    *box = (struct box){x, *y, width, lines_height(lines)};
    *y += box->height + GAP_Y;
    d->width = x + width > d->width ? x + width : d->width;
    d->height = *y - GAP_Y > d->height ? *y - GAP_Y : d->height;
}

static void modules_place(struct drawing *d)
{
    double y = TITLE;

    for (unsigned int i = 0; i < d->modules.count; i++) {
        struct graph_lines lines;

        graph_module_lines(d->plan, d->modules.modules[i], &lines);
        box_place(d, &d->module_boxes[i], MARGIN, &y, MODULE_WIDTH, &lines);
    }
}

static void domains_place(struct drawing *d)
{
    unsigned int layers[LCM_DOMAINS_MAX], placed = 0;
    double x = MARGIN + MODULE_WIDTH + GAP_X;

    layers_find(d->plan, layers);
    for (unsigned int layer = 0; placed < d->plan->domain_count; layer++) {
        unsigned int in_column = 0;
        double y = TITLE;

        for (uint32_t i = 0; i < d->plan->domain_count; i++) {
            struct graph_lines lines;

            if (layers[i] != layer)
                continue;
            if (in_column == COLUMN_BOXES) {
                x += DOMAIN_WIDTH + GAP_X / 3.0;
                y = TITLE;
                in_column = 0;
            }
            graph_domain_lines(d->plan, &d->plan->domains[i], &lines);
            box_place(d, &d->domain_boxes[i], x, &y, DOMAIN_WIDTH, &lines);
            in_column++;
            placed++;
        }
        if (in_column)
            x += DOMAIN_WIDTH + GAP_X;
    }
}

static void box_draw(const struct drawing *d, const struct box *box, const char *class,
                     const struct graph_lines *lines)
{
    svg_rect(d->out, class, NULL, box->x, box->y, box->width, box->height, NULL);
    for (unsigned int i = 0; i < lines->count; i++)
        svg_text(d->out, i == 0 && strcmp(class, "module") != 0 ? "name" : "note", box->x + PADDING,
                 box->y + PADDING + LINE * (i + 0.75), "start", lines->lines[i]);
}

/* From the right side of one box to the left side of another, at a part of its height. */
static void link_draw(const struct drawing *d, const char *class, const struct box *from,
                      const struct box *to, double part, bool head)
{
    double x = to->x - (head ? HEAD / 2.0 : 0), y = to->y + to->height * part;

    svg_curve(d->out, class, from->x + from->width, from->y + from->height / 2, x, y);
    if (head)
        svg_arrow(d->out, "head", x, y - HEAD / 2.0, HEAD);
}

/* Through each domain in turn, what starts after it starts after all that is before it. */
static void before_find(struct drawing *d)
{
    uint32_t count = d->plan->domain_count;

    for (uint32_t i = 0; i < count; i++)
        d->before[i] = d->plan->domains[i].start_after;
    for (uint32_t through = 0; through < count; through++) {
        for (uint32_t i = 0; i < count; i++) {
            if (bits_has(&d->before[i], through))
                bits_merge(&d->before[i], &d->before[through]);
        }
    }
}

/* Whether an arrow says what others do not say already. */
static bool order_is_direct(const struct drawing *d, uint32_t first, uint32_t then)
{
    const struct bits *after = &d->plan->domains[then].start_after;

    if (!bits_has(after, first))
        return false;
    for (uint32_t i = 0; i < d->plan->domain_count; i++) {
        if (bits_has(after, i) && bits_has(&d->before[i], first))
            return false;
    }
    return true;
}

static void links_draw(const struct drawing *d)
{
    for (uint32_t i = 0; i < d->plan->domain_count; i++) {
        const struct lcm_domain *domain = &d->plan->domains[i];
        const struct box *box = &d->domain_boxes[i];

        link_draw(d, "uses", &d->module_boxes[graph_module_at(&d->modules, &domain->kernel)], box,
                  0.75, false);
        if (domain->ramdisk.present)
            link_draw(d, "uses", &d->module_boxes[graph_module_at(&d->modules, &domain->ramdisk)],
                      box, 0.9, false);
    }
    for (uint32_t i = 0; i < d->plan->domain_count; i++) {
        for (uint32_t j = 0; j < d->plan->domain_count; j++) {
            if (order_is_direct(d, j, i))
                link_draw(d, "order", &d->domain_boxes[j], &d->domain_boxes[i], 0.4, true);
        }
    }
}

static void boxes_draw(const struct drawing *d)
{
    struct graph_lines lines;

    for (unsigned int i = 0; i < d->modules.count; i++) {
        graph_module_lines(d->plan, d->modules.modules[i], &lines);
        box_draw(d, &d->module_boxes[i], "module", &lines);
    }
    for (uint32_t i = 0; i < d->plan->domain_count; i++) {
        graph_domain_lines(d->plan, &d->plan->domains[i], &lines);
        box_draw(d, &d->domain_boxes[i], d->plan->domains[i].domid == 0 ? "dom0" : "domain",
                 &lines);
    }
}

void graph_svg(const struct input *input, FILE *out)
{
    struct drawing d = {.plan = &input->image.plan, .out = out};
    const char *slash = strrchr(input->path, '/');

    graph_modules_find(d.plan, &d.modules);
    modules_place(&d);
    domains_place(&d);
    before_find(&d);
    d.width += MARGIN;
    d.height += MARGIN;
    svg_begin(out, (int)d.width, (int)d.height, style);
    svg_rect(out, "page", NULL, 0, 0, d.width, d.height, NULL);
    svg_text(out, "title", MARGIN, 32, "start", slash ? slash + 1 : input->path);
    links_draw(&d);
    boxes_draw(&d);
    svg_end(out);
}
