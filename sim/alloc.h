/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Memory of the fake itself, which grows with what a test does; and text that grows.
 *
 * The process ends where the host has none: the fake has no other answer.
 */
#ifndef SIM_ALLOC_H
#define SIM_ALLOC_H

#include <stddef.h>

/* Text that grows, with a NUL; NULL as long as it is empty. */
struct sim_text {
    char *text;
    size_t used;
    size_t room;
};

/* `size` zeroed bytes. */
void *sim_alloc(size_t size);
/* Makes room for `count` elements of `size` bytes in a list that has room for `*room`. */
void *sim_grow(void *list, size_t *room, size_t count, size_t size);
void sim_text_append(struct sim_text *text, const char *bytes, size_t count);

#endif
