/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * What the test guest does when asked by the word do= of its command line.
 */
#ifndef TESTS_GUEST_ACT_H
#define TESTS_GUEST_ACT_H

/* The part that belongs into the report; `lines` is a number, or "" for the default. */
void act_in_report(const char *action, const char *lines);

/* The part that follows the report; ends the domain or idles for ever. */
void act_after_report(const char *action) __attribute__((noreturn));

#endif
