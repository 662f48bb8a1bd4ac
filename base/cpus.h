/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Sets of physical CPUs, and their text as Xen, Linux and the device tree bindings write it:
 * "0,2-3".
 */
#ifndef BASE_CPUS_H
#define BASE_CPUS_H

#include "base/text.h"

#include <stdint.h>

enum { CPUS_MAX = 512 /* more than Debian's Xen can have: CONFIG_NR_CPUS is 256 */ };

/* Bit n % 64 of word n / 64 is CPU n. */
struct cpus {
    uint64_t words[CPUS_MAX / 64];
};

/* Reads numbers and rising ranges with commas between them; false where `text` is anything else. */
bool cpus_read(struct cpus *cpus, const char *text);

/* Appends the canonical text: rising, as few ranges as can be; nothing for the empty set. */
void cpus_append(struct text *text, const struct cpus *cpus);

bool cpus_has(const struct cpus *cpus, unsigned int cpu);
void cpus_add(struct cpus *cpus, unsigned int cpu);
bool cpus_empty(const struct cpus *cpus);
/* The lowest CPU of both sets, or CPUS_MAX where they share none. */
unsigned int cpus_shared(const struct cpus *a, const struct cpus *b);
/* Takes out of `cpus` what is in `others`. */
void cpus_remove(struct cpus *cpus, const struct cpus *others);

#endif
