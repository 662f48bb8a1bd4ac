/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * A domain's row of the timeline: how it was built, waited, and ran or failed.
 */
#include <string.h>

#include "tool/draw/record_plot.h"
#include "tool/show/show.h"
#include "tool/draw/svg.h"

/* A text at the bar's start, or as near to it as the page allows. */
static void note_draw(const struct plot *p, const char *class, double x, double y, const char *text)
{
    double right = p->left + p->plot_width;

    if (x + (double)strlen(text) * PLOT_NOTE_ADVANCE > right)
        svg_text(p->out, class, right, y, "end", text);
    else
        svg_text(p->out, class, x, y, "start", text);
}

void plot_bar(const struct plot *p, const char *class, const char *fill, uint64_t from, uint64_t to,
              const char *what)
{
    char title[TEXT_MAX], took[MS_TEXT_SIZE];
    double x = plot_time_x(p, from);

    if (to <= from)
        return;
    record_ms(to, from, 3, took);
    snprintf(title, sizeof(title), "%s: %s ms", what, took);
    svg_rect(p->out, class, fill, x, p->y, plot_time_x(p, to) - x, BAR_HEIGHT, title);
}

/* The steps one after the other; what no step accounts for comes last. Returns where it ended. */
static uint64_t building_draw(const struct plot *p, const struct record_domain *d)
{
    uint64_t at = d->began_ns;
    uint64_t end = d->created_ns ? d->created_ns : p->end;

    for (uint32_t i = 0; i < d->step_count && at < end; i++) {
        const struct record_step *step = &d->steps[i];
        uint64_t took = step->took_ns < end - at ? step->took_ns : end - at;
        const char *colour = plot_step_colour(p, step->name);
        const char *class = colour ? "step" : "other";

        if (d->state == RECORD_FAILED && strcmp(step->name, d->step) == 0)
            plot_bar(p, "bad", NULL, at, at + took, step->name);
        else
            plot_bar(p, class, colour, at, at + took, step->name);
        at += took;
    }
    if (d->created_ns)
        plot_bar(p, "other", NULL, at, end, "between steps");
    return d->created_ns ? d->created_ns : at;
}

static void life_draw(const struct plot *p, const struct record_domain *d)
{
    uint64_t recorded = p->record->recorded_ns;
    uint64_t end = recorded > d->started_ns ? recorded : d->started_ns;
    uint64_t waited = d->started_ns ? d->started_ns : end;

    if (d->created_ns)
        plot_bar(p, "waiting", NULL, d->created_ns, waited, "waits, paused");
    if (!d->started_ns)
        return;
    if (d->state == RECORD_ENDED) {
        plot_bar(p, "ended", NULL, d->started_ns, end, "started, and had ended by then");
        return;
    }
    plot_bar(p, "running", NULL, d->started_ns, end, "runs");
    svg_arrow(p->out, d->state == RECORD_HANDED_OVER ? "handed" : "goes-on",
              plot_time_x(p, end) + 1, p->y, BAR_HEIGHT);
}

static void failure_draw(const struct plot *p, const struct record_domain *d, uint64_t ended)
{
    double x = plot_time_x(p, d->began_ns);
    double y = p->y + BAR_HEIGHT + LINE_HEIGHT;
    char text[TEXT_MAX], line[TEXT_MAX];

    /* However short that step was, it is seen. */
    if (d->began_ns)
        svg_rect(p->out, "bad", NULL, plot_time_x(p, ended), p->y - 2, 4, BAR_HEIGHT + 4, d->step);
    plot_failure_text(d, text);
    /* More than one line begins at the left, where all of it fits. */
    if (strlen(text) > p->columns)
        x = p->left;
    for (const char *rest = text; *rest; rest = plot_line_next(rest, p->columns)) {
        snprintf(line, sizeof(line), "%.*s", (int)plot_line_length(rest, p->columns), rest);
        note_draw(p, "bad", x, y, line);
        y += LINE_HEIGHT;
    }
}

static void success_draw(const struct plot *p, const struct record_domain *d)
{
    char text[TEXT_MAX], built[MS_TEXT_SIZE], started[MS_TEXT_SIZE], loaded[SIZE_TEXT_SIZE];
    const char *end = d->state == RECORD_ENDED ? "; has ended" : "";

    record_ms(d->created_ns, d->began_ns, p->decimals, built);
    record_ms(d->started_ns, p->record->entered_ns, p->decimals, started);
    show_size(d->loaded, loaded);
    snprintf(text, sizeof(text),
             "built in %s ms, %s %s ms after the launcher's entry%s; %s loaded, %llu hypercalls",
             built, d->state == RECORD_HANDED_OVER ? "took its place" : "started", started, end,
             loaded, (unsigned long long)d->hypercalls);
    note_draw(p, "note", plot_time_x(p, d->began_ns), p->y + BAR_HEIGHT + LINE_HEIGHT, text);
}

void plot_domain(struct plot *p, const struct record_domain *d)
{
    double height = plot_row_height(p, d);
    char text[TEXT_MAX], memory[SIZE_TEXT_SIZE];
    bool failed = d->state == RECORD_FAILED;
    uint64_t ended;

    svg_text(p->out, failed ? "badname" : "name", MARGIN, p->y + 13, "start", d->name);
    show_size(d->memory_kib * 1024, memory);
    snprintf(text, sizeof(text), "domid %u, %s, %u vCPU%s, %s", d->domid, record_mode_name(d->mode),
             d->cpus, d->cpus == 1 ? "" : "s", memory);
    svg_text(p->out, "note", MARGIN, p->y + BAR_HEIGHT + LINE_HEIGHT, "start", text);
    ended = d->began_ns ? building_draw(p, d) : 0;
    if (failed) {
        failure_draw(p, d, ended);
    } else {
        life_draw(p, d);
        success_draw(p, d);
    }
    p->y += height;
    svg_line(p->out, "rule", MARGIN, p->y - 8, p->left + p->plot_width, p->y - 8);
}
