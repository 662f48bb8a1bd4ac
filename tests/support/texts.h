/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * For tests that look for parts in a text that is made of something.
 */
#ifndef TESTS_SUPPORT_TEXTS_H
#define TESTS_SUPPORT_TEXTS_H

#include <stddef.h>

/* A text of NULL is that of what was refused: both fail then. */
void assert_has(const char *text, const char *part);
void assert_lacks(const char *text, const char *part);

struct text_example {
    const char *from;
    const char *part; /* what stands in the text that is made of it */
};

/* `make` makes the text of an example, which is freed. */
void texts_check(char *(*make)(const char *from), const struct text_example *examples,
                 size_t count);

#define TEXTS_CHECK(make, examples)                                                                \
    texts_check(make, examples, sizeof(examples) / sizeof((examples)[0]))

#endif
