/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Three domains, web, db and a PV one that is preserved when it crashes, that were launched and
 * have a store; what they say to it.
 */
#ifndef TESTS_SUPPORT_STORE_GUESTS_H
#define TESTS_SUPPORT_STORE_GUESTS_H

#include "tests/support/launches.h"

enum { STORE_WEB = 1, STORE_DB = 2, STORE_PV = 3, STORE_GUESTS = 3 };

extern struct run store_run;

int store_set_make(void **state);
int store_set_unmake(void **state);
/* Makes the Xen of a launch, which has not begun. */
int store_launch_prepare(void **state);
/* A launch of the three, with memory for a store; they said nothing yet. */
int store_launch_make(void **state);
int store_launch_unmake(void **state);

/* Serves until nothing is left to do. */
void store_serve_all(void);

/* Writes a request, XS_*, whose payload may have NULs, into a guest's ring; all of it must fit. */
void store_ask(uint32_t domid, uint32_t type, const char *payload, size_t size);
/*
 * Takes the next message from a guest's ring; returns its type, and its payload as a string with
 * '|' for each NUL, the last left out. -1 where there is none.
 */
enum { STORE_ANSWER_SIZE = 4097 };
int store_answer(uint32_t domid, char payload[STORE_ANSWER_SIZE]);

/* A request with a text of `payload`, '|' for a NUL, served: its answer is "TYPE payload". */
void store_expect(uint32_t domid, uint32_t type, const char *payload, const char *answer);

#endif
