/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The file `options` of a generation: what `install` was given, so that the same can be installed
 * again. Lines of NAME=VALUE, as "level=9", "I=/root/parts" or "fast="; `set` is the operand. Files
 * and folders have the names that they have for the system itself (place_name()). Of a file that is
 * read but once there is "pipe=NAME" instead.
 */
#ifndef TOOL_INSTALL_GIVEN_H
#define TOOL_INSTALL_GIVEN_H

#include <stdbool.h>
#include <stddef.h>

#include "tool/base/options.h"
#include "tool/install/place.h"

enum { GIVEN_MAX = 128, GIVEN_NAME_SIZE = 32, GIVEN_SIZE_MAX = 1024 * 1024 };

#define GIVEN_PIPE "pipe"

/* The operand, as if it were an option. */
extern const struct option_spec given_set;

/* Options in the order in which they were given; zeros to begin with. */
struct given {
    size_t count;
    struct {
        const struct option_spec *option;
        char *value; /* owned; "" of an option without one */
    } rows[GIVEN_MAX];
};

/* Keeps an option. Returns its value, which lives until given_release(); NULL after a complaint. */
const char *given_add(struct given *given, const char *command, const struct option_spec *option,
                      const char *value);
void given_release(struct given *given);

/* "--level", "-I", or "set". */
void given_label(const struct option_spec *option, char label[GIVEN_NAME_SIZE]);

/* Whether the value is the path of a file or folder. */
bool given_is_path(const struct option_spec *option);

/* The text of the file, which the caller frees; NULL after a complaint. */
char *given_write(const struct given *given, const struct place *place, const char *command);

/* One line that was read. */
struct given_row {
    char name[GIVEN_NAME_SIZE];
    char value[DISK_PATH_SIZE];
};

/* Reads the next line, at `*offset` of `size` bytes. False at the end, where the offset is the
 * size, and at a line that is none of ours. */
bool given_next(const char *bytes, size_t size, size_t *offset, struct given_row *row);

/* Whether generation `number` can be installed again: its options were noted, and no
 * file of them came from a pipe. */
bool given_suffices(const struct place *place, unsigned long number);

/*
 * Gives `take` each option of generation `number`, of those in the table `options` or given_set;
 * files and folders below the root. The value is there during the call alone. False after a
 * complaint: what was noted does not suffice, or `take` returns false.
 */
bool given_read(const struct place *place, const char *command, unsigned long number,
                const struct option_spec *options, option_take_fn *take, void *context);

#endif
