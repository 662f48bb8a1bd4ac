/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Sets of small numbers, those of physical CPUs or of the domains of a plan, and their text as Xen,
 * Linux and the device tree bindings write lists of CPUs: "0,2-3".
 */
#ifndef CORE_BASE_BITS_H
#define CORE_BASE_BITS_H

#include "core/base/text.h"

#include <stdint.h>

enum { BITS_MAX = 512 /* more CPUs than Debian's Xen can have: CONFIG_NR_CPUS is 256 */ };

/* Bit n % 64 of word n / 64 is number n. */
struct bits {
    uint64_t words[BITS_MAX / 64];
};

/* Reads numbers and rising ranges with commas between them; false where `text` is anything else. */
bool bits_read(struct bits *bits, const char *text);

/* Appends the canonical text: rising, as few ranges as can be; nothing for the empty set. */
void bits_append(struct text *text, const struct bits *bits);

bool bits_has(const struct bits *bits, unsigned int number);
void bits_add(struct bits *bits, unsigned int number);
bool bits_empty(const struct bits *bits);
/* The lowest number of both sets, or BITS_MAX where they share none. */
unsigned int bits_shared(const struct bits *a, const struct bits *b);
/* Whether all of `bits` is in `others`, too. */
bool bits_within(const struct bits *bits, const struct bits *others);
/* Adds to `bits`, or takes out of it, what is in `others`. */
void bits_merge(struct bits *bits, const struct bits *others);
void bits_remove(struct bits *bits, const struct bits *others);

#endif
