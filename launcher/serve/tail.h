/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The last lines that a domain printed, as they were shown, without its name before each.
 */
#ifndef LAUNCHER_SERVE_TAIL_H
#define LAUNCHER_SERVE_TAIL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { TAIL_SIZE = 4096 }; /* a node of the store takes no more: XENSTORE_PAYLOAD_MAX */

/* All zero at first. */
struct tail {
    uint32_t next;   /* where the next byte goes */
    uint32_t used;   /* bytes that are there */
    bool is_changed; /* for who asks; the domain's console sets it */
    char bytes[TAIL_SIZE];
};

/* Adds bytes; the oldest go where there is no room. */
void tail_add(struct tail *tail, const char *bytes, size_t count);

/*
 * Writes what is there, and the `count` bytes of an unfinished line behind it; returns how many
 * bytes. Where not all of it fits, it begins with a whole line if there is one.
 */
uint32_t tail_read(const struct tail *tail, const char *line, uint32_t count, char text[TAIL_SIZE]);

#endif
