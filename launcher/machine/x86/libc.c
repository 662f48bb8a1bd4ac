/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The few functions of the C library that the compiler, libfdt, liblz4 and Nettle call.
 *
 * No allocator: only its compressor asks for memory, so malloc() has nothing to give.
 */
#include <stddef.h>
#include <stdint.h>

#include "launcher/machine/x86/machine.h"

char machine_thread[64] __attribute__((aligned(16)));

typedef uint64_t __attribute__((may_alias, aligned(1))) word;

/* Bytes from which on the processor's own copy is faster than a loop, its start included. */
enum { MANY = 512 };

void *memcpy(void *restrict target, const void *restrict source, size_t count);
void *memmove(void *target, const void *source, size_t count);
void *memset(void *target, int value, size_t count);
int memcmp(const void *a, const void *b, size_t count);
void *memchr(const void *s, int c, size_t count);
size_t strlen(const char *s);
size_t strnlen(const char *s, size_t limit);
int strcmp(const char *a, const char *b);
int strncmp(const char *a, const char *b, size_t limit);
char *strchr(const char *s, int c);
char *strrchr(const char *s, int c);
void *malloc(size_t size);
void *calloc(size_t count, size_t size);
void free(void *pointer);
_Noreturn void __stack_chk_fail(void);
_Noreturn void __assert_fail(const char *text, const char *file, unsigned int line,
                             const char *function);

void *memcpy(void *restrict target, const void *restrict source, size_t count)
{
    uint8_t *t = target;
    const uint8_t *s = source;

    if (count >= MANY) {
        size_t words = count / 8;

        count %= 8;
        __asm__ volatile("rep movsq" : "+D"(t), "+S"(s), "+c"(words) : : "memory");
    }
    for (; count >= 8; count -= 8, t += 8, s += 8)
        *(word *)t = *(const word *)s;
    while (count--)
        *t++ = *s++;
    return target;
}

void *memmove(void *target, const void *source, size_t count)
{
    uint8_t *t = target;
    const uint8_t *s = source;

    if ((uintptr_t)t - (uintptr_t)s >= count)
        return memcpy(target, source, count);
    while (count--)
        t[count] = s[count];
    return target;
}

void *memset(void *target, int value, size_t count)
{
    uint8_t *t = target;
    uint64_t pattern = (uint8_t)value * UINT64_C(0x0101010101010101);

    for (; count >= 8; count -= 8, t += 8)
        *(word *)t = pattern;
    while (count--)
        *t++ = (uint8_t)value;
    return target;
}

int memcmp(const void *a, const void *b, size_t count)
{
    const uint8_t *x = a, *y = b;

    for (; count; count--, x++, y++)
        if (*x != *y)
            return *x - *y;
    return 0;
}

void *memchr(const void *s, int c, size_t count)
{
    const uint8_t *p = s;

    for (; count; count--, p++)
        if (*p == (uint8_t)c)
            return (void *)(uintptr_t)p;
    return NULL;
}

size_t strnlen(const char *s, size_t limit)
{
    size_t n = 0;

    while (n < limit && s[n])
        n++;
    return n;
}

size_t strlen(const char *s)
{
    return strnlen(s, SIZE_MAX);
}

int strncmp(const char *a, const char *b, size_t limit)
{
    for (; limit && *a && *a == *b; limit--) {
        a++;
        b++;
    }
    return limit ? (uint8_t)*a - (uint8_t)*b : 0;
}

int strcmp(const char *a, const char *b)
{
    return strncmp(a, b, SIZE_MAX);
}

char *strchr(const char *s, int c)
{
    return memchr(s, c, strlen(s) + 1);
}

char *strrchr(const char *s, int c)
{
    for (size_t n = strlen(s) + 1; n > 0; n--)
        if (s[n - 1] == (char)c)
            return (char *)(uintptr_t)(s + n - 1);
    return NULL;
}

void *malloc(size_t size)
{
    (void)size;
    return NULL;
}

void *calloc(size_t count, size_t size)
{
    (void)count;
    return malloc(size);
}

void free(void *pointer)
{
    (void)pointer;
}

void __stack_chk_fail(void)
{
    machine_die("a stack frame was overrun");
}

void __assert_fail(const char *text, const char *file, unsigned int line, const char *function)
{
    (void)file;
    (void)line;
    (void)function;
    machine_die(text);
}
