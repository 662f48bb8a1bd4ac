/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * For tests of the resident service: nine domains, and a serial line of 115200 baud that loses what
 * Xen's buffer cannot keep.
 */
#ifndef TESTS_SUPPORT_SLOW_LINE_H
#define TESTS_SUPPORT_SLOW_LINE_H

#include "tests/support/launches.h"

enum { FLOODS = 8, QUIET = FLOODS + 1, DOMAINS = QUIET, LINE_RATE = 11520 };

#define MIB    UINT64_C(1024)
#define MS     UINT64_C(1000000)
#define SECOND (1000 * MS)
/* docs/hyperlaunch-launcher.7: 0.2 s for who is quiet. */
#define DELAY_MAX (200 * MS)

/* The launch, with all that its domains print. */
extern struct run line_run;
extern uint32_t line_printed[DOMAINS + 1]; /* lines of each domain, by its domid */

/* Setup and teardown of a group: kernel and image. */
int line_set_make(void **state);
int line_set_unmake(void **state);

/* Serves until nothing is left to do. */
void line_serve_all(void);

/* Launches the set with these options of the launcher; NULL: none. */
void line_launch_with(const char *options);

/* Setup and teardown of a test: a launch without options, of which the line lost no byte. */
int line_launch_make(void **state);
int line_launch_unmake(void **state);

/* A domain prints one line with its number; false where its ring has no room for the whole. */
bool line_print(uint32_t domid);
/* All but the quiet one print until their rings are full. */
void line_floods_print(void);
/* The log of the launch is out. */
void line_quiet_start(void);

#endif
