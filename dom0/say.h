/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Lines for a person, on stderr, where a service's go to the journal.
 */
#ifndef DOM0_SAY_H
#define DOM0_SAY_H

/* "hyperlaunch-init: " and the text, as one line. */
void say(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
