/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * A store with domain 0 and two guests, which ask and expect answers.
 */
#ifndef TESTS_SUPPORT_STORE_ASKS_H
#define TESTS_SUPPORT_STORE_ASKS_H

#include "tests/support/store_client.h"

/* Clients are named by their domid here. */
enum { DOM0, GUEST, OTHER, ASKERS };

extern struct store asked;
extern uint32_t askers[ASKERS]; /* the store's numbers of them */

/*
 * Makes the store. As by `xl create`, a guest may read its /local/domain/N and owns the `data`
 * below it. The end removes all clients, and demands that only the root is left.
 */
int asked_make(void **state);
int asked_end(void **state);

/* Makes or removes a guest alone. */
void asker_add(uint32_t domid);
void asker_remove(uint32_t domid, bool is_gone);

/* A payload: its bytes and their number; a NUL that belongs to it is written. */
#define SAY(text) (text), (uint32_t)sizeof(text) - 1

/* Asks, and expects "OK", a payload, or an error of this name. Events are kept for later. */
void expect_ok(uint32_t domid, uint32_t type, uint32_t transaction, const void *payload,
               uint32_t size);
void expect_reply(uint32_t domid, uint32_t type, uint32_t transaction, const void *payload,
                  uint32_t size, const void *reply, uint32_t reply_size);
void expect_error(uint32_t domid, uint32_t type, uint32_t transaction, const void *payload,
                  uint32_t size, const char *name);

/* Asks, and returns the answer, which is good until the next question. */
const struct store_message *ask(uint32_t domid, uint32_t type, uint32_t transaction,
                                const void *payload, uint32_t size);
/* Whether an answer is an error of this name. */
bool answer_is(const struct store_message *answer, const char *name);

/* Sets a watch, and takes the event that it begins with. */
void expect_watch(uint32_t domid, const char *path, const char *token);

/* Begins a transaction; its number. */
uint32_t expect_transaction(uint32_t domid);

/*
 * Expects exactly these events since the last look, in this order: "PATH TOKEN", and a line feed
 * after each.
 */
void expect_events(uint32_t domid, const char *expected);

#endif
