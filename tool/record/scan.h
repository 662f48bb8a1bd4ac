/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Reading what the launcher's log prints: fixed words with numbers and times between.
 */
#ifndef TOOL_RECORD_SCAN_H
#define TOOL_RECORD_SCAN_H

#include <stdint.h>

/*
 * Compares the start of a text with a pattern, in which '#' stands for a decimal number, '@' for
 * seconds and '~' for milliseconds, both with decimals, as nanoseconds; a blank stands for one or
 * more. The values, in their order, go where the pointers that follow lead. Returns what follows in
 * the text; NULL where it is other than the pattern, or a number is beyond all bounds.
 */
const char *scan(const char *text, const char *pattern, ...);

#endif
