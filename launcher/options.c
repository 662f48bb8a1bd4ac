/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Reading the launcher's options.
 */
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "launcher/options.h"

static const struct {
    const char *word;
    enum provoke provoke;
} words[] = {
    {"provoke=text", PROVOKE_TEXT},
    {"provoke=data", PROVOKE_DATA},
    {"provoke=null", PROVOKE_NULL},
};

void options_read(struct options *options, const char *line,
                  void (*unknown)(const char *word, int length))
{
    *options = (struct options){.provoke = PROVOKE_NOTHING};
    while (*line) {
        size_t length = 0;
        bool known = false;

        while (line[length] && line[length] != ' ') {
            length++;
        }
        for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
            if (strlen(words[i].word) == length && memcmp(words[i].word, line, length) == 0) {
                options->provoke = words[i].provoke;
                known = true;
            }
        }
        if (length > 0 && !known) {
            unknown(line, (int)length);
        }
        line += length;
        while (*line == ' ') {
            line++;
        }
    }
}
