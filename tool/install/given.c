/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Writes down what `install` was given.
 */
#include "tool/install/given.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tool/base/file.h"
#include "tool/base/tool.h"

const struct option_spec given_set = {0, "set", "FILE", ""};

void given_label(const struct option_spec *option, char label[GIVEN_NAME_SIZE])
{
    if (option == &given_set)
        (void)snprintf(label, GIVEN_NAME_SIZE, "%s", option->name);
    else if (option->name)
        (void)snprintf(label, GIVEN_NAME_SIZE, "--%s", option->name);
    else
        (void)snprintf(label, GIVEN_NAME_SIZE, "-%c", option->letter);
}

const char *given_add(struct given *given, const char *command, const struct option_spec *option,
                      const char *value)
{
    char label[GIVEN_NAME_SIZE];

    given_label(option, label);
    value = value ? value : "";
    if (given->count == GIVEN_MAX) {
        tool_complain("%s: %s: more than %d options are given; leave some out", command, label,
                      GIVEN_MAX);
        return NULL;
    }
    if (strlen(value) >= DISK_PATH_SIZE || strchr(value, '\n')) {
        tool_complain(
            "%s: %s: the value has a newline, or more than %d bytes, and cannot be noted; "
            "give another one",
            command, label, DISK_PATH_SIZE - 1);
        return NULL;
    }
    given->rows[given->count].option = option;
    given->rows[given->count].value = strdup(value);
    if (!given->rows[given->count].value) {
        tool_complain("out of memory");
        return NULL;
    }
    return given->rows[given->count++].value;
}

void given_release(struct given *given)
{
    while (given->count > 0)
        free(given->rows[--given->count].value);
}

bool given_is_path(const struct option_spec *option)
{
    return option->value &&
           (strcmp(option->value, "FILE") == 0 || strcmp(option->value, "DIR") == 0);
}

static bool row_write(const struct option_spec *option, const char *value,
                      const struct place *place, const char *command, FILE *out)
{
    const char letter[] = {option->letter, '\0'}, *name = option->name ? option->name : letter;
    char *path;
    bool good;

    if (!given_is_path(option))
        return fprintf(out, "%s=%s\n", name, value) > 0;
    if (strcmp(option->value, "FILE") == 0 && path_reads_once(value))
        return fprintf(out, GIVEN_PIPE "=%s\n", name) > 0;
    path = place_name(place, command, value);
    good = path && fprintf(out, "%s=%s\n", name, path) > 0;
    free(path);
    return good;
}

char *given_write(const struct given *given, const struct place *place, const char *command)
{
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    bool good = out;

    for (size_t i = 0; good && i < given->count; i++)
        good = row_write(given->rows[i].option, given->rows[i].value, place, command, out);
    if (out && fclose(out) == 0 && good)
        return text;
    if (good || !out)
        tool_complain("out of memory");
    free(text);
    return NULL;
}
