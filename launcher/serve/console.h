/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The launcher's side of a domain's console: its ring, and its output as lines with a name before.
 *
 * The ring is shared with the domain (xen/include/public/io/console.h): every index in it may be
 * garbage at any time. Work for one event is bounded by the size of the ring.
 */
#ifndef LAUNCHER_SERVE_CONSOLE_H
#define LAUNCHER_SERVE_CONSOLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "launcher/serve/tail.h"

enum { CONSOLE_LINE_SIZE = 512, CONSOLE_NAME_SIZE = 32 };

struct xencons_interface;

struct console {
    char name[CONSOLE_NAME_SIZE];
    volatile struct xencons_interface *ring; /* NULL: closed */
    uint32_t lines;                          /* that were ended */
    uint32_t used;                           /* characters of the line that is being gathered */
    uint32_t shown; /* of those, already on the screen: the line is open there */
    enum console_escape { ESCAPE_NONE, ESCAPE_STARTED, ESCAPE_SEQUENCE, ESCAPE_STRING } escape;
    bool damaged;        /* the ring's indexes made no sense at least once */
    bool seen;           /* the text that is waited for was found ... */
    const char *awaited; /* ... in a line, finished or not; NULL: none is */
    struct tail *tail;   /* its last lines; NULL: nobody reads them */
    uint64_t bytes;      /* that were taken from the ring */
    char line[CONSOLE_LINE_SIZE];
};

/* Where finished text goes: whole lines, or a piece of the line that is open. */
typedef void console_write_fn(void *context, const char *bytes, size_t count);

/* What all consoles share: the screen, and whose line stands unfinished on it. */
struct screen {
    console_write_fn *write;
    void *context;
    struct console *open;
};

void console_open(struct console *console, const char *name, volatile void *ring);

/*
 * Takes what is in the ring, up to the end of so many lines, and writes complete lines as "[NAME]
 * line". What is not taken stays there, and the domain waits once its ring is full. Returns how
 * many bytes were taken; where there are some the domain is to be told. Control characters and
 * escape sequences, which could disturb the screen, are left out.
 */
uint32_t console_drain(struct console *console, struct screen *screen, uint32_t lines);
/* Whether the ring has something, or garbage. */
bool console_has_output(const struct console *console);
/* Whether the ring has the end of a line. */
bool console_has_line(const struct console *console);

/* Whether an unfinished line waits that is not on the screen yet. */
bool console_has_partial(const struct console *console);
/* Shows the unfinished line as it is, for a domain that prompts. */
void console_show_partial(struct console *console, struct screen *screen);

/* Finishes the unfinished line, if there is one, and lets go of the ring. */
void console_close(struct console *console, struct screen *screen);

/* Ends the line that stands open on the screen, so that another may follow. */
void screen_break(struct screen *screen);

/* Puts typed bytes into the ring; returns how many fitted. */
size_t console_type(struct console *console, const char *bytes, size_t count);

#endif
