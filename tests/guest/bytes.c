/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The memory functions that a freestanding compiler may call by itself; apart, because a process
 * that tests lib.c has its own.
 */
#include "tests/guest/lib.h"

void *memcpy(void *restrict target, const void *restrict source, size_t count)
{
    void *start = target;

    __asm__ volatile("rep movsb" : "+D"(target), "+S"(source), "+c"(count) : : "memory");
    return start;
}

void *memset(void *target, int byte, size_t count)
{
    void *start = target;

    __asm__ volatile("rep stosb" : "+D"(target), "+c"(count) : "a"(byte) : "memory");
    return start;
}
