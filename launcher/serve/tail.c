/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The ring of a domain's last lines.
 */
#include <string.h>

#include "launcher/serve/tail.h"

void tail_add(struct tail *tail, const char *bytes, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        tail->bytes[tail->next] = bytes[i];
        tail->next = (tail->next + 1) % TAIL_SIZE;
        tail->used += tail->used < TAIL_SIZE;
    }
}

/* The byte that is `back` bytes before the end of the ring. */
static char byte_at(const struct tail *tail, uint32_t back)
{
    return tail->bytes[(tail->next + TAIL_SIZE - back) % TAIL_SIZE];
}

uint32_t tail_read(const struct tail *tail, const char *line, uint32_t count, char text[TAIL_SIZE])
{
    uint32_t room = count < TAIL_SIZE ? TAIL_SIZE - count : 0;
    uint32_t first = tail->used < room ? tail->used : room, kept = first;

    /* A ring that is full lost what was before. */
    if (first < tail->used || tail->used == TAIL_SIZE) {
        while (kept > 0 && byte_at(tail, kept) != '\n')
            kept--;
        kept = kept > 1 ? kept - 1 : first;
    }
    for (uint32_t i = 0; i < kept; i++)
        text[i] = byte_at(tail, kept - i);
    count = count < TAIL_SIZE ? count : TAIL_SIZE;
    memcpy(text + kept, line, count);
    return kept + count;
}
