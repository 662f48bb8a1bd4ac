/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Xen's serial port: a buffer that the line empties at its speed, and that loses what does not fit
 * (__serial_putc in xen/drivers/char/serial.c).
 */
#include "sim/line.h"
#include "sim/alloc.h"
#include "sim/sim.h"
#include "sim/state.h"

enum { LINE_BUFFER = 16384 };

#define SECOND UINT64_C(1000000000)

/* Lets the line send what it could since the last look. */
static void line_send(struct sim *sim)
{
    struct sim_line *line = &sim->line;
    uint64_t now = sim->shared->vcpu_info[0].time.system_time, rate = sim->config.line_rate;
    uint64_t sent = (now - line->looked) * rate / SECOND;

    if (sent >= line->waiting) {
        line->waiting = 0;
        line->looked = now;
    } else {
        line->waiting -= sent;
        line->looked += sent * SECOND / rate;
    }
}

static bool line_put(struct sim *sim)
{
    struct sim_line *line = &sim->line;

    line_send(sim);
    if (line->is_dropping && line->waiting > LINE_BUFFER / 2) {
        line->lost++;
        return false;
    }
    line->is_dropping = line->waiting == LINE_BUFFER;
    if (line->is_dropping) {
        line->lost++;
        return false;
    }
    line->waiting++;
    line->most = line->waiting > line->most ? line->waiting : line->most;
    return true;
}

void line_write(struct sim *sim, const char *bytes, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (sim->config.line_rate > 0) {
            if (bytes[i] == '\n')
                (void)line_put(sim);
            if (!line_put(sim))
                continue;
        }
        sim_text_append(&sim->console, bytes + i, 1);
    }
}

struct sim_line sim_line(struct sim *sim)
{
    if (sim->config.line_rate > 0)
        line_send(sim);
    return sim->line;
}

void sim_pass(struct sim *sim, uint64_t nanoseconds)
{
    sim->shared->vcpu_info[0].time.system_time += nanoseconds;
}
