/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Writes a device tree in one pass, in the order of its nodes and properties.
 *
 * The first error stays and turns the rest into nothing: only tree_finish() needs a look.
 */
#ifndef CORE_BASE_TREE_WRITE_H
#define CORE_BASE_TREE_WRITE_H

#include <stddef.h>
#include <stdint.h>

struct tree_writer {
    void *blob;
    int error; /* of libfdt */
};

/* Starts a tree in `buffer`, with its root node begun; no more than `limit` bytes are used. */
void tree_start(struct tree_writer *w, void *buffer, size_t capacity, size_t limit);
/* Ends the root node and the tree; returns its size, or 0 when it did not fit. */
size_t tree_finish(struct tree_writer *w);

void tree_begin(struct tree_writer *w, const char *name);
void tree_begin_numbered(struct tree_writer *w, const char *name, uint32_t number); /* "name@1f" */
void tree_end(struct tree_writer *w);

void tree_bytes(struct tree_writer *w, const char *name, const void *bytes, size_t size);
void tree_string(struct tree_writer *w, const char *name, const char *string);
void tree_u32(struct tree_writer *w, const char *name, uint32_t value);
void tree_u64(struct tree_writer *w, const char *name, uint64_t value);
/* A property of `size` bytes for the caller to fill; NULL after an error. */
char *tree_room(struct tree_writer *w, const char *name, size_t size);

#endif
