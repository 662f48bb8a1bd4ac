/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The test guest's console: Xen's PV ring, else Xen's own console, else (no Xen) the serial port.
 */
#ifndef TESTS_GUEST_CONSOLE_H
#define TESTS_GUEST_CONSOLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Takes the page of a PV ring for the console from here on, and the port to tell the other end by.
 */
void console_use(volatile void *page, uint32_t port);

/* Writes text; waits while the ring is full. The other end is told at a line's end. */
void console_print(const char *text);
void console_end_line(void);

/* Tells the other end that there is something in the ring. */
void console_flush(void);

/* Waits, without using CPU, for a line of input; an overlong one comes in pieces. False where no
 * input is to be had. */
bool console_read_line(char *line, size_t size);

/* Whether there is input in the ring. */
bool console_has_input(void);

/* Waits until the other end has read everything, or for `milliseconds`. */
void console_drain(uint32_t milliseconds);

/* Waits without using CPU, and without asking for it, until the other end has read everything, or
 * for `milliseconds`. */
void console_await_taken(uint32_t milliseconds);

/* Waits without using CPU: for `milliseconds`, or less. */
void console_pause(uint32_t milliseconds);

/* The whole page of the ring, to be abused; NULL where there is none. */
volatile uint32_t *console_page(void);

#endif
