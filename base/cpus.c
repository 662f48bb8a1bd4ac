/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Sets of physical CPUs and their text.
 */
#include "base/cpus.h"

enum { WORD_BITS = 64, WORDS = CPUS_MAX / WORD_BITS };

bool cpus_has(const struct cpus *cpus, unsigned int cpu)
{
    return cpu < CPUS_MAX && (cpus->words[cpu / WORD_BITS] >> cpu % WORD_BITS & 1) != 0;
}

void cpus_add(struct cpus *cpus, unsigned int cpu)
{
    if (cpu < CPUS_MAX)
        cpus->words[cpu / WORD_BITS] |= UINT64_C(1) << cpu % WORD_BITS;
}

unsigned int cpus_shared(const struct cpus *a, const struct cpus *b)
{
    for (unsigned int cpu = 0; cpu < CPUS_MAX; cpu++) {
        if (cpus_has(a, cpu) && cpus_has(b, cpu))
            return cpu;
    }
    return CPUS_MAX;
}

bool cpus_empty(const struct cpus *cpus)
{
    return cpus_shared(cpus, cpus) == CPUS_MAX;
}

void cpus_remove(struct cpus *cpus, const struct cpus *others)
{
    for (unsigned int i = 0; i < WORDS; i++)
        cpus->words[i] &= ~others->words[i];
}

/* Reads one number below CPUS_MAX; returns what follows it, or NULL. */
static const char *number_read(const char *text, unsigned int *number)
{
    if (*text < '0' || *text > '9')
        return NULL;
    for (*number = 0; *text >= '0' && *text <= '9'; text++) {
        *number = *number * 10 + (unsigned int)(*text - '0');
        if (*number >= CPUS_MAX)
            return NULL;
    }
    return text;
}

bool cpus_read(struct cpus *cpus, const char *text)
{
    *cpus = (struct cpus){{0}};
    for (;; text++) {
        unsigned int first, last;

        text = number_read(text, &first);
        if (!text)
            return false;
        last = first;
        if (*text == '-') {
            text = number_read(text + 1, &last);
            if (!text || last < first)
                return false;
        }
        for (unsigned int cpu = first; cpu <= last; cpu++)
            cpus_add(cpus, cpu);
        if (*text != ',')
            return *text == '\0';
    }
}

void cpus_append(struct text *text, const struct cpus *cpus)
{
    const char *comma = "";

    for (unsigned int cpu = 0; cpu < CPUS_MAX; cpu++) {
        unsigned int first = cpu;

        if (!cpus_has(cpus, cpu))
            continue;
        while (cpus_has(cpus, cpu + 1))
            cpu++;
        text_append(text, "%s%u", comma, first);
        if (cpu > first)
            text_append(text, "-%u", cpu);
        comma = ",";
    }
}
