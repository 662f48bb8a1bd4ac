/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Reads back what `install` was given.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tool/base/file.h"
#include "tool/base/tool.h"
#include "tool/install/generation.h"
#include "tool/install/given.h"

bool given_next(const char *bytes, size_t size, size_t *offset, struct given_row *row)
{
    const char *line = bytes + *offset, *end = memchr(line, '\n', size - *offset);
    const char *equals = end ? memchr(line, '=', (size_t)(end - line)) : NULL;
    size_t name = equals ? (size_t)(equals - line) : 0, value;

    if (name == 0 || name >= sizeof(row->name) || memchr(line, '\0', (size_t)(end - line)))
        return false;
    value = (size_t)(end - equals) - 1;
    if (value >= sizeof(row->value))
        return false;
    memcpy(row->name, line, name);
    row->name[name] = '\0';
    memcpy(row->value, equals + 1, value);
    row->value[value] = '\0';
    *offset += (size_t)(end - line) + 1;
    return true;
}

/* The option of this name, or letter; NULL: none. */
static const struct option_spec *option_find(const struct option_spec *options, const char *name)
{
    if (strcmp(name, given_set.name) == 0)
        return &given_set;
    for (; option_is_there(options); options++)
        if (options->name ? strcmp(name, options->name) == 0
                          : name[0] == options->letter && name[1] == '\0')
            return options;
    return NULL;
}

static const char of_pipe[] = "its set came from a pipe, which is read but once";

/* The way that is left. */
static void again_refuse(const struct place *place, const char *command, unsigned long number,
                         const char *why)
{
    struct entry *entry = malloc(sizeof(*entry));
    struct generation_sizes sizes;

    if (entry)
        generation_read(place, number, entry, &sizes);
    tool_complain("%s: --again: generation %lu: %s; name the set, and its options: hyperlaunch "
                  "install %s",
                  command, number, why,
                  why != of_pipe && entry && entry->set[0] ? entry->set : "SET");
    free(entry);
}

struct reading {
    const struct place *place;
    const char *command;
    unsigned long number;
    const struct option_spec *options;
    option_take_fn *take;
    void *context;
    bool has_set;
};

/* Why a line is not taken: NULL where it is. */
static const char *row_take(struct reading *reading, const struct given_row *row)
{
    static const char unknown[] = "its options have a line that is not understood";
    const struct option_spec *option = option_find(reading->options, row->name);
    const char *root = "";
    char *value = NULL;
    bool good;

    if (strcmp(row->name, GIVEN_PIPE) == 0)
        return strcmp(row->value, given_set.name) == 0
                   ? of_pipe
                   : "a file of its options came from a pipe, which is read but once";
    if (!option || (!option->value && row->value[0]) ||
        (given_is_path(option) && row->value[0] != '/'))
        return unknown;
    if (given_is_path(option))
        root = reading->place->root;
    if (asprintf(&value, "%s%s", root, row->value) < 0)
        return "out of memory";
    reading->has_set |= option == &given_set;
    good = reading->take(reading->context, option, option->value ? value : NULL);
    free(value);
    return good ? NULL : unknown;
}

static const char *rows_take(struct reading *reading, const struct file *file)
{
    struct given_row *row = malloc(sizeof(*row));
    const char *why = row ? NULL : "out of memory";
    size_t offset = 0;

    while (!why && given_next((const char *)file->bytes, file->size, &offset, row))
        why = row_take(reading, row);
    free(row);
    if (!why && (offset < file->size || !reading->has_set))
        why = "its options have a line that is not understood, or no set";
    return why;
}

bool given_read(const struct place *place, const char *command, unsigned long number,
                const struct option_spec *options, option_take_fn *take, void *context)
{
    struct reading reading = {.place = place,
                              .command = command,
                              .number = number,
                              .options = options,
                              .take = take,
                              .context = context};
    const char *why;
    struct file file;

    if (generation_file_read(place, number, "options", GIVEN_SIZE_MAX, &file))
        why = rows_take(&reading, &file);
    else
        why = errno == ENOENT ? "an older hyperlaunch installed it, and did not note its options"
                              : strerror(errno);
    file_release(&file);
    if (why)
        again_refuse(place, command, number, why);
    return !why;
}

bool given_suffices(const struct place *place, unsigned long number)
{
    struct given_row *row = malloc(sizeof(*row));
    bool good = row, has_set = false;
    struct file file = {0};
    size_t offset = 0;

    good = good && generation_file_read(place, number, "options", GIVEN_SIZE_MAX, &file);
    while (good && given_next((const char *)file.bytes, file.size, &offset, row)) {
        has_set |= strcmp(row->name, given_set.name) == 0;
        good = strcmp(row->name, GIVEN_PIPE) != 0;
    }
    good = good && has_set && offset == file.size;
    file_release(&file);
    free(row);
    return good;
}
