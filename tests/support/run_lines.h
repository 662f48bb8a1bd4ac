/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Feeds a run with lines of the console, for tests of what it sees.
 */
#ifndef TESTS_SUPPORT_RUN_LINES_H
#define TESTS_SUPPORT_RUN_LINES_H

#include <stdbool.h>

#include "tool/run/seen.h"

#define COMPLETE                                                                                   \
    "hyperlaunch: launch complete: 2 started, 0 failed, 2146.553 ms after entry, 326 "             \
    "hypercalls\r\n"
#define FOCUS(name)                                                                                \
    "hyperlaunch: input goes to " name " (Ctrl-] n: next domain, Ctrl-] ?: all keys)\r\n"

/* What the run has seen. */
extern struct run_seen run_seen_made;

/* Two guests, or with `dom0` a dom0 and a guest. */
void run_begin_with(enum run_until until, const char *text, bool dom0);

/* The same with two guests. */
void run_begin(enum run_until until, const char *text);

/* The same, the second of which is the recovery domain. */
void run_begin_with_recovery(enum run_until until);

/* The console prints a text. */
void run_print(const char *text);

/* The run gives this reason for its end. */
void run_assert_reason(const char *wanted);

#endif
