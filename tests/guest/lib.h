/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The few library functions that the test guest needs; pure, so that they are tested as a process.
 */
#ifndef TESTS_GUEST_LIB_H
#define TESTS_GUEST_LIB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What the compiler may call by itself. */
void *memcpy(void *restrict target, const void *restrict source, size_t count);
void *memset(void *target, int byte, size_t count);

/* Quotient of 64 by 32 bits: i386 has no instruction for `/` and no library is linked. */
uint64_t number_divide(uint64_t number, uint32_t divisor, uint32_t *remainder);

/* Multiplies by a 32-bit binary fraction, as Xen scales its clock: number * fraction / 2^32. */
uint64_t number_scale(uint64_t number, uint32_t fraction);

enum { NUMBER_SIZE = 21 }; /* decimal digits of 2^64 with a NUL */

/* Write a number as text with a NUL; hexadecimal with at least `width` digits (up to 16). */
void number_decimal(char text[NUMBER_SIZE], uint64_t number);
void number_hex(char text[NUMBER_SIZE], uint64_t number, unsigned int width);

/* The number that a text begins with. */
uint32_t number_read(const char *text);

/* CRC-32 of Ethernet and zlib; starts with 0, and continues with what it returned. */
uint32_t crc32_update(uint32_t crc, const uint8_t *bytes, size_t count);

/* Noise, which goes on from `state`: the same in every run, so that a failure comes again. */
enum { NOISE_START = 0x2545f491 };
void noise_fill(volatile uint32_t *words, size_t count, uint32_t *state);

size_t text_length(const char *text);
bool text_equal(const char *a, const char *b);
bool text_starts(const char *text, const char *start);

/*
 * Finds the last word `key`=VALUE in a command line and copies VALUE. Returns false, and leaves
 * `value` empty, where there is none or it does not fit.
 */
bool word_value(const char *line, const char *key, char *value, size_t size);

#endif
