/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * A domain's row of the timeline: how it was built, waited, and ran or failed.
 */
#include <string.h>

#include "core/lcm/lcm.h"
#include "tool/draw/record_plot.h"
#include "tool/show/record_life.h"
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

/* From its start to its end, or as far as the record goes; up to where it was ready apart. */
static void run_draw(const struct plot *p, const struct record_domain *d, uint64_t end)
{
    bool ends = d->state == RECORD_ENDED;
    uint64_t ready = d->started_ns;

    if (d->ready != LCM_READY_STARTED)
        ready = d->ready_ns ? d->ready_ns : end;
    if (ready > end)
        ready = end;
    plot_bar(p, "starting", NULL, d->started_ns, ready, "runs, not ready yet");
    if (!ends)
        plot_bar(p, "running", NULL, ready, end, "runs");
    else if (d->ended_ns)
        plot_bar(p, "running", NULL, ready, end, "ran");
    else
        plot_bar(p, "ended", NULL, ready, end, "started, and had ended by then");
    if (!ends)
        svg_arrow(p->out, d->state == RECORD_HANDED_OVER ? "handed" : "goes-on",
                  plot_time_x(p, end) + 1, p->y, BAR_HEIGHT);
}

static void marks_draw(const struct plot *p, const struct record_domain *d)
{
    for (uint32_t i = 0; i < d->restart_count; i++) {
        double x = plot_time_x(p, d->restarts_ns[i]);

        svg_line(p->out, "restart", x, p->y - 2, x, p->y + BAR_HEIGHT + 2);
    }
    if (record_budget_missed(p->record, d)) {
        double x = plot_time_x(p, p->record->entered_ns + d->start_within_ms * UINT64_C(1000000));

        svg_line(p->out, "budget", x, p->y - 4, x, p->y + BAR_HEIGHT + 4);
    }
}

static void life_draw(const struct plot *p, const struct record_domain *d)
{
    uint64_t recorded = p->record->recorded_ns;
    uint64_t end = recorded > d->started_ns ? recorded : d->started_ns;
    uint64_t waited = d->started_ns ? d->started_ns : end;
    bool has_ended = d->state == RECORD_ENDED && d->ended_ns > d->started_ns;

    if (d->created_ns)
        plot_bar(p, "waiting", NULL, d->created_ns, waited, "waits, paused");
    if (!d->started_ns)
        return;
    run_draw(p, d, has_ended ? d->ended_ns : end);
    if (has_ended)
        plot_bar(p, "ended", NULL, d->ended_ns, end, "has ended");
}

/* Below each other; more than one line begins at the left, where all of it fits. */
static void lines_draw(const struct plot *p, const char *class, double x, double y,
                       const char *text)
{
    char line[TEXT_MAX];

    if (strlen(text) > p->columns)
        x = p->left;
    for (const char *rest = text; *rest; rest = plot_line_next(rest, p->columns)) {
        snprintf(line, sizeof(line), "%.*s", (int)plot_line_length(rest, p->columns), rest);
        note_draw(p, class, x, y, line);
        y += LINE_HEIGHT;
    }
}

/* Why it does not run: it failed, or was held back, which is nothing bad. */
static void failure_draw(const struct plot *p, const struct record_domain *d, uint64_t ended)
{
    bool failed = d->state == RECORD_FAILED;
    double x = plot_time_x(p, d->began_ns);
    double y = p->y + BAR_HEIGHT + LINE_HEIGHT;
    char text[TEXT_MAX];

    /* However short that step was, it is seen. */
    if (failed && d->began_ns)
        svg_rect(p->out, "bad", NULL, plot_time_x(p, ended), p->y - 2, 4, BAR_HEIGHT + 4, d->step);
    plot_failure_text(d, text);
    lines_draw(p, failed ? "bad" : "note", x, y, text);
}

/* What is known of it that went well. */
static void success_draw(const struct plot *p, const struct record_domain *d)
{
    char buffer[TEXT_MAX], built[MS_TEXT_SIZE], started[MS_TEXT_SIZE], loaded[SIZE_TEXT_SIZE];
    struct text text;

    text_init(&text, buffer, sizeof(buffer));
    record_ms(d->created_ns, d->began_ns, p->decimals, built);
    record_ms(d->started_ns, p->record->entered_ns, p->decimals, started);
    show_size(d->loaded, loaded);
    if (d->created_ns && d->began_ns)
        text_append(&text, "built in %s ms, ", built);
    if (d->started_ns)
        text_append(&text, "%s %s ms after the launcher's entry",
                    d->state == RECORD_HANDED_OVER ? "took its place" : "started", started);
    else
        text_append(&text, d->state == RECORD_STAGED ? "staged: starts when another fails"
                                                     : "not started yet");
    text_append(&text, "%s", d->state == RECORD_ENDED ? "; has ended" : "");
    if (RECORD_DOMAIN_KNOWS(d, loaded))
        text_append(&text, "; %s loaded, %llu hypercalls", loaded,
                    (unsigned long long)d->hypercalls);
    note_draw(p, "note", plot_time_x(p, d->began_ns), p->y + BAR_HEIGHT + LINE_HEIGHT, buffer);
}

void plot_domain(struct plot *p, const struct record_domain *d)
{
    double height = plot_row_height(p, d), below;
    char buffer[TEXT_MAX];
    bool failed = d->state == RECORD_FAILED;
    struct text text;
    uint64_t ended;

    svg_text(p->out, failed ? "badname" : "name", MARGIN, p->y + 13, "start", d->name);
    text_init(&text, buffer, sizeof(buffer));
    record_facts(d, &text);
    svg_text(p->out, "note", MARGIN, p->y + BAR_HEIGHT + LINE_HEIGHT, "start", buffer);
    ended = d->began_ns ? building_draw(p, d) : 0;
    if (record_has_cause(d->state)) {
        failure_draw(p, d, ended);
    } else {
        life_draw(p, d);
        success_draw(p, d);
    }
    marks_draw(p, d);
    /* The lines of its life are the last of the row. */
    if (plot_life_text(p, d, buffer)) {
        below = p->y + height - ROW_HEIGHT + BAR_HEIGHT + LINE_HEIGHT;
        for (const char *line = plot_line_next(buffer, p->columns); *line;
             line = plot_line_next(line, p->columns))
            below -= LINE_HEIGHT;
        lines_draw(p, "note", plot_time_x(p, d->began_ns), below, buffer);
    }
    p->y += height;
    svg_line(p->out, "rule", MARGIN, p->y - 8, p->left + p->plot_width, p->y - 8);
}
