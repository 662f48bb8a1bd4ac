/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Which events a client of a store has to get, by the model of its tree.
 */
#ifndef TESTS_SUPPORT_STORE_WITNESS_H
#define TESTS_SUPPORT_STORE_WITNESS_H

#include "tests/support/store_model.h"

enum { WITNESS_WATCHES = 6, WITNESS_EVENTS = WITNESS_WATCHES * MODEL_NODES };

struct witness {
    uint32_t domid;
    bool is_privileged;
    uint32_t events_max; /* after so many the store may tell the path of the watch instead */
    struct witness_watch {
        bool is_there;
        char path[MODEL_PATH];
        uint32_t prefix; /* bytes of the path that the client left out */
        char token;
        bool is_told; /* its own path */
    } watches[WITNESS_WATCHES];
    struct witness_event {
        uint32_t watch;
        char path[MODEL_PATH];
        bool must; /* else it may be told */
        bool is_told;
    } events[WITNESS_EVENTS];
    uint32_t count;
    uint32_t taken;
};

/* The watch of a path and a token, or the first place for one where `token` is 0; NULL. */
struct witness_watch *witness_find(struct witness *w, const char *path, char token);

/* Expects the first event of a watch; removes a watch and what was expected of it. */
void witness_begin(struct witness *w, const struct witness_watch *watch);
void witness_end(struct witness *w, struct witness_watch *watch);

/* Expects the events of a change to one path; `removed`: with all below it. */
void witness_change(struct witness *w, struct model_tree *before, struct model_tree *after,
                    const char *path, bool removed);

/* Takes an event: whether it is one that the client may get. */
bool witness_takes(struct witness *w, const uint8_t *payload, uint32_t size);

/* Nothing waits for the client: whether it got all that it has to, and forgets them. */
bool witness_is_content(struct witness *w);

#endif
