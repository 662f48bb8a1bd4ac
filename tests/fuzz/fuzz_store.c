/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Requests of domain 0 and two guests, in and outside of transactions, while the guests come and
 * go: each answer, each event and what is left in the end are as a slow model has them.
 *
 * The first byte chooses between much memory for the guests, where nothing may fail for lack of it,
 * and little, where anything may, and changes nothing then. The second, between many paths and few.
 */
#include <stdio.h>
#include <string.h>

#include "core/base/text.h"
#include "tests/support/store_players.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The bytes that choose; zeros after the end. */
struct choices {
    const uint8_t *data;
    size_t size;
    bool is_narrow; /* few paths, so that the players meet */
};

static uint32_t choose(struct choices *c, uint32_t count)
{
    uint32_t value;

    if (c->size == 0)
        return 0;
    value = *c->data % count;
    c->data++;
    c->size--;
    return value;
}

/* Chooses a path as a client writes it. */
static void path_choose(struct choices *c, char path[MODEL_PATH])
{
    static const char *const bases[] = {
        "data",
        "",
        "/local/domain/1/data",
        "/local/domain/2/data",
        "/local/domain/1",
        "/local",
        "/local/domain/2",
        "",
    };
    static const char *const names[] = {
        "", "a", "b", "a-name-that-is-longer-than-what-a-single-cell-of-the-pool-holds"};
    uint32_t base = c->is_narrow ? 2 : choose(c, 8), below = choose(c, c->is_narrow ? 7 : 16);
    struct text text;

    text_init(&text, path, MODEL_PATH);
    text_append(&text, "%s", bases[base]);
    for (; below > 0; below /= 4) {
        if (below % 4 == 0)
            continue;
        text_append(&text, "%s%s", path[0] || base == 1 ? "/" : "", names[below % 4]);
    }
    if (path[0] == '\0')
        text_append(&text, "%s", base == 1 ? "/" : "data");
}

static void entries_choose(struct choices *c, struct model_ask *ask)
{
    ask->entry_count = 1 + choose(c, 4);
    for (uint32_t i = 0; i < ask->entry_count; i++) {
        uint32_t value = choose(c, 16);

        ask->entries[i] = (struct model_entry){.domid = value / 4, .access = value % 4};
    }
    /* Nobody but domain 0 owns the root, or only domain 0 could be asked for anything. */
    if (strcmp(ask->path, "/") == 0)
        ask->entries[0].domid = 0;
}

static void tree_ask(struct choices *c, struct players *p, uint32_t player, uint32_t type)
{
    static const uint32_t sizes[] = {0, 1, 52, 53, 112, 113, 130, 131};
    struct model_ask ask = {.type = type};
    char path[MODEL_PATH];
    uint32_t transaction = choose(c, PLAYER_TRANSACTIONS + 1);

    path_choose(c, path);
    player_path(p, player, path, ask.path);
    if (type == XS_WRITE) {
        ask.size = sizes[choose(c, 8)];
        memset(ask.value, (int)choose(c, 256), ask.size);
    }
    if (type == XS_SET_PERMS)
        entries_choose(c, &ask);
    player_ask(p, player, transaction, path, &ask);
}

static void watch_ask(struct choices *c, struct players *p, uint32_t player, bool begins)
{
    char path[MODEL_PATH];

    path_choose(c, path);
    player_watch(p, player, path, (char)('s' + choose(c, 2)), begins);
}

static void step(struct choices *c, struct players *p)
{
    static const uint32_t types[] = {
        XS_WRITE,     XS_WRITE,     XS_READ,      XS_MKDIR,          XS_RM,
        XS_SET_PERMS, XS_GET_PERMS, XS_DIRECTORY, XS_DIRECTORY_PART,
    };
    enum { TYPES = sizeof(types) / sizeof(types[0]) };
    uint32_t what = choose(c, TYPES + 9), player = choose(c, PLAYERS);

    if (what < TYPES)
        tree_ask(c, p, player, types[what]);
    else if (what < TYPES + 2)
        watch_ask(c, p, player, true);
    else if (what == TYPES + 2)
        watch_ask(c, p, player, false);
    else if (what < TYPES + 5)
        player_begin(p, player);
    else if (what == TYPES + 5)
        player_end(p, player, choose(c, PLAYER_TRANSACTIONS), choose(c, 4) != 0);
    else if (what == TYPES + 6)
        player_drain(p, player);
    else if (what == TYPES + 7)
        player_reset(p, player);
    else if (player != 0)
        player_replace(p, player);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct players players;
    struct choices choices = {data, size, false};

    players_begin(&players, choose(&choices, 2) == 1);
    choices.is_narrow = choose(&choices, 4) > 0;
    while (choices.size > 0)
        step(&choices, &players);
    players_end(&players);
    return 0;
}
