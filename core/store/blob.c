/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Chains of cells: made, read, changed.
 */
#include "core/store/blob.h"

#include <string.h>

/* The first cell of a blob; those after it have only `next` before their bytes. */
struct head {
    uint32_t next;
    uint32_t refs;
    uint32_t size;
    uint8_t bytes[STORE_CELL_SIZE - 3 * sizeof(uint32_t)];
};

struct tail {
    uint32_t next;
    uint8_t bytes[STORE_CELL_SIZE - sizeof(uint32_t)];
};

_Static_assert(sizeof(struct head) == STORE_CELL_SIZE, "the head fills its cell");
_Static_assert(sizeof(struct tail) == STORE_CELL_SIZE, "a tail fills its cell");

enum {
    HEAD_ROOM = sizeof(((struct head *)0)->bytes),
    TAIL_ROOM = sizeof(((struct tail *)0)->bytes)
};

static struct head *head_of(const struct store_pool *pool, uint32_t blob)
{
    return pool_cell(pool, blob);
}

static uint32_t next_of(const struct store_pool *pool, uint32_t cell)
{
    uint32_t next;

    memcpy(&next, pool_cell(pool, cell), sizeof(next));
    return next;
}

static uint32_t cells_for(uint32_t size)
{
    return size <= HEAD_ROOM ? 1 : 1 + (size - HEAD_ROOM - 1) / TAIL_ROOM + 1;
}

/* -- a place in a chain ---------------------------------------------------------------------------
 */

struct blob_reader blob_reader(const struct store_pool *pool, uint32_t blob)
{
    if (!blob)
        return (struct blob_reader){0};
    return (struct blob_reader){blob, head_of(pool, blob)->bytes, HEAD_ROOM};
}

/* The bytes at the place that are in one cell, `count` at most; moves behind them. */
static uint8_t *place_take(const struct store_pool *pool, struct blob_reader *place,
                           uint32_t *count)
{
    uint8_t *at;

    if (place->room == 0) {
        place->cell = next_of(pool, place->cell);
        place->at = ((struct tail *)pool_cell(pool, place->cell))->bytes;
        place->room = TAIL_ROOM;
    }
    at = place->at;
    *count = *count < place->room ? *count : place->room;
    place->at += *count;
    place->room -= *count;
    return at;
}

static void place_skip(const struct store_pool *pool, struct blob_reader *place, uint32_t count)
{
    for (uint32_t part = count; count > 0; part = count) {
        (void)place_take(pool, place, &part);
        count -= part;
    }
}

static void place_write(const struct store_pool *pool, struct blob_reader *place, const void *bytes,
                        uint32_t count)
{
    const uint8_t *from = bytes;

    for (uint32_t part = count; count > 0; part = count) {
        uint8_t *at = place_take(pool, place, &part);

        memcpy(at, from, part);
        from += part;
        count -= part;
    }
}

/* Copies bytes from one chain to another. */
static void place_copy(const struct store_pool *pool, struct blob_reader *to,
                       struct blob_reader *from, uint32_t count)
{
    for (uint32_t part = count; count > 0; part = count) {
        const uint8_t *at = place_take(pool, from, &part);

        place_write(pool, to, at, part);
        count -= part;
    }
}

void blob_reader_next(const struct store_pool *pool, struct blob_reader *reader, void *target,
                      uint32_t count)
{
    uint8_t *to = target;

    for (uint32_t part = count; count > 0; part = count) {
        const uint8_t *at = place_take(pool, reader, &part);

        memcpy(to, at, part);
        to += part;
        count -= part;
    }
}

/* -- blobs ----------------------------------------------------------------------------------------
 */

static void chain_give(struct store_pool *pool, uint32_t cell)
{
    while (cell) {
        uint32_t next = next_of(pool, cell);

        pool_give(pool, cell);
        cell = next;
    }
}

/* A blob of `size` bytes, more than none, that are undefined; 0 where there are too few cells. */
static uint32_t blob_take(struct store_pool *pool, uint32_t size)
{
    uint32_t first = 0;

    for (uint32_t cells = cells_for(size); cells > 0; cells--) {
        uint32_t cell = pool_take(pool);

        if (!cell) {
            chain_give(pool, first);
            return 0;
        }
        memcpy(pool_cell(pool, cell), &first, sizeof(first));
        first = cell;
    }
    head_of(pool, first)->refs = 1;
    head_of(pool, first)->size = size;
    return first;
}

bool blob_make(struct store_pool *pool, const void *bytes, uint32_t size, uint32_t *blob)
{
    *blob = 0;
    return blob_splice(pool, blob, 0, 0, bytes, size);
}

uint32_t blob_hold(const struct store_pool *pool, uint32_t blob)
{
    if (blob)
        head_of(pool, blob)->refs++;
    return blob;
}

bool blob_is_shared(const struct store_pool *pool, uint32_t blob)
{
    return blob && head_of(pool, blob)->refs > 1;
}

void blob_drop(struct store_pool *pool, uint32_t blob)
{
    if (blob && --head_of(pool, blob)->refs == 0)
        chain_give(pool, blob);
}

uint32_t blob_size(const struct store_pool *pool, uint32_t blob)
{
    return blob ? head_of(pool, blob)->size : 0;
}

void blob_read(const struct store_pool *pool, uint32_t blob, uint32_t offset, void *target,
               uint32_t count)
{
    struct blob_reader place = blob_reader(pool, blob);

    place_skip(pool, &place, offset);
    blob_reader_next(pool, &place, target, count);
}

bool blob_equals(const struct store_pool *pool, uint32_t blob, const void *bytes, uint32_t size)
{
    return blob_size(pool, blob) == size && blob_starts(pool, blob, bytes, size);
}

bool blob_starts(const struct store_pool *pool, uint32_t blob, const void *bytes, uint32_t size)
{
    const uint8_t *with = bytes;
    struct blob_reader place = blob_reader(pool, blob);

    if (blob_size(pool, blob) < size)
        return false;
    for (uint32_t part = size; size > 0; part = size) {
        const uint8_t *at = place_take(pool, &place, &part);

        if (memcmp(at, with, part) != 0)
            return false;
        with += part;
        size -= part;
    }
    return true;
}

uint32_t blob_cells_of(const struct store_pool *pool, uint32_t blob, uint32_t account)
{
    uint32_t count = 0;

    for (uint32_t cell = blob; cell; cell = next_of(pool, cell))
        count += pool->payers[cell - 1] == account;
    return count;
}

bool blob_splice(struct store_pool *pool, uint32_t *blob, uint32_t offset, uint32_t removed,
                 const void *bytes, uint32_t count)
{
    uint32_t size = blob_size(pool, *blob) - removed + count, made = 0;
    struct blob_reader from = blob_reader(pool, *blob), to;

    if (size > 0) {
        made = blob_take(pool, size);
        if (!made)
            return false;
        to = blob_reader(pool, made);
        place_copy(pool, &to, &from, offset);
        place_write(pool, &to, bytes, count);
        place_skip(pool, &from, removed);
        place_copy(pool, &to, &from, size - offset - count);
    }
    blob_drop(pool, *blob);
    *blob = made;
    return true;
}

bool blob_overwrite(struct store_pool *pool, uint32_t *blob, uint32_t offset, const void *bytes,
                    uint32_t count)
{
    struct blob_reader place;

    if (blob_is_shared(pool, *blob))
        return blob_splice(pool, blob, offset, count, bytes, count);
    place = blob_reader(pool, *blob);
    place_skip(pool, &place, offset);
    place_write(pool, &place, bytes, count);
    return true;
}
