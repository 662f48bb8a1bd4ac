/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * For tests of the console: a ring as a domain would fill it, and a screen that remembers.
 */
#ifndef TESTS_UNIT_CONSOLE_SCREEN_H
#define TESTS_UNIT_CONSOLE_SCREEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "launcher/serve/console.h"

#include <xen/io/console.h>

/* All that was written since the last look, with a NUL. */
struct shown {
    char text[16384];
    size_t used;
    unsigned int writes;
    bool overrun;
};

static inline void shown_write(void *context, const char *bytes, size_t count)
{
    struct shown *shown = context;

    shown->writes++;
    if (count >= sizeof(shown->text) - shown->used) {
        shown->overrun = true;
        return;
    }
    memcpy(shown->text + shown->used, bytes, count);
    shown->used += count;
    shown->text[shown->used] = 0;
}

static inline void shown_forget(struct shown *shown)
{
    memset(shown, 0, sizeof(*shown));
}

/* What the test program's `shown` has; it is empty then. For programs that include cmocka. */
#define assert_shown(expected)                                                                     \
    do {                                                                                           \
        assert_false(shown.overrun);                                                               \
        assert_string_equal(shown.text, expected);                                                 \
        shown_forget(&shown);                                                                      \
    } while (0)

/* What a domain does: puts bytes into its ring, whether there is room or not. */
static inline void ring_print_bytes(struct xencons_interface *ring, const void *bytes, size_t count)
{
    const char *from = bytes;

    for (size_t i = 0; i < count; i++) {
        ring->out[MASK_XENCONS_IDX(ring->out_prod, ring->out)] = from[i];
        ring->out_prod++;
    }
}

static inline void ring_print(struct xencons_interface *ring, const char *text)
{
    ring_print_bytes(ring, text, strlen(text));
}

#endif
