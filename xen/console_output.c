/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The pace of the console, and the queue of what waits for it.
 */
#include <string.h>

#include "xen/console_output.h"
#include "xen/clock.h"
#include "xen/console.h"
#include "xen/event.h"
#include "xen/xen.h"

/*
 * How far the line may be behind, in bytes that Xen keeps meanwhile. What domains print: a tenth of
 * a second, so that who prints now waits for little. The launcher's own lines, which may go first:
 * so much more. The last ones before it leaves: half of what Xen keeps. That is 16 KiB, of which
 * its own messages need a part, too; serial_tx_buffer= may make it 4 KiB.
 */
enum { BEHIND_PART = 10, BEHIND_LEAST = 64, BEHIND_MOST = 4096 };
enum { BEHIND_OWN = 1024, BEHIND_LAST = 8192 };
/* What Xen itself may have left to the line when the launcher is entered. */
enum { BEHIND_BOOT = 1024 };

#define SECOND UINT64_C(1000000000)

/* Its owner is who called output_init(). */
static struct console_output *output;

static uint64_t time_of(uint64_t bytes)
{
    return bytes * SECOND / output->rate;
}

void output_init(struct console_output *owned, struct xen *xen)
{
    output = owned;
    output->xen = xen;
    output->rate = 0;
    output->bypassed = false;
    output->line_end = NULL;
    output->first = output->end = 0;
}

void output_pieces(void (*line_end)(void *context), void *context)
{
    output->line_end = line_end;
    output->context = context;
}

void output_line_end(void)
{
    if (output->line_end)
        output->line_end(output->context);
}

void output_pace(uint64_t rate)
{
    output->rate = rate;
    if (rate > 0)
        output->sent = clock_now() + time_of(BEHIND_BOOT);
}

static uint64_t behind_domains(void)
{
    uint64_t bytes = output->rate / BEHIND_PART;

    bytes = bytes < BEHIND_LEAST ? BEHIND_LEAST : bytes;
    return bytes > BEHIND_MOST ? BEHIND_MOST : bytes;
}

static uint64_t behind_own(void)
{
    return behind_domains() + BEHIND_OWN;
}

/* Whether the line is behind by that at most. */
static bool is_within(uint64_t bytes)
{
    return output->rate == 0 || output->sent <= clock_now() + time_of(bytes);
}

/* When that will be so. */
static uint64_t within_when(uint64_t bytes)
{
    uint64_t time = time_of(bytes);

    return output->sent > time ? output->sent - time : 0;
}

static void let_go(const char *bytes, size_t count)
{
    uint64_t sent = count;

    xen_console_write(output->xen, bytes, count);
    if (output->rate == 0)
        return;
    for (size_t i = 0; i < count; i++) {
        /* Xen sends a carriage return before it. */
        sent += bytes[i] == '\n';
    }
    if (output->sent < clock_now())
        output->sent = clock_now();
    output->sent += time_of(sent);
}

/* Lets go lines from the queue while the line is behind by `bytes` at most. */
static void queue_push(uint64_t bytes)
{
    while (output->first < output->end && is_within(bytes)) {
        const char *line = output->queue + output->first;
        size_t count = output->end - output->first;
        const char *feed = memchr(line, '\n', count);

        count = feed ? (size_t)(feed - line) + 1 : count;
        let_go(line, count);
        output->first += count;
    }
    if (output->first == output->end)
        output->first = output->end = 0;
}

static void sleep_until(uint64_t deadline)
{
    (void)xen_sleep(output->xen, deadline > 0 ? deadline : 1);
}

static bool queue_has_room(size_t count)
{
    if (count > OUTPUT_QUEUE_SIZE - output->end) {
        memmove(output->queue, output->queue + output->first, output->end - output->first);
        output->end -= output->first;
        output->first = 0;
    }
    return count <= OUTPUT_QUEUE_SIZE - output->end;
}

void output_write(const char *bytes, size_t count)
{
    output_push();
    if (output->bypassed || count > OUTPUT_QUEUE_SIZE ||
        (!output_waits() && is_within(behind_own()))) {
        let_go(bytes, count);
        return;
    }
    while (!queue_has_room(count)) {
        sleep_until(within_when(behind_own()));
        output_push();
    }
    memcpy(output->queue + output->end, bytes, count);
    output->end += count;
}

void output_push(void)
{
    if (!output->bypassed)
        queue_push(behind_own());
}

bool output_waits(void)
{
    return output->first < output->end;
}

bool output_is_ready(void)
{
    return !output_waits() && is_within(behind_domains());
}

uint64_t output_when(void)
{
    if (output->rate == 0)
        return 0;
    /* Not woken for each line: until there is room for a few. */
    return within_when(output_waits() ? behind_own() : behind_domains() * 3 / 4);
}

void output_finish(void)
{
    output->bypassed = false;
    for (;;) {
        queue_push(BEHIND_LAST);
        if (!output_waits())
            return;
        sleep_until(within_when(BEHIND_LAST));
    }
}

void output_bypass(void)
{
    output->bypassed = true;
}
