/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The timeline of `hyperlaunch record plot`: from Xen's boot until the record was made.
 */
#include "tool/draw/record_plot.h"

#include <string.h>

#include "core/image/digest.h"
#include "tool/show/show.h"
#include "tool/draw/svg.h"

#define MS UINT64_C(1000000)

/* Pixels. */
enum {
    ARROW_ROOM = 30, /* at the right, for what goes on */
    TITLE_HEIGHT = 62,
    LEGEND_LINE = 20,
    AXIS_HEIGHT = 24,
    SPAN_HEIGHT = BAR_HEIGHT + 12,
    TICK_WIDTH_MIN = 70,
};

static const char style[] =
    "text { font-family: 'DejaVu Sans', Verdana, sans-serif; font-size: 11px; fill: #333; }\n"
    ".page { fill: #fff; }\n"
    ".title { font-size: 18px; font-weight: bold; fill: #111; }\n"
    ".name { font-size: 13px; font-weight: bold; fill: #111; }\n"
    ".note { fill: #555; }\n"
    ".inside { fill: #fff; }\n"
    ".bad { fill: #c01010; }\n"
    ".badname { font-size: 13px; font-weight: bold; fill: #c01010; }\n"
    ".grid { stroke: #ddd; }\n"
    ".rule { stroke: #eee; }\n"
    ".xen { fill: #78909c; }\n"
    ".launcher { fill: #37566b; }\n"
    ".other { fill: #cfcfcf; }\n"
    ".waiting { fill: #f4f4f4; stroke: #aaa; stroke-width: 0.8; }\n"
    ".running { fill: #bfe3c0; stroke: #2e7d32; stroke-width: 0.8; }\n"
    ".starting { fill: #fff3c4; stroke: #2e7d32; stroke-width: 0.8; }\n"
    ".restart { fill: #e65100; stroke: #e65100; stroke-width: 2; }\n"
    ".budget { fill: #ad1457; stroke: #ad1457; stroke-width: 2; }\n"
    ".goes-on { fill: #2e7d32; }\n"
    ".ended { fill: #ddd; stroke: #555; stroke-width: 0.8; }\n"
    ".handover { stroke: #6a1b9a; stroke-width: 1.5; stroke-dasharray: 5 3; }\n"
    ".handed { fill: #6a1b9a; }\n";

enum { IMAGE_TEXT_SIZE = 48 };

/* Which image was launched; nothing where the record does not say. */
static void image_words(const struct record *record, char text[IMAGE_TEXT_SIZE])
{
    char digest[DIGEST_TEXT_SIZE];

    digest_text(record->image_sha256, digest);
    (void)snprintf(text, IMAGE_TEXT_SIZE, "; LCM's sha256 %.16s...", digest);
    if (!RECORD_KNOWS(record, image_sha256))
        text[0] = '\0';
}

static void heading_draw(struct plot *p)
{
    const struct record *record = p->record;
    char text[TEXT_MAX], summary[128], loaded[SIZE_TEXT_SIZE], image[IMAGE_TEXT_SIZE];
    char entered[MS_TEXT_SIZE], took[MS_TEXT_SIZE];

    record_summary(record, summary, sizeof(summary));
    snprintf(text, sizeof(text), "%s on Xen %u.%u: %s",
             record->simulated ? "Simulated launch" : "Launch", record->xen_major,
             record->xen_minor, summary);
    svg_text(p->out, "title", MARGIN, 28, "start", text);
    record_ms(record->entered_ns, 0, p->decimals, entered);
    record_ms(record->recorded_ns, record->entered_ns, p->decimals, took);
    show_size(record_loaded(record), loaded);
    image_words(record, image);
    if (record->simulated)
        snprintf(text, sizeof(text),
                 "No machine was booted: each operation takes 1 us; %llu hypercalls, %s loaded%s",
                 (unsigned long long)record->hypercalls, loaded, image);
    else
        snprintf(text, sizeof(text), "Xen booted for %s ms, %s %s ms, %llu hypercalls, %s loaded%s",
                 entered, record->parsed ? "the log tells of then" : "then the launch took", took,
                 (unsigned long long)record->hypercalls, loaded, image);
    svg_text(p->out, "note", MARGIN, 47, "start", text);
    p->y = TITLE_HEIGHT;
}

/* One entry of the legend; begins a new line where the page ends. `out` is NULL to measure. */
static double entry_draw(struct plot *p, double x, const char *class, const char *fill,
                         const char *text, bool draw)
{
    double width = 20 + (double)strlen(text) * PLOT_NOTE_ADVANCE + 10;

    if (x + width > p->left + p->plot_width) {
        x = MARGIN;
        p->y += LEGEND_LINE;
    }
    if (draw) {
        svg_rect(p->out, class, fill, x, p->y, 12, 12, NULL);
        svg_text(p->out, "note", x + 17, p->y + 10, "start", text);
    }
    return x + width;
}

static void legend_draw(struct plot *p, bool draw)
{
    const struct {
        const char *class;
        const char *words;
        bool there;
    } states[] = {
        {"other", "between steps", true},
        {"waiting", "built, waits", true},
        {"starting", "runs, not ready yet", p->has_readiness},
        {"running", "runs", true},
        {"restart", "is started again", p->has_restarts},
        {"budget", "a budget ends that is missed", p->has_missed},
        {"ended", "has ended", p->states[RECORD_ENDED]},
        {"bad", "failed", p->states[RECORD_FAILED]},
        {"handed", "hand-over", p->states[RECORD_HANDED_OVER]},
    };
    double x = MARGIN;

    for (uint32_t i = 0; i < p->step_count; i++)
        if (p->steps[i].seen)
            x = entry_draw(p, x, "step", p->steps[i].colour, p->steps[i].name, draw);
    for (size_t i = 0; i < sizeof(states) / sizeof(states[0]); i++)
        if (states[i].there)
            x = entry_draw(p, x, states[i].class, NULL, states[i].words, draw);
    p->y += LEGEND_LINE + 8;
}

/* The smallest of 1, 2, 5, 10, ... nanoseconds between whose ticks labels have room. */
static uint64_t tick_interval(const struct plot *p)
{
    double least = TICK_WIDTH_MIN * (double)p->end / p->plot_width;
    uint64_t interval = 1;

    for (unsigned int i = 0; (double)interval < least; i++)
        interval = i % 3 == 1 ? interval / 2 * 5 : interval * 2;
    return interval;
}

static void tick_text(const struct plot *p, uint64_t time, char text[TEXT_MAX])
{
    uint64_t unit = p->end >= 10000 * MS ? 1000 * MS : MS;
    uint64_t billionths = time % unit * (1000 * MS / unit);
    int used = snprintf(text, TEXT_MAX, "%llu.%09llu", (unsigned long long)(time / unit),
                        (unsigned long long)billionths);

    while (text[used - 1] == '0')
        used--;
    if (text[used - 1] == '.')
        used--;
    snprintf(text + used, TEXT_MAX - (size_t)used, unit == MS ? " ms" : " s");
}

static void axis_draw(const struct plot *p, double top, double bottom)
{
    uint64_t interval = tick_interval(p);
    char text[TEXT_MAX];

    svg_text(p->out, "note", MARGIN, top - 5, "start", "since Xen's boot");
    for (uint64_t i = 0; i <= p->end / interval; i++) {
        double x = plot_time_x(p, i * interval);

        tick_text(p, i * interval, text);
        svg_line(p->out, "grid", x, top, x, bottom);
        svg_text(p->out, "note", x, top - 5, "middle", text);
        svg_text(p->out, "note", x, bottom + 14, "middle", text);
    }
}

/* A bar with its name; its duration inside where that fits, else on the side that has more room. */
static void span_draw(struct plot *p, const char *class, const char *name, const char *note,
                      uint64_t from, uint64_t to)
{
    double x = plot_time_x(p, from), end = plot_time_x(p, to);
    char text[TEXT_MAX], took[MS_TEXT_SIZE];

    record_ms(to, from, p->decimals, took);
    snprintf(text, sizeof(text), "%s ms%s", to > from ? took : "0", note);
    svg_text(p->out, "name", MARGIN, p->y + 13, "start", name);
    plot_bar(p, class, NULL, from, to, name);
    if (x + (double)strlen(text) * PLOT_NOTE_ADVANCE + 12 < end)
        svg_text(p->out, "inside", x + 6, p->y + 12, "start", text);
    else if (x - p->left > p->plot_width / 2)
        svg_text(p->out, "note", x - 6, p->y + 12, "end", text);
    else
        svg_text(p->out, "note", end + 6, p->y + 12, "start", text);
    p->y += SPAN_HEIGHT;
}

static void host_draw(struct plot *p)
{
    const struct record *record = p->record;
    char name[MS_TEXT_SIZE];

    snprintf(name, sizeof(name), "Xen %u.%u", record->xen_major, record->xen_minor);
    span_draw(p, "xen", name, "", 0, record->entered_ns);
    if (p->hand_over)
        span_draw(p, "launcher", "launcher", ", then the hand-over", record->entered_ns,
                  p->hand_over);
    else
        span_draw(p, "launcher", "launcher", ", then it stays", record->entered_ns,
                  record->recorded_ns);
    if (!p->hand_over)
        svg_arrow(p->out, "launcher", plot_time_x(p, record->recorded_ns) + 1, p->y - SPAN_HEIGHT,
                  BAR_HEIGHT);
}

/* Xen's bar ends in the left half, so beside it there is room for the words. */
static void hand_over_draw(const struct plot *p, double top)
{
    double x = plot_time_x(p, p->hand_over);
    char text[TEXT_MAX], time[MS_TEXT_SIZE];

    if (!p->hand_over)
        return;
    record_ms(p->hand_over, 0, p->decimals, time);
    snprintf(text, sizeof(text), "hand-over at %s ms", time);
    svg_line(p->out, "handover", x, top, x, p->y);
    svg_text(p->out, "handed", x - 6, top + 18, "end", text);
}

void record_plot(const struct record *record, FILE *out)
{
    struct plot plot = {.out = out, .record = record};
    double top, height;
    int page_width, page_height;

    plot_measure(&plot);
    plot.y = TITLE_HEIGHT;
    legend_draw(&plot, false);
    height = plot.y + AXIS_HEIGHT + 2 * SPAN_HEIGHT + AXIS_HEIGHT;
    for (uint32_t i = 0; i < record->domain_count; i++)
        height += plot_row_height(&plot, &record->domains[i]);
    page_width = (int)(plot.left + plot.plot_width) + ARROW_ROOM;
    page_height = (int)height;

    svg_begin(out, page_width, page_height, style);
    svg_rect(out, "page", NULL, 0, 0, page_width, page_height, NULL);
    heading_draw(&plot);
    legend_draw(&plot, true);
    plot.y += AXIS_HEIGHT;
    top = plot.y - 6;
    axis_draw(&plot, top, height - AXIS_HEIGHT);
    host_draw(&plot);
    for (uint32_t i = 0; i < record->domain_count; i++)
        plot_domain(&plot, &record->domains[plot.order[i]]);
    hand_over_draw(&plot, top);
    svg_end(out);
}
