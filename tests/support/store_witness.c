/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Expecting events as sets: their order is for other tests.
 */
#include "tests/support/store_witness.h"

#include <string.h>

#include "tests/support/require.h"

struct witness_watch *witness_find(struct witness *w, const char *path, char token)
{
    for (uint32_t i = 0; i < WITNESS_WATCHES; i++) {
        struct witness_watch *watch = &w->watches[i];

        if (token ? watch->is_there && watch->token == token && strcmp(watch->path, path) == 0
                  : !watch->is_there)
            return watch;
    }
    return NULL;
}

static void expect(struct witness *w, const struct witness_watch *watch, const char *path,
                   bool must)
{
    uint32_t number = (uint32_t)(watch - w->watches), i = 0;
    struct witness_event *event;

    while (i < w->count && (w->events[i].watch != number || strcmp(w->events[i].path, path) != 0))
        i++;
    event = &w->events[i];
    REQUIRE(i < WITNESS_EVENTS);
    if (i == w->count) {
        w->count++;
        *event = (struct witness_event){.watch = number};
        model_path_set(event->path, path);
    }
    event->must = must || (event->must && !event->is_told);
    event->is_told = false;
}

void witness_begin(struct witness *w, const struct witness_watch *watch)
{
    expect(w, watch, watch->path, true);
}

void witness_end(struct witness *w, struct witness_watch *watch)
{
    uint32_t number = (uint32_t)(watch - w->watches), kept = 0;

    for (uint32_t i = 0; i < w->count; i++)
        if (w->events[i].watch != number)
            w->events[kept++] = w->events[i];
    w->count = kept;
    *watch = (struct witness_watch){0};
}

static bool can_read(const struct witness *w, struct model_tree *tree, const char *path)
{
    const struct model_node *node = model_find(tree, path);

    return node && model_access(node, w->domid, w->is_privileged) & PERMISSION_READ;
}

void witness_change(struct witness *w, struct model_tree *before, struct model_tree *after,
                    const char *path, bool removed)
{
    char parent[MODEL_PATH], above[MODEL_PATH];
    bool must, may;

    if (!model_find(before, path) && !model_find(after, path))
        return;
    model_parent(path, parent);
    must = can_read(w, before, path) || can_read(w, after, path) || can_read(w, after, parent);
    may = must || can_read(w, before, parent);
    for (uint32_t i = 0; i < WITNESS_WATCHES; i++) {
        const struct witness_watch *watch = &w->watches[i];

        if (!watch->is_there)
            continue;
        if (model_is_within(path, watch->path)) {
            if (may)
                expect(w, watch, path, must);
        } else if (removed && model_is_within(watch->path, path) &&
                   model_find(before, watch->path)) {
            model_parent(watch->path, above);
            if (can_read(w, before, watch->path) || can_read(w, before, above))
                expect(w, watch, watch->path, true);
        }
    }
}

bool witness_takes(struct witness *w, const uint8_t *payload, uint32_t size)
{
    const char *path = (const char *)payload;
    uint32_t length = (uint32_t)strlen(path);
    bool is_expected = false;

    if (size != length + 3 || payload[size - 1] != '\0')
        return false;
    w->taken++;
    for (uint32_t i = 0; i < w->count; i++) {
        struct witness_event *event = &w->events[i];
        const struct witness_watch *watch = &w->watches[event->watch];

        if (watch->token == (char)payload[length + 1] &&
            strcmp(event->path + watch->prefix, path) == 0) {
            event->is_told = true;
            is_expected = true;
        }
    }
    for (uint32_t i = 0; i < WITNESS_WATCHES; i++) {
        struct witness_watch *watch = &w->watches[i];

        if (watch->is_there && watch->token == (char)payload[length + 1] &&
            strcmp(watch->path + watch->prefix, path) == 0) {
            watch->is_told = true;
            is_expected = is_expected || w->taken > w->events_max;
        }
    }
    return is_expected;
}

bool witness_is_content(struct witness *w)
{
    bool is_content = true;

    for (uint32_t i = 0; i < w->count; i++)
        is_content =
            is_content && (!w->events[i].must || w->events[i].is_told ||
                           (w->watches[w->events[i].watch].is_told && w->taken > w->events_max));
    for (uint32_t i = 0; i < WITNESS_WATCHES; i++)
        w->watches[i].is_told = false;
    w->count = w->taken = 0;
    return is_content;
}
