/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The launcher's options, from its module line: words separated by spaces.
 *
 *   provoke=text|data|null   commit a fault once the launch is complete: write to the launcher's
 * own code, execute its data, or use address 0. Shows that protections hold and that the guests
 * outlive the launcher.
 */
#ifndef LAUNCHER_OPTIONS_H
#define LAUNCHER_OPTIONS_H

enum provoke { PROVOKE_NOTHING, PROVOKE_TEXT, PROVOKE_DATA, PROVOKE_NULL };

struct options {
    enum provoke provoke;
};

/* Reads the options; calls `unknown` for each word that is none of them. */
void options_read(struct options *options, const char *line,
                  void (*unknown)(const char *word, int length));

#endif
