/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The file `entry` of a generation: what its menu entry shows and passes on. Lines of key=value;
 * boot/09_hyperlaunch reads it, too.
 */
#ifndef TOOL_INSTALL_ENTRY_H
#define TOOL_INSTALL_ENTRY_H

#include <stdbool.h>
#include <stddef.h>

enum { ENTRY_VALUE_SIZE = 1024, ENTRY_TEXT_SIZE = 6 * ENTRY_VALUE_SIZE };

struct entry {
    char title[ENTRY_VALUE_SIZE];    /* of the menu entry */
    char xen[ENTRY_VALUE_SIZE];      /* options of Xen */
    char launcher[ENTRY_VALUE_SIZE]; /* options of the launcher */
    char set[ENTRY_VALUE_SIZE];      /* the source's path */
    char time[ENTRY_VALUE_SIZE];     /* of the installation, ISO 8601 in UTC */
};

/*
 * Options for a line of GRUB's configuration. False after a complaint where they are too long or
 * have a character that means something to GRUB's script; `option` is the name of --OPTION.
 */
bool entry_options_take(char value[ENTRY_VALUE_SIZE], const char *command, const char *option,
                        const char *text);

/* A text for people: what is not printable becomes "?", and what does not fit is cut. */
void entry_text_take(char value[ENTRY_VALUE_SIZE], const char *text);

/* Writes down now, or the time that SOURCE_DATE_EPOCH has in seconds. */
void entry_time_take(char value[ENTRY_VALUE_SIZE]);

/* The text of the file. */
void entry_write(const struct entry *entry, char text[ENTRY_TEXT_SIZE]);

/* Reads the bytes of such a file, of which the last is a NUL that `size` does not count. What is
 * not understood is left out. */
void entry_read(struct entry *entry, const char *bytes, size_t size);

#endif
