/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Console rings of two hostile domains: whatever bytes and indexes they hold, and however these
 * change between and during drains, every line on the screen has its domain's name before it and
 * nothing reaches the terminal but text.
 *
 * The input is a list of operations, one byte each with what it needs behind it.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "launcher/serve/console.h"

#include <xen/io/console.h>

#define PREFIX_SIZE  4u /* "[a] " */
#define OPERATIONS   512
#define DRAIN_WRITES (2 * 2048u) /* at most a line broken and one written for each byte taken */

#define MUST(condition)                                                                            \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            fprintf(stderr, "%s:%d: violated: %s\n", __FILE__, __LINE__, #condition);              \
            abort();                                                                               \
        }                                                                                          \
    } while (0)

/* What the input has left. */
static const uint8_t *input;
static size_t input_left;

static uint32_t input_take(unsigned int bytes)
{
    uint32_t value = 0;

    for (unsigned int i = 0; i < bytes && input_left > 0; i++, input_left--)
        value = value << 8 | *input++;
    return value;
}

/* Each ring is a page of its own, so that ASan sees what is read or written beside it. */
static struct xencons_interface *rings[2];
static struct console consoles[2];

/* The line the cursor stands on, without what was taken back. */
static struct {
    unsigned char line[PREFIX_SIZE + CONSOLE_LINE_SIZE];
    size_t used;
    size_t columns; /* columns after the name that are certainly taken: ASCII */
    unsigned int writes;
} seen;

/* The byte that many back, 0 where the name stands. */
static unsigned char seen_back(size_t back)
{
    return seen.used >= PREFIX_SIZE + back ? seen.line[seen.used - back] : 0;
}

/*
 * Whether a byte from 0x80 to 0x9f continues a character of UTF-8 in its shortest form, other than
 * the control characters U+0080 to U+009F.
 */
static bool is_continued(unsigned char byte)
{
    unsigned char first = seen_back(1);

    if (first >= 0xc0)
        return first > 0xc2 && first != 0xe0 && (first != 0xf0 || byte >= 0x90);
    if (first >= 0x80 && seen_back(2) >= 0xc0)
        return seen_back(2) >= 0xe0;
    return first >= 0x80 && seen_back(2) >= 0x80 && seen_back(3) >= 0xf0;
}

static void seen_byte(unsigned char byte)
{
    if (byte == '\n') {
        MUST(seen.used == 0 || seen.used >= PREFIX_SIZE);
        seen.used = seen.columns = 0;
        return;
    }
    MUST(seen.used < sizeof(seen.line));
    if (seen.used < PREFIX_SIZE) {
        MUST(byte == (unsigned char)"[?] "[seen.used] ||
             (seen.used == 1 && (byte == 'a' || byte == 'b')));
    } else {
        MUST(byte == '\t' || byte >= ' ');
        MUST(byte != 0x7f);
        MUST(byte < 0x80 || byte >= 0xa0 || is_continued(byte));
        seen.columns += byte < 0x80;
    }
    seen.line[seen.used++] = byte;
}

/* Sees what is written; meanwhile the domains go on changing what they can reach. */
static void seen_write(void *context, const char *bytes, size_t count)
{
    (void)context;
    seen.writes++;
    MUST(count <= CONSOLE_NAME_SIZE + CONSOLE_LINE_SIZE + 8);
    if (count == 3 && memcmp(bytes, "\b \b", 3) == 0) {
        MUST(seen.columns > 0 && seen.used > PREFIX_SIZE);
        seen.columns--;
        seen.used--;
    } else {
        for (size_t i = 0; i < count; i++)
            seen_byte((unsigned char)bytes[i]);
    }
    if (input_left > 0 && *input >= 0xfe) {
        struct xencons_interface *ring = rings[input_take(1) & 1];

        ring->out_cons = input_take(4);
        ring->out_prod = input_take(4);
        ring->out[input_take(2) % sizeof(ring->out)] = (char)input_take(1);
    }
}

static void ring_fill(struct xencons_interface *ring, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        ring->out[MASK_XENCONS_IDX(ring->out_prod, ring->out)] = (char)input_take(1);
        ring->out_prod++;
    }
}

static void console_use(struct console *console, struct xencons_interface *ring,
                        struct screen *screen, uint32_t operation)
{
    char typed[40];
    uint32_t lines, allowed;

    seen.writes = 0;
    (void)console_has_line(console);
    switch (operation) {
    case 0:
        ring_fill(ring, input_take(1));
        break;
    case 1:
        lines = console->lines;
        allowed = input_take(1);
        (void)console_drain(console, screen, allowed);
        MUST(seen.writes <= DRAIN_WRITES);
        MUST(console->lines - lines <= allowed);
        break;
    case 2:
        console_show_partial(console, screen);
        MUST(!console_has_partial(console));
        MUST(seen.writes <= 2);
        break;
    case 3:
        screen_break(screen);
        MUST(!screen->open && seen.used == 0);
        break;
    case 4:
        ring->out_prod = input_take(4);
        break;
    case 5:
        ring->out_cons = input_take(4);
        break;
    case 6:
        ring->in_prod = input_take(4);
        ring->in_cons = input_take(4);
        break;
    default:
        memset(typed, 't', sizeof(typed));
        MUST(console_type(console, typed, sizeof(typed)) <= sizeof(typed));
        break;
    }
    MUST(console->used <= CONSOLE_LINE_SIZE && console->shown <= console->used);
    MUST(!screen->open || screen->open == &consoles[0] || screen->open == &consoles[1]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct screen screen = {.write = seen_write};

    input = data;
    input_left = size;
    memset(&seen, 0, sizeof(seen));
    for (unsigned int i = 0; i < 2; i++) {
        rings[i] = calloc(1, sizeof(*rings[i]));
        MUST(rings[i]);
        console_open(&consoles[i], i ? "b" : "a", rings[i]);
    }
    for (int i = 0; i < OPERATIONS && input_left > 0; i++) {
        uint32_t operation = input_take(1);

        console_use(&consoles[operation & 1], rings[operation & 1], &screen, operation >> 1 & 7);
    }
    for (unsigned int i = 0; i < 2; i++) {
        (void)console_drain(&consoles[i], &screen, UINT32_MAX);
        console_close(&consoles[i], &screen);
        MUST(screen.open != &consoles[i]);
        MUST(!console_has_output(&consoles[i]));
        MUST(!console_drain(&consoles[i], &screen, UINT32_MAX));
        MUST(console_type(&consoles[i], "x", 1) == 0);
    }
    MUST(seen.used == 0);
    free(rings[0]);
    free(rings[1]);
    return 0;
}
