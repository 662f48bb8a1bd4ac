/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The timeline of a launch record, and what its files share: where things are on the page.
 */
#ifndef TOOL_DRAW_RECORD_PLOT_H
#define TOOL_DRAW_RECORD_PLOT_H

#include <stdbool.h>

#include "tool/show/record_show.h"

/* Pixels. */
enum {
    MARGIN = 14,
    BAR_HEIGHT = 16,
    ROW_HEIGHT = 44,
    LINE_HEIGHT = 14, /* of each further line of a cause */
};

enum { STEPS_SHOWN_MAX = 16, TEXT_MAX = 512 };

/* How wide a character of a note is at most, on average. */
#define PLOT_NOTE_ADVANCE 6.3

struct plot {
    FILE *out;
    const struct record *record;
    uint64_t end; /* of the axis, in nanoseconds; never 0 */
    double left;  /* where time 0 is */
    double plot_width;
    double y;                     /* where the next thing goes */
    size_t columns;               /* characters of a note that fit */
    int decimals;                 /* of the milliseconds in notes */
    uint64_t hand_over;           /* 0: there was none */
    bool states[RECORD_HELD + 1]; /* those that a domain is in */
    bool has_readiness;           /* a domain had to become ready */
    bool has_restarts;
    bool has_missed; /* a budget was missed */
    uint32_t order[RECORD_DOMAINS_MAX];
    struct {
        const char *name;
        const char *colour;
        bool seen; /* took some time somewhere */
    } steps[STEPS_SHOWN_MAX];
    uint32_t step_count;
};

/* -- record_plot.c --------------------------------------------------------------------------- */

/* The boot as a timeline in SVG. */
void record_plot(const struct record *record, FILE *out);

/* -- record_plot_measure.c ------------------------------------------------------------------- */

/* Fills all but `out`, `record` and `y`. */
void plot_measure(struct plot *p);
double plot_time_x(const struct plot *p, uint64_t time);
double plot_row_height(const struct plot *p, const struct record_domain *d);
/* The colour of a step, NULL where it has none. */
const char *plot_step_colour(const struct plot *p, const char *name);
/* Says why the domain failed; false when it did not. */
bool plot_failure_text(const struct record_domain *d, char text[TEXT_MAX]);
/* Says what there was in its life; false when there was nothing. */
bool plot_life_text(const struct plot *p, const struct record_domain *d, char text[TEXT_MAX]);
/* Length of the first line of a text that is broken between words; where the next one begins. */
size_t plot_line_length(const char *text, size_t columns);
const char *plot_line_next(const char *text, size_t columns);

/* -- record_plot_domain.c -------------------------------------------------------------------- */

/* A bar from one time to another at `y`; `fill` as for svg_rect(), `what` says more of it. */
void plot_bar(const struct plot *p, const char *class, const char *fill, uint64_t from, uint64_t to,
              const char *what);
/* One row; `y` then is where the next begins. */
void plot_domain(struct plot *p, const struct record_domain *d);

#endif
