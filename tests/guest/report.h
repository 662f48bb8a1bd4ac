/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The lines of the test guest: `tiny: key=value`, and errors kept until their turn comes.
 */
#ifndef TESTS_GUEST_REPORT_H
#define TESTS_GUEST_REPORT_H

#include <stdbool.h>
#include <stdint.h>

void report_text(const char *key, const char *value);
void report_number(const char *key, uint64_t number);

/* A number in hexadecimal with at least `width` digits. */
void report_hex(const char *key, uint64_t number, unsigned int width);

/* Keeps an error for report_errors; `text` must stay valid, `value` is the address or number meant.
 */
void report_error(const char *text, uint64_t value);

/* The same, but only the first error of this text is kept: for checks of many alike things. */
void report_error_once(const char *text, uint64_t value);

/* Prints the errors kept so far, one line each. */
void report_errors(void);

/* The last line: with any error the result is one. */
void report_done(uint64_t time_ms);

#endif
