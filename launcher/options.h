/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The launcher's options, from its module line: words separated by spaces.
 *
 * cpus=N: at most N CPUs build domains, 1: the first alone. Without it all that domain 0 has; with
 * a dom0 in the set the first alone.
 *
 * console-rate=N: at most N bytes a second are written to Xen's console, 0: as they come. Without
 * it the rate is that of Xen's serial console.
 */
#ifndef LAUNCHER_OPTIONS_H
#define LAUNCHER_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

struct options {
    bool has_console_rate;
    uint64_t console_rate;
    uint64_t cpus; /* 0: none given */
};

/* Reads the options; calls `unknown` for each word that is none of them. */
void options_read(struct options *options, const char *line,
                  void (*unknown)(const char *word, int length));

#endif
