/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The test guest's side of its store: asks as a kernel does, or lies.
 */
#ifndef TESTS_GUEST_STORE_H
#define TESTS_GUEST_STORE_H

#include <stdbool.h>
#include <stdint.h>

enum { STORE_ANSWER_SIZE = 64 };

/* Finds the store; an error in the report where there is none. Before all that follows. */
bool store_open(void);

/* The value of a node, or the name of the error; false where no answer comes. */
bool store_read(const char *path, char answer[STORE_ANSWER_SIZE]);
/* False where it was not written. */
bool store_write(const char *path, const char *value);

/* Rings without asking. */
void store_ring(void);

/*
 * Reads its name `count` times, writes a node of its own and one that is not, and reports the
 * answers; an error where one does not come.
 */
void store_ask(uint32_t count);

/* Opens all nodes, watches and transactions that it gets, and reports how many. */
void store_open_all(void);

/* Asks without taking an answer, then writes noise over the whole page; some seconds of each. */
void store_storm(void);

#endif
