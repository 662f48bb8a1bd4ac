/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Reads dtc's annotated output line by line: one node start, node end or property on each.
 */
#include "tool/read/source_map.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool char_is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Reads digits; a number that no file has is as good as none. */
static const char *number_read(const char *text, unsigned int *value)
{
    unsigned long number;
    char *end;

    if (!char_is_digit(*text))
        return NULL;
    number = strtoul(text, &end, 10);
    *value = number < 100000000 ? (unsigned int)number : 0;
    return end;
}

const char *source_position_read(const char *text, char separator, const char **file_end,
                                 unsigned int *line, unsigned int *column)
{
    /* A file name may hold colons and blanks: the first ":digits" that fits ends it. */
    for (const char *at = strchr(text, ':'); at; at = strchr(at + 1, ':')) {
        const char *rest = number_read(at + 1, line);

        if (!rest || *rest != separator)
            continue;
        rest = number_read(rest + 1, column);
        if (!rest || at == text)
            continue;
        *file_end = at;
        return rest;
    }
    return NULL;
}

/* Cuts a trailing comment off the line and returns its text, or NULL. */
static char *line_take_comment(char *line)
{
    char *start = NULL, *end = NULL;

    for (char *at = strstr(line, "/* "); at; at = strstr(at + 3, "/* "))
        start = at;
    if (start)
        end = strstr(start, " */");
    if (!end || end[3] != '\0')
        return NULL;
    *end = '\0';
    while (start > line && (start[-1] == ' ' || start[-1] == '\t'))
        start--;
    *start = '\0';
    return strchr(start + 1, '*') + 2;
}

static size_t label_length(const char *text)
{
    size_t length = strcspn(text, ": \t=;{\"");

    return length > 0 && text[length] == ':' && text[length + 1] == ' ' ? length : 0;
}

static struct source_place *place_add(struct source_map *map)
{
    if (map->count == map->capacity) {
        size_t capacity = map->capacity ? 2 * map->capacity : 256;
        struct source_place *places = realloc(map->places, capacity * sizeof(*places));

        if (!places)
            return NULL;
        map->places = places;
        map->capacity = capacity;
    }
    memset(&map->places[map->count], 0, sizeof(map->places[0]));
    return &map->places[map->count++];
}

static bool place_fill(struct source_place *place, const char *path, const char *comment)
{
    const char *file_end;

    place->path = strdup(path);
    if (!place->path)
        return false;
    if (!comment || strncmp(comment, "<no-file>", 9) == 0 ||
        !source_position_read(comment, ':', &file_end, &place->line, &place->column))
        return true;
    place->file = strndup(comment, (size_t)(file_end - comment));
    return place->file;
}

/* Opens a node: `path` grows by its name. */
static bool node_enter(struct source_map *map, char **path, const char *name, const char *comment)
{
    struct source_place *place = place_add(map);
    char *longer;

    if (strcmp(name, "/") == 0)
        name = "";
    if (!place || asprintf(&longer, "%s/%s", strcmp(*path, "/") == 0 ? "" : *path, name) < 0)
        return false;
    free(*path);
    *path = longer;
    return place_fill(place, *path, comment);
}

static bool node_leave(char *path)
{
    char *slash = strrchr(path, '/');

    if (!slash)
        return false;
    slash[slash == path ? 1 : 0] = '\0';
    return true;
}

static bool property_add(struct source_map *map, const char *path, const char *line,
                         const char *comment)
{
    struct source_place *place = place_add(map);

    if (!place)
        return false;
    place->property = strndup(line, strcspn(line, " =;"));
    return place->property && place_fill(place, path, comment);
}

static bool line_read(struct source_map *map, char **path, char *line)
{
    size_t length, label;
    char *comment;

    line += strspn(line, " \t");
    if (*line == '\0' || strncmp(line, "/dts-v1/", 8) == 0 ||
        strncmp(line, "/memreserve/", 12) == 0)
        return true;
    comment = line_take_comment(line);
    while ((label = label_length(line)) > 0)
        line += label + 2;
    length = strlen(line);
    if (length >= 2 && strcmp(line + length - 2, " {") == 0) {
        line[length - 2] = '\0';
        return node_enter(map, path, line, comment);
    }
    if (strcmp(line, "};") == 0)
        return node_leave(*path);
    return property_add(map, *path, line, comment);
}

bool source_map_read(struct source_map *map, char *annotated)
{
    char *path = strdup("");
    bool good = path;
    char *rest = annotated;

    memset(map, 0, sizeof(*map));
    while (good && rest) {
        char *line = strsep(&rest, "\n");

        good = line_read(map, &path, line);
    }
    free(path);
    if (!good)
        source_map_release(map);
    return good;
}

void source_map_release(struct source_map *map)
{
    for (size_t i = 0; i < map->count; i++) {
        free(map->places[i].path);
        free(map->places[i].property);
        free(map->places[i].file);
    }
    free(map->places);
    memset(map, 0, sizeof(*map));
}

static const struct source_place *place_of(const struct source_map *map, const char *path,
                                           size_t length, const char *property)
{
    for (size_t i = 0; i < map->count; i++) {
        const struct source_place *place = &map->places[i];

        if (!place->file || strncmp(place->path, path, length) != 0 || place->path[length] != '\0')
            continue;
        if (property ? place->property && strcmp(place->property, property) == 0 : !place->property)
            return place;
    }
    return NULL;
}

const struct source_place *source_map_find(const struct source_map *map, const char *path,
                                           const char *property)
{
    size_t length = strlen(path);
    const struct source_place *place = NULL;

    if (property)
        place = place_of(map, path, length, property);
    while (!place && length > 0) {
        place = place_of(map, path, length, NULL);
        while (length > 0 && path[--length] != '/')
            ;
        if (length == 0 && !place)
            return place_of(map, "/", 1, NULL);
    }
    return place;
}
