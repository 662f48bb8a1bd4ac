/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Chains of cells: made, read, changed where one holds them alone, copied where several do.
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

/* A place in a blob: the bytes from `at` to the end of a cell. */
struct place {
    uint32_t cell;
    uint8_t *at;
    uint32_t room;
};

static struct head *head_of(const struct store_pool *pool, uint32_t blob)
{
    return pool_cell(pool, blob);
}

static uint32_t cells_for(uint32_t size)
{
    if (size == 0)
        return 0;
    return size <= HEAD_ROOM ? 1 : 1 + (size - HEAD_ROOM - 1) / TAIL_ROOM + 1;
}

static uint32_t next_of(const struct store_pool *pool, uint32_t cell)
{
    uint32_t next;

    memcpy(&next, pool_cell(pool, cell), sizeof(next));
    return next;
}

/* The place of a byte; with `offset` = the bytes there is room for, that behind the last cell. */
static struct place place_of(const struct store_pool *pool, uint32_t blob, uint32_t offset)
{
    struct head *head = head_of(pool, blob);
    uint32_t cell = blob;

    if (offset < HEAD_ROOM)
        return (struct place){cell, head->bytes + offset, HEAD_ROOM - offset};
    offset -= HEAD_ROOM;
    for (cell = head->next; offset >= TAIL_ROOM; offset -= TAIL_ROOM)
        cell = next_of(pool, cell);
    if (!cell)
        return (struct place){0};
    return (struct place){cell, ((struct tail *)pool_cell(pool, cell))->bytes + offset,
                          TAIL_ROOM - offset};
}

/* Goes on by `count` bytes, of which the cell has as many. */
static void place_advance(const struct store_pool *pool, struct place *place, uint32_t count)
{
    place->at += count;
    place->room -= count;
    if (place->room == 0) {
        place->cell = next_of(pool, place->cell);
        if (place->cell) {
            place->at = ((struct tail *)pool_cell(pool, place->cell))->bytes;
            place->room = TAIL_ROOM;
        }
    }
}

static void place_write(const struct store_pool *pool, struct place *place, const void *bytes,
                        uint32_t count)
{
    const uint8_t *from = bytes;

    while (count > 0) {
        uint32_t part = count < place->room ? count : place->room;

        memcpy(place->at, from, part);
        place_advance(pool, place, part);
        from += part;
        count -= part;
    }
}

static void place_read(const struct store_pool *pool, struct place *place, void *target,
                       uint32_t count)
{
    uint8_t *to = target;

    while (count > 0) {
        uint32_t part = count < place->room ? count : place->room;

        memcpy(to, place->at, part);
        place_advance(pool, place, part);
        to += part;
        count -= part;
    }
}

static void chain_give(struct store_pool *pool, uint32_t cell)
{
    while (cell) {
        uint32_t next = next_of(pool, cell);

        pool_give(pool, cell);
        cell = next;
    }
}

/* Takes a chain of cells; 0 where there are too few. */
static uint32_t chain_take(struct store_pool *pool, uint32_t cells)
{
    uint32_t first = 0;

    while (cells-- > 0) {
        uint32_t cell = pool_take(pool);

        if (!cell) {
            chain_give(pool, first);
            return 0;
        }
        memcpy(pool_cell(pool, cell), &first, sizeof(first));
        first = cell;
    }
    return first;
}

/* A blob of `size` bytes that are undefined. */
static uint32_t blob_take(struct store_pool *pool, uint32_t size)
{
    uint32_t blob = chain_take(pool, cells_for(size));

    if (blob) {
        head_of(pool, blob)->refs = 1;
        head_of(pool, blob)->size = size;
    }
    return blob;
}

bool blob_make(struct store_pool *pool, const void *bytes, uint32_t size, uint32_t *blob)
{
    struct place place;

    *blob = blob_take(pool, size);
    if (!*blob)
        return size == 0;
    place = place_of(pool, *blob, 0);
    place_write(pool, &place, bytes, size);
    return true;
}

uint32_t blob_hold(const struct store_pool *pool, uint32_t blob)
{
    if (blob)
        head_of(pool, blob)->refs++;
    return blob;
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
    struct place place;

    if (count == 0)
        return;
    place = place_of(pool, blob, offset);
    place_read(pool, &place, target, count);
}

bool blob_equals(const struct store_pool *pool, uint32_t blob, const void *bytes, uint32_t size)
{
    return blob_size(pool, blob) == size && blob_starts(pool, blob, bytes, size);
}

bool blob_starts(const struct store_pool *pool, uint32_t blob, const void *bytes, uint32_t size)
{
    const uint8_t *with = bytes;
    struct place place;

    if (blob_size(pool, blob) < size)
        return false;
    if (size == 0)
        return true;
    place = place_of(pool, blob, 0);
    while (size > 0) {
        uint32_t part = size < place.room ? size : place.room;

        if (memcmp(place.at, with, part) != 0)
            return false;
        place_advance(pool, &place, part);
        with += part;
        size -= part;
    }
    return true;
}

/* Sees to it that the caller is the only holder, with room for `size` bytes. */
static bool blob_own(struct store_pool *pool, uint32_t *blob, uint32_t size)
{
    uint32_t old = *blob, kept = blob_size(pool, old), copy;
    struct place from, to;

    if (old && head_of(pool, old)->refs == 1) {
        uint32_t more = cells_for(size) - cells_for(kept), cell = old;
        uint32_t chain = more ? chain_take(pool, more) : 0;

        if (more && !chain)
            return false;
        while (next_of(pool, cell))
            cell = next_of(pool, cell);
        memcpy(pool_cell(pool, cell), &chain, sizeof(chain));
        return true;
    }
    copy = blob_take(pool, size);
    if (!copy)
        return size == 0;
    if (old) {
        from = place_of(pool, old, 0);
        to = place_of(pool, copy, 0);
        for (uint32_t left = kept; left > 0;) {
            uint32_t part = left < from.room ? left : from.room;

            place_write(pool, &to, from.at, part);
            place_advance(pool, &from, part);
            left -= part;
        }
        head_of(pool, old)->refs--;
    }
    head_of(pool, copy)->size = kept;
    *blob = copy;
    return true;
}

bool blob_overwrite(struct store_pool *pool, uint32_t *blob, uint32_t offset, const void *bytes,
                    uint32_t count)
{
    struct place place;

    if (count == 0)
        return true;
    if (!blob_own(pool, blob, blob_size(pool, *blob)))
        return false;
    place = place_of(pool, *blob, offset);
    place_write(pool, &place, bytes, count);
    return true;
}

bool blob_append(struct store_pool *pool, uint32_t *blob, const void *bytes, uint32_t count)
{
    uint32_t size = blob_size(pool, *blob);
    struct place place;

    if (count == 0)
        return true;
    if (count > UINT32_MAX / 2 - size || !blob_own(pool, blob, size + count))
        return false;
    place = place_of(pool, *blob, size);
    place_write(pool, &place, bytes, count);
    head_of(pool, *blob)->size = size + count;
    return true;
}

bool blob_cut(struct store_pool *pool, uint32_t *blob, uint32_t offset, uint32_t count)
{
    uint32_t size = blob_size(pool, *blob), left = size - offset - count, keep;
    struct place from, to;

    if (count == 0)
        return true;
    if (count == size) {
        blob_drop(pool, *blob);
        *blob = 0;
        return true;
    }
    if (!blob_own(pool, blob, size))
        return false;
    if (left > 0) {
        from = place_of(pool, *blob, offset + count);
        to = place_of(pool, *blob, offset);
    }
    while (left > 0) {
        uint32_t part = left < from.room ? left : from.room;

        part = part < to.room ? part : to.room;
        memmove(to.at, from.at, part);
        place_advance(pool, &from, part);
        place_advance(pool, &to, part);
        left -= part;
    }
    head_of(pool, *blob)->size = size - count;
    keep = *blob;
    for (uint32_t cells = cells_for(size - count); cells > 1; cells--)
        keep = next_of(pool, keep);
    chain_give(pool, next_of(pool, keep));
    memcpy(pool_cell(pool, keep), &(uint32_t){0}, sizeof(uint32_t));
    return true;
}
