/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Draining console rings into lines.
 */
#include <string.h>

#include "launcher/serve/console.h"
#include "core/base/text.h"

#include <xen/io/console.h>

enum { ESC = 0x1b, DELETE = 0x7f, BACKSPACE = 8, BELL = 7 };
/* UTF-8: the most bytes a character has; the least first byte of one with several. */
enum { UTF8_MAX = 4, UTF8_LEAD = 0xc0 };

void console_open(struct console *console, const char *name, volatile void *ring)
{
    struct text text;

    memset(console, 0, sizeof(*console));
    text_init(&text, console->name, sizeof(console->name));
    text_append(&text, "%s", name);
    console->ring = ring;
}

static bool is_continuation(char c)
{
    return ((unsigned char)c & 0xc0) == 0x80;
}

void screen_break(struct screen *screen)
{
    if (screen->open) {
        /* The whole line is shown again when it goes on: a line must be found in one piece. */
        screen->open->shown = 0;
        screen->open = NULL;
        screen->write(screen->context, "\n", 1);
    }
}

/* Notes whether the line has the text that is waited for. */
static void line_search(struct console *console)
{
    size_t length = console->awaited && !console->seen ? strlen(console->awaited) : 0;

    for (uint32_t start = 0; length > 0 && start + length <= console->used; start++)
        console->seen |= memcmp(console->line + start, console->awaited, length) == 0;
}

/* Puts what is new of the line on the screen, after "[NAME] " at its start; `end`: with a newline.
 */
static void line_show(struct console *console, struct screen *screen, bool end)
{
    char buffer[CONSOLE_NAME_SIZE + CONSOLE_LINE_SIZE + 8];
    struct text text;

    if (screen->open != console)
        screen_break(screen);
    text_init(&text, buffer, sizeof(buffer));
    if (screen->open != console)
        text_append(&text, "[%s] ", console->name);
    text_append(&text, "%.*s%s", (int)(console->used - console->shown),
                console->line + console->shown, end ? "\n" : "");
    screen->write(screen->context, text.buffer, text.used);
    if (end && console->tail) {
        tail_add(console->tail, console->line, console->used);
        tail_add(console->tail, "\n", 1);
    }
    console->shown = end ? 0 : console->used;
    console->lines += end;
    console->used = end ? 0 : console->used;
    screen->open = end ? NULL : console;
}

/* Where the last character of the line starts: it may be of several bytes (UTF-8). */
static uint32_t line_last(const struct console *console)
{
    uint32_t start = console->used - 1;

    while (start > 0 && console->used - start < UTF8_MAX && is_continuation(console->line[start]))
        start--;
    return (unsigned char)console->line[start] >= UTF8_LEAD ? start : console->used - 1;
}

/*
 * Ends a line that is full, since another byte comes; a character that the byte goes on with moves
 * to the next line where it is not on the screen yet.
 */
static void line_cut(struct console *console, struct screen *screen, char next)
{
    uint32_t start = is_continuation(next) ? line_last(console) : console->used;
    uint32_t count = start < console->shown ? 0 : console->used - start;
    char moved[UTF8_MAX];

    memcpy(moved, console->line + console->used - count, count);
    line_search(console);
    console->used -= count;
    line_show(console, screen, true);
    memcpy(console->line, moved, count);
    console->used = count;
}

static void line_add(struct console *console, struct screen *screen, char c)
{
    if (console->used == CONSOLE_LINE_SIZE)
        line_cut(console, screen, c);
    console->line[console->used++] = c;
}

/*
 * Takes back the last character, on the screen too: but never the name before the line. Only of
 * ASCII is it known that one column less is right; what else was shown is left behind, and the rest
 * of the line is shown again below it.
 */
static void line_erase(struct console *console, struct screen *screen)
{
    uint32_t start;

    if (console->used == 0)
        return;
    start = line_last(console);
    if (console->shown > start) {
        console->shown = 0;
        if ((unsigned char)console->line[start] < 0x80) {
            console->shown = start;
            screen->write(screen->context, "\b \b", 3);
        } else {
            screen->open = NULL;
            screen->write(screen->context, "\n", 1);
        }
    }
    console->used = start;
}

/*
 * Whether a byte may stand in the line. 0x80 to 0x9f are control characters too, as bytes and as
 * the characters U+0080 to U+009f, unless they continue another character of UTF-8.
 */
static bool line_allows(const struct console *console, unsigned char byte)
{
    if (byte < 0x80 || byte >= 0xa0)
        return byte == '\t' || (byte >= ' ' && byte != DELETE);
    for (uint32_t back = 1; back < UTF8_MAX && back <= console->used; back++) {
        unsigned char lead = (unsigned char)console->line[console->used - back];

        if (lead >= 0xf0)
            return back < 4 && (lead > 0xf0 || back > 1 || byte >= 0x90);
        if (lead >= 0xe0)
            return back < 3 && (lead > 0xe0 || back > 1);
        if (lead >= UTF8_LEAD)
            return back < 2 && lead > 0xc2;
        if (lead < 0x80)
            return false;
    }
    return false;
}

/* Follows an escape sequence (ECMA-48); none of it is shown. */
static enum console_escape escape_next(enum console_escape escape, unsigned char byte)
{
    if (byte == ESC)
        return ESCAPE_STARTED;
    switch (escape) {
    case ESCAPE_STARTED:
        if (byte == '[')
            return ESCAPE_SEQUENCE;
        if (byte == ']' || byte == 'P' || byte == 'X' || byte == '^' || byte == '_')
            return ESCAPE_STRING;
        /* Intermediate bytes come before the one that ends it: ESC ( B. */
        return byte >= ' ' && byte <= '/' ? ESCAPE_STARTED : ESCAPE_NONE;
    case ESCAPE_SEQUENCE:
        return byte >= 0x40 && byte <= 0x7e ? ESCAPE_NONE : ESCAPE_SEQUENCE;
    case ESCAPE_STRING:
        return byte == BELL ? ESCAPE_NONE : ESCAPE_STRING;
    case ESCAPE_NONE:
        break;
    }
    return ESCAPE_NONE;
}

static void line_take(struct console *console, struct screen *screen, char c)
{
    unsigned char byte = (unsigned char)c;

    if (c == '\n') {
        /* Also where a sequence was cut off: what follows is text again. */
        console->escape = ESCAPE_NONE;
        line_search(console);
        line_show(console, screen, true);
    } else if (byte == ESC || console->escape != ESCAPE_NONE) {
        console->escape = escape_next(console->escape, byte);
    } else if (byte == BACKSPACE) {
        line_erase(console, screen);
    } else if (line_allows(console, byte)) {
        line_add(console, screen, c);
    }
}

uint32_t console_drain(struct console *console, struct screen *screen, uint32_t lines)
{
    volatile struct xencons_interface *ring = console->ring;
    uint32_t consumed, produced, before = console->lines, count = 0;

    if (!ring)
        return 0;
    consumed = ring->out_cons;
    produced = ring->out_prod;
    __atomic_thread_fence(__ATOMIC_ACQUIRE);
    if (produced - consumed > sizeof(ring->out)) {
        /* Garbage: nothing in the ring can be trusted to be output; start afresh from here. */
        console->damaged = true;
        ring->out_cons = produced;
        return sizeof(ring->out);
    }
    for (; consumed != produced && console->lines - before < lines; consumed++, count++)
        line_take(console, screen, ring->out[MASK_XENCONS_IDX(consumed, ring->out)]);
    if (count > 0) {
        line_search(console);
        console->bytes += count;
        if (console->tail)
            console->tail->is_changed = true;
        __atomic_thread_fence(__ATOMIC_RELEASE);
        ring->out_cons = consumed;
    }
    return count;
}

bool console_has_output(const struct console *console)
{
    const volatile struct xencons_interface *ring = console->ring;

    return ring && ring->out_cons != ring->out_prod;
}

bool console_has_line(const struct console *console)
{
    const volatile struct xencons_interface *ring = console->ring;
    uint32_t consumed, produced;

    if (!ring)
        return false;
    consumed = ring->out_cons;
    produced = ring->out_prod;
    __atomic_thread_fence(__ATOMIC_ACQUIRE);
    if (produced - consumed > sizeof(ring->out))
        return false;
    while (consumed != produced && ring->out[MASK_XENCONS_IDX(consumed, ring->out)] != '\n')
        consumed++;
    return consumed != produced;
}

bool console_has_partial(const struct console *console)
{
    return console->used > console->shown;
}

void console_show_partial(struct console *console, struct screen *screen)
{
    if (console_has_partial(console))
        line_show(console, screen, false);
}

void console_close(struct console *console, struct screen *screen)
{
    if (console->used > 0 || screen->open == console)
        line_show(console, screen, true);
    console->ring = NULL;
}

size_t console_type(struct console *console, const char *bytes, size_t count)
{
    volatile struct xencons_interface *ring = console->ring;
    uint32_t produced, consumed;
    size_t done = 0;

    if (!ring)
        return 0;
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
