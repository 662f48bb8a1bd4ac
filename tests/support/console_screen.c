/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Fills rings, and remembers what is shown.
 */
#include "tests/support/console_screen.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <xen/io/console.h>

void shown_write(void *context, const char *bytes, size_t count)
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

void shown_forget(struct shown *shown)
{
    memset(shown, 0, sizeof(*shown));
}

void ring_print_bytes(struct xencons_interface *ring, const void *bytes, size_t count)
{
    const char *from = bytes;

    for (size_t i = 0; i < count; i++) {
        ring->out[MASK_XENCONS_IDX(ring->out_prod, ring->out)] = from[i];
        ring->out_prod++;
    }
}

void ring_print(struct xencons_interface *ring, const char *text)
{
    ring_print_bytes(ring, text, strlen(text));
}
