/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Draining console rings into lines.
 */
#include <string.h>

#include "launcher/console.h"
#include "lcm/text.h"

#include <xen/io/console.h>

enum { ESC = 0x1b, DELETE = 0x7f, BACKSPACE = 8 };

void console_open(struct console *console, const char *name, volatile void *ring)
{
    struct text text;

    memset(console, 0, sizeof(*console));
    text_init(&text, console->name, sizeof(console->name));
    text_append(&text, "%s", name);
    console->ring = ring;
}

void screen_break(struct screen *screen)
{
    if (screen->open) {
        screen->open->shown = 0;
        /* What was shown of it stays where it is; the rest comes on a line of its own. */
        screen->open->used = 0;
        screen->open = NULL;
        screen->write(screen->context, "\n", 1);
    }
}

/* Puts what is new of the line on the screen, after "[NAME] " at its start; `end`: with a newline.
 */
static void line_show(struct console *console, struct screen *screen, bool end)
{
    char buffer[CONSOLE_NAME_SIZE + CONSOLE_LINE_SIZE + 8];
    struct text text;

    if (screen->open != console) {
        screen_break(screen);
    }
    text_init(&text, buffer, sizeof(buffer));
    if (screen->open != console) {
        text_append(&text, "[%s] ", console->name);
    }
    text_append(&text, "%.*s%s", (int)(console->used - console->shown),
                console->line + console->shown, end ? "\n" : "");
    screen->write(screen->context, text.buffer, text.used);
    console->shown = end ? 0 : console->used;
    console->used = end ? 0 : console->used;
    screen->open = end ? NULL : console;
}

static void line_add(struct console *console, struct screen *screen, char c)
{
    console->line[console->used++] = c;
    if (console->used == CONSOLE_LINE_SIZE) {
        line_show(console, screen, true);
    }
}

/* Takes back the last character, on the screen too: but never the name before the line. */
static void line_erase(struct console *console, struct screen *screen)
{
    if (console->used == 0) {
        return;
    }
    if (console->shown == console->used) {
        console->shown--;
        screen->write(screen->context, "\b \b", 3);
    }
    console->used--;
}

static void line_take(struct console *console, struct screen *screen, char c)
{
    unsigned char byte = (unsigned char)c;

    switch (console->escape) {
    case ESCAPE_STARTED:
        console->escape = c == '[' ? ESCAPE_SEQUENCE : ESCAPE_NONE;
        return;
    case ESCAPE_SEQUENCE:
        if (byte >= 0x40 && byte <= 0x7e) {
            console->escape = ESCAPE_NONE;
        }
        return;
    case ESCAPE_NONE:
        break;
    }
    if (c == '\n') {
        line_show(console, screen, true);
    } else if (byte == ESC) {
        console->escape = ESCAPE_STARTED;
    } else if (byte == BACKSPACE) {
        line_erase(console, screen);
    } else if (c == '\t' || (byte >= ' ' && byte != DELETE)) {
        line_add(console, screen, c);
    }
}

bool console_drain(struct console *console, struct screen *screen)
{
    volatile struct xencons_interface *ring = console->ring;
    uint32_t consumed, produced;

    if (!ring) {
        return false;
    }
    consumed = ring->out_cons;
    produced = ring->out_prod;
    __atomic_thread_fence(__ATOMIC_ACQUIRE);
    if (consumed == produced) {
        return false;
    }
    if (produced - consumed > sizeof(ring->out)) {
        /* Garbage: nothing in the ring can be trusted to be output; start afresh from here. */
        console->damaged = true;
        ring->out_cons = produced;
        return true;
    }
    for (; consumed != produced; consumed++) {
        line_take(console, screen, ring->out[MASK_XENCONS_IDX(consumed, ring->out)]);
    }
    __atomic_thread_fence(__ATOMIC_RELEASE);
    ring->out_cons = consumed;
    return true;
}

bool console_has_partial(const struct console *console)
{
    return console->used > console->shown;
}

void console_show_partial(struct console *console, struct screen *screen)
{
    if (console_has_partial(console)) {
        line_show(console, screen, false);
    }
}

void console_close(struct console *console, struct screen *screen)
{
    if (console->used > 0) {
        line_show(console, screen, true);
    }
    console->ring = NULL;
}

size_t console_type(struct console *console, const char *bytes, size_t count)
{
    volatile struct xencons_interface *ring = console->ring;
    uint32_t produced, consumed;
    size_t done = 0;

    if (!ring) {
        return 0;
    }
    produced = ring->in_prod;
    consumed = ring->in_cons;
    __atomic_thread_fence(__ATOMIC_ACQUIRE);
    while (done < count && produced - consumed < sizeof(ring->in)) {
        ring->in[MASK_XENCONS_IDX(produced, ring->in)] = bytes[done++];
        produced++;
    }
    __atomic_thread_fence(__ATOMIC_RELEASE);
    ring->in_prod = produced;
    return done;
}
