/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Finds out which generation GRUB boots when nobody chooses.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tool/base/options.h"
#include "tool/base/tool.h"
#include "tool/install/generation.h"
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

/* What `grub-set-default` and a choice in the menu leave; without it the first entry boots. */
static void saved_take(FILE *environment, char choice[WORD_SIZE])
{
    char line[WORD_SIZE];

    memcpy(choice, "0", sizeof("0"));
    while (environment && fgets(line, sizeof(line), environment))
        if (strncmp(line, "saved_entry=", 12) == 0 && line[12] != '\n')
            (void)word_take(choice, line, "saved_entry=", '\n');
}

/*
 * The number of our entry in this line, if it is the one that was chosen: by its place in the menu,
 * its ID or its title. 0 of any other line.
 */
static unsigned long entry_match(const char *line, const char *choice, bool is_at_place)
{
    char number[WORD_SIZE], id[WORD_SIZE + sizeof("hyperlaunch-")], title[WORD_SIZE];
    unsigned long value;

    if (!word_take(number, line, OUR_ID, '\'') ||
        !option_number(number, 1, GENERATION_NUMBER_MAX, &value))
        return 0;
    (void)snprintf(id, sizeof(id), "hyperlaunch-%s", number);
    if (is_at_place || strcmp(choice, id) == 0)
        return value;
    return word_take(title, line, "menuentry '", '\'') && strcmp(choice, title) == 0 ? value : 0;
}

/*
 * The lines of grub.cfg: 00_header sets the default, to a number, an ID, a title or a variable;
 * then come the entries, those of submenus with a blank before them.
 */
unsigned long grub_default_read(FILE *menu, FILE *environment)
{
    char choice[WORD_SIZE] = "0", word[WORD_SIZE], *line = NULL;
    unsigned long entries = 0, place, found = 0;
    size_t size = 0;

    while (found == 0 && entries < ENTRIES_MAX && getline(&line, &size, menu) >= 0) {
        bool is_at_place;

        if (word_take(word, line, "set default=\"", '"') && strcmp(word, "${next_entry}") != 0)
            memcpy(choice, word, sizeof(choice));
        if (strcmp(choice, "${saved_entry}") == 0)
            saved_take(environment, choice);
        if (strncmp(line, "menuentry ", 10) != 0 && strncmp(line, "submenu ", 8) != 0)
            continue;
        is_at_place = option_number(choice, 0, ENTRIES_MAX, &place) && place == entries;
        found = entry_match(line, choice, is_at_place);
        if (is_at_place)
            break;
        entries++;
    }
    free(line);
    return found;
}

unsigned long grub_default(const struct place *place, const char *command)
{
    char path[DISK_PATH_SIZE];
    FILE *menu, *environment;
    unsigned long number;

    place_path(place, path, PLACE_GRUB "/grubenv");
    environment = fopen(path, "re");
    place_path(place, path, PLACE_GRUB "/grub.cfg");
    menu = fopen(path, "re");
    if (!menu && errno != ENOENT)
        tool_complain("%s: %s: %s; so it is not known what boots by default: run it as root",
                      command, path, strerror(errno));
    number = menu ? grub_default_read(menu, environment) : 0;
    if (menu)
        (void)fclose(menu);
    if (environment)
        (void)fclose(environment);
    return number;
}
