/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Where things are on the timeline's page.
 */
#include <string.h>

#include "core/lcm/lcm.h"
#include "tool/draw/record_plot.h"
#include "tool/show/record_life.h"

enum {
    LAUNCH_WIDTH = 900, /* what the launch itself shall have */
    PLOT_WIDTH_MAX = 1800,
    LABELS_WIDTH_MIN = 230,
};

/* How wide a character of a name is at most, on average. */
#define NAME_ADVANCE 8.2

/* In a boot shorter than this, microseconds count. */
#define SHORT_NS UINT64_C(10000000)

/* Colours of steps; red is for failures alone. */
static const char *const colours[STEPS_SHOWN_MAX] = {
    "#4e79a7", "#a0cbe8", "#76b7b2", "#f1ce63", "#f28e2b", "#b07aa1", "#9c755f", "#1b9e9a",
    "#d4a6c8", "#b6992d", "#86bcb6", "#ffbe7d", "#79706e", "#7f7fd5", "#b8cc52", "#c9b18f",
};

static uint64_t time_later(uint64_t a, uint64_t b)
{
    return a > b ? a : b;
}

double plot_time_x(const struct plot *p, uint64_t time)
{
    double share = (double)(time < p->end ? time : p->end) / (double)p->end;

    return p->left + share * p->plot_width;
}

/* A step has its colour by its place among all, so that the same ones look alike in every plot. */
static void step_note(struct plot *p, const struct record_step *step)
{
    uint32_t i = 0;

    while (i < p->step_count && strcmp(p->steps[i].name, step->name) != 0)
        i++;
    if (i == STEPS_SHOWN_MAX)
        return;
    if (i == p->step_count)
        p->step_count++;
    p->steps[i].name = step->name;
    p->steps[i].colour = colours[i];
    p->steps[i].seen = p->steps[i].seen || step->took_ns > 0;
}

/* Domains in the order in which their building began; those of which none did come last. */
static void domains_sort(struct plot *p)
{
    const struct record *record = p->record;

    for (uint32_t i = 0; i < record->domain_count; i++) {
        uint64_t began = record->domains[i].began_ns - 1;
        uint32_t at = i;

        for (; at > 0 && record->domains[p->order[at - 1]].began_ns - 1 > began; at--)
            p->order[at] = p->order[at - 1];
        p->order[at] = i;
    }
}

void plot_measure(struct plot *p)
{
    const struct record *record = p->record;
    double labels = LABELS_WIDTH_MIN;
    uint64_t launch;

    p->end = time_later(time_later(record->entered_ns, record->recorded_ns), 1);
    for (uint32_t i = 0; i < record->domain_count; i++) {
        const struct record_domain *d = &record->domains[i];
        double width = (double)strlen(d->name) * NAME_ADVANCE + 2 * MARGIN;

        p->states[d->state] = true;
        p->has_readiness |= d->ready != LCM_READY_STARTED && d->started_ns > 0;
        p->has_restarts |= d->restart_count > 0;
        p->has_missed |= record_budget_missed(record, d);
        p->end = time_later(p->end, time_later(d->ready_ns, d->ended_ns));
        p->end =
            time_later(p->end, time_later(d->began_ns, time_later(d->created_ns, d->started_ns)));
        if (d->state == RECORD_HANDED_OVER)
            p->hand_over = d->started_ns;
        for (uint32_t j = 0; j < d->step_count; j++)
            step_note(p, &d->steps[j]);
        labels = width > labels ? width : labels;
    }
    p->decimals = p->end < SHORT_NS ? 3 : 1;
    launch = p->end - record->entered_ns;
    p->left = labels;
    p->plot_width = PLOT_WIDTH_MAX;
    if ((double)launch * PLOT_WIDTH_MAX > (double)p->end * LAUNCH_WIDTH)
        p->plot_width = (double)p->end * LAUNCH_WIDTH / (double)launch;
    p->columns = (size_t)(p->plot_width / PLOT_NOTE_ADVANCE);
    domains_sort(p);
}

size_t plot_line_length(const char *text, size_t columns)
{
    size_t length = strlen(text);

    if (length <= columns)
        return length;
    for (length = columns; length > 0 && text[length] != ' '; length--)
        ;
    return length > 0 ? length : columns;
}

const char *plot_line_next(const char *text, size_t columns)
{
    text += plot_line_length(text, columns);
    return *text == ' ' ? text + 1 : text;
}

bool plot_failure_text(const struct record_domain *d, char text[TEXT_MAX])
{
    const char *cause = *d->cause ? d->cause : "the record gives no cause";

    if (d->state == RECORD_HELD)
        snprintf(text, TEXT_MAX, "held back: %s", cause);
    else if (d->state == RECORD_FAILED)
        snprintf(text, TEXT_MAX, "failed%s%s: %s", *d->step ? " at step " : "", d->step, cause);
    return record_has_cause(d->state);
}

bool plot_life_text(const struct plot *p, const struct record_domain *d, char text[TEXT_MAX])
{
    struct text life;

    text_init(&life, text, TEXT_MAX);
    return record_life(p->record, d, &life);
}

double plot_row_height(const struct plot *p, const struct record_domain *d)
{
    char text[TEXT_MAX];
    double height = ROW_HEIGHT;

    if (plot_life_text(p, d, text))
        for (const char *line = text; *line; line = plot_line_next(line, p->columns))
            height += LINE_HEIGHT;

    if (plot_failure_text(d, text))
        for (const char *line = plot_line_next(text, p->columns); *line;
             line = plot_line_next(line, p->columns))
            height += LINE_HEIGHT;
    return height;
}

const char *plot_step_colour(const struct plot *p, const char *name)
{
    for (uint32_t i = 0; i < p->step_count; i++)
        if (strcmp(p->steps[i].name, name) == 0)
            return p->steps[i].colour;
    return NULL;
}
