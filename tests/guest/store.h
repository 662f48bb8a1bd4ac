/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The test guest's side of its store: asks as a kernel does, or lies.
 */
#ifndef TESTS_GUEST_STORE_H
#define TESTS_GUEST_STORE_H

#include <stdint.h>

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
