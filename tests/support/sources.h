/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Compiles the sources that an import writes, for tests that cannot wait for dtc each time.
 */
#ifndef TESTS_SUPPORT_SOURCES_H
#define TESTS_SUPPORT_SOURCES_H

#include <stddef.h>

/*
 * Makes a blob of a source in the form that import_write() has: comments, nodes with a label or
 * none, properties of strings, of one number, of one reference, or without a value. Ends the
 * process where the text is anything else. Returns the blob's size.
 */
size_t source_text_compile(const char *text, void *blob, size_t capacity);

#endif
