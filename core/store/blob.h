/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Bytes of any length in the cells of a store's pool: a name, a value, a list.
 *
 * A blob is a chain of cells and is named by its first. It counts its holders: who wants to keep
 * one takes a reference, and who changes one that others hold, too, gets a copy. Costs are in
 * proportion to the size, which the callers bound. 0 stands for a blob without bytes.
 */
#ifndef CORE_STORE_BLOB_H
#define CORE_STORE_BLOB_H

#include "core/store/pool.h"

/*
 * Makes a blob of `size` bytes, with one reference, the caller's. False, and nothing taken, where
 * the pool has too few cells.
 */
bool blob_make(struct store_pool *pool, const void *bytes, uint32_t size, uint32_t *blob);

/* Takes one more reference; returns the same blob. */
uint32_t blob_hold(const struct store_pool *pool, uint32_t blob);

/* Whether several hold it. */
bool blob_is_shared(const struct store_pool *pool, uint32_t blob);

/* Drops a reference; with the last one the cells are given back. */
void blob_drop(struct store_pool *pool, uint32_t blob);

uint32_t blob_size(const struct store_pool *pool, uint32_t blob);

/* Copies bytes [offset, offset + count), which lie inside the blob. */
void blob_read(const struct store_pool *pool, uint32_t blob, uint32_t offset, void *target,
               uint32_t count);

bool blob_equals(const struct store_pool *pool, uint32_t blob, const void *bytes, uint32_t size);

/* Whether its first bytes are these. */
bool blob_starts(const struct store_pool *pool, uint32_t blob, const void *bytes, uint32_t size);

/*
 * Puts `count` bytes in the place of `removed` bytes at `offset` of the blob that the caller holds
 * in
 * `*blob`, which becomes another one. False, and nothing changed, where the pool has too few cells.
 */
bool blob_splice(struct store_pool *pool, uint32_t *blob, uint32_t offset, uint32_t removed,
                 const void *bytes, uint32_t count);

/*
 * Overwrites bytes that lie inside the blob; where others hold it, too, `*blob` becomes a copy. It
 * cannot fail where the caller is the only holder.
 */
bool blob_overwrite(struct store_pool *pool, uint32_t *blob, uint32_t offset, const void *bytes,
                    uint32_t count);

/* How many of its cells are charged to an account. */
uint32_t blob_cells_of(const struct store_pool *pool, uint32_t blob, uint32_t account);

/* A reader of a blob from its first byte on, without starting again for each part. */
struct blob_reader {
    uint32_t cell;
    uint8_t *at;
    uint32_t room; /* bytes from `at` to the end of the cell */
};

struct blob_reader blob_reader(const struct store_pool *pool, uint32_t blob);

/* Reads the next bytes, which lie inside the blob. */
void blob_reader_next(const struct store_pool *pool, struct blob_reader *reader, void *target,
                      uint32_t count);

#endif
