/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * For tests of the console: two domains, web and db, on one screen that remembers.
 */
#ifndef TESTS_SUPPORT_CONSOLE_DOMAINS_H
#define TESTS_SUPPORT_CONSOLE_DOMAINS_H

#include "tests/support/console_screen.h"

/* The bytes of a ring, from the domain and to it. */
enum { OUT_SIZE = 2048, IN_SIZE = 1024 };

/* The rings, the open consoles on them, and the screen, which writes to `shown`. */
extern struct xencons_interface web_ring, db_ring;
extern struct console web, db;
extern struct shown shown;
extern struct screen screen;

/* Setup of a test: both rings are empty, both consoles open, and the screen blank. */
int consoles_open(void **state);

/* As if so many bytes had gone each way. */
void web_ring_start_at(uint32_t index);

/* The domain web prints a text, and all of it is taken from the ring. */
void web_prints(const char *text);

/* As when a while passed in which the unfinished line stayed as it is. */
void web_waits(void);

#endif
