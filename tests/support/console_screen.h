/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * For tests of the console: a ring as a domain would fill it, and a screen that remembers.
 */
#ifndef TESTS_SUPPORT_CONSOLE_SCREEN_H
#define TESTS_SUPPORT_CONSOLE_SCREEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <xen/io/console.h>

#include "launcher/serve/console.h"

/* All that was written since the last look, with a NUL. */
struct shown {
    char text[16384];
    size_t used;
    unsigned int writes;
    bool overrun;
};

/* Writes to the screen whose context is a struct shown. */
void shown_write(void *context, const char *bytes, size_t count);

/* Empties it. */
void shown_forget(struct shown *shown);

/* What the test program's `shown` has; it is empty then. For programs that include cmocka. */
#define assert_shown(expected)                                                                     \
    do {                                                                                           \
        assert_false(shown.overrun);                                                               \
        assert_string_equal(shown.text, expected);                                                 \
        shown_forget(&shown);                                                                      \
    } while (0)

/* What a domain does: puts bytes into its ring, whether there is room or not. */
void ring_print_bytes(struct xencons_interface *ring, const void *bytes, size_t count);

/* The same with a text. */
void ring_print(struct xencons_interface *ring, const char *text);

#endif
