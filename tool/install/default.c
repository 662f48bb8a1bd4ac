/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Finds out which generation GRUB boots when nobody chooses.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tool/base/options.h"
#include "tool/install/grub.h"

enum { WORD_SIZE = 256, ENTRIES_MAX = 9999 };

#define OUR_ID "$menuentry_id_option 'hyperlaunch-"

/* Copies what stands between `open` and the next `close`; false where that is nothing. */
static bool word_take(char word[WORD_SIZE], const char *line, const char *open, char close)
{
    const char *start = strstr(line, open), *end;

    start = start ? start + strlen(open) : NULL;
    end = start ? strchr(start, close) : NULL;
    if (!end || end == start || end - start >= WORD_SIZE)
        return false;
    memcpy(word, start, (size_t)(end - start));
    word[end - start] = '\0';
    return true;
}

/* What `grub-set-default` and a choice in the menu leave; it stands in GRUB's environment block. */
static void saved_take(const struct place *place, char choice[WORD_SIZE])
{
    char path[DISK_PATH_SIZE], line[WORD_SIZE];
    FILE *in;

    memcpy(choice, "0", sizeof("0"));
    place_path(place, path, PLACE_GRUB "/grubenv");
    in = fopen(path, "re");
    while (in && fgets(line, sizeof(line), in))
        if (strncmp(line, "saved_entry=", 12) == 0 && line[12] != '\n')
            (void)word_take(choice, line, "saved_entry=", '\n');
    if (in)
        (void)fclose(in);
}

/*
 * The lines of grub.cfg: 00_header sets the default, to a number, an id, a title or a variable;
 * then come the entries, those of submenus with a blank before them.
 */
static unsigned long menu_read(const struct place *place, FILE *in)
{
    char choice[WORD_SIZE] = "0", word[WORD_SIZE], id[WORD_SIZE], *line = NULL;
    unsigned long entries = 0, wanted, found = 0;
    size_t size = 0;

    while (found == 0 && getline(&line, &size, in) >= 0) {
        if (strstr(line, "set default=\"") && word_take(word, line, "set default=\"", '"') &&
            strcmp(word, "${next_entry}") != 0)
            memcpy(choice, word, sizeof(choice));
        if (strcmp(choice, "${saved_entry}") == 0)
            saved_take(place, choice);
        if (strncmp(line, "menuentry ", 10) != 0 && strncmp(line, "submenu ", 8) != 0)
            continue;
        if (!option_number(choice, 0, ENTRIES_MAX, &wanted))
            wanted = ENTRIES_MAX + 1;
        if (word_take(word, line, OUR_ID, '\'') && option_number(word, 1, 999999999, &found)) {
            (void)snprintf(id, sizeof(id), "hyperlaunch-%lu", found);
            if (wanted != entries && strcmp(choice, id) != 0 &&
                (!word_take(word, line, "menuentry '", '\'') || strcmp(choice, word) != 0))
                found = 0;
        }
        if (wanted == entries++ || entries > ENTRIES_MAX)
            break;
    }
    free(line);
    return found;
}

unsigned long grub_default(const struct place *place)
{
    char path[DISK_PATH_SIZE];
    unsigned long number;
    FILE *in;

    place_path(place, path, PLACE_GRUB "/grub.cfg");
    in = fopen(path, "re");
    if (!in)
        return 0;
    number = menu_read(place, in);
    (void)fclose(in);
    return number;
}
