/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The key sequences of the console.
 */
#include "launcher/serve/keys.h"

enum { CTRL_BRACKET = 0x1d };

enum key keys_take(struct keys *keys, char *typed)
{
    if (!keys->prefixed) {
        keys->prefixed = *typed == CTRL_BRACKET;
        return keys->prefixed ? KEY_NOTHING : KEY_TEXT;
    }
    keys->prefixed = false;
    switch (*typed) {
    case 'n':
        return KEY_NEXT;
    case 'p':
        return KEY_PREVIOUS;
    case 'l':
        return KEY_LIST;
    case '?':
        return KEY_HELP;
    case ']':
    case CTRL_BRACKET:
        *typed = CTRL_BRACKET;
        return KEY_TEXT;
    default:
        return KEY_NOTHING;
    }
}
