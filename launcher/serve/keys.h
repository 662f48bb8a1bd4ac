/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * What the person at the console types: text for a domain, or a command after Ctrl-].
 */
#ifndef LAUNCHER_SERVE_KEYS_H
#define LAUNCHER_SERVE_KEYS_H

#include <stdbool.h>

enum key {
    KEY_TEXT, /* pass it on */
    KEY_NEXT,
    KEY_PREVIOUS,
    KEY_LIST,
    KEY_HELP,
    KEY_NOTHING, /* the prefix, or an unknown command */
};

struct keys {
    bool prefixed; /* the last key was Ctrl-] */
};

/* Takes one typed byte. `*typed` becomes what is to be passed on. */
enum key keys_take(struct keys *keys, char *typed);

#endif
