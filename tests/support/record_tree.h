/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * For tests of the launch record: a record, its tree, and what is read back from it.
 */
#ifndef TESTS_SUPPORT_RECORD_TREE_H
#define TESTS_SUPPORT_RECORD_TREE_H

#include <stddef.h>

#include "tests/support/records.h"

/* The record, what is read back, and blobs to write and to change it in. */
extern struct record record_made;
extern struct record record_again;
extern _Alignas(8) char record_blob[RECORD_BLOB_MAX];
extern _Alignas(8) char record_other[RECORD_BLOB_MAX + 8];

/* Reads a copy of exactly that size, so that the sanitizer sees every byte read beyond. */
enum record_error record_read_copy(const void *bytes, size_t size);

/* The typical record as a tree that can be changed. */
void record_open_blob(void);

/* The node of record_blob at this path, which must be there. */
int record_node_of(const char *path);

#endif
