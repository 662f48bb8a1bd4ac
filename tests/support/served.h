/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Three domains that were launched, and are served; one is not to start again after a reboot.
 */
#ifndef TESTS_SUPPORT_SERVED_H
#define TESTS_SUPPORT_SERVED_H

#include "tests/support/launches.h"

enum { WEB = 1, DB = 2, JOB = 3 };

extern struct run served_run;

int served_set_make(void **state);
int served_set_unmake(void **state);
/* A launch of the three, whose consoles have been quiet so far. */
int served_launch_make(void **state);
int served_launch_unmake(void **state);
/* Serves until nothing is left to do; returns how many rounds that took. */
uint32_t served_all(void);
/* What the console has got since it was looked at last. */
void served_console_expect(const char *text);
/* The same, after the line that says when a domain ended. */
void served_end_expect(const char *name, const char *text);

#endif
