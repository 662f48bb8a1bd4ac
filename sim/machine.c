/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The machine's memory: one sparse file, frame n at offset n * 4096, of which only what is touched
 * exists.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "sim/machine.h"
#include "sim/alloc.h"
#include "sim/ranges.h"
#include "sim/state.h"

enum { SPARE_RUN = 7, STALE_BYTE = 0x5a };

static uint64_t pages_of(uint64_t bytes)
{
    return (bytes + XEN_PAGE_SIZE - 1) >> XEN_PAGE_SHIFT;
}

uint8_t *frame_bytes(const struct sim *sim, uint64_t mfn)
{
    return sim->memory + (mfn << XEN_PAGE_SHIFT);
}

bool frame_is_zero(const struct sim *sim, uint64_t mfn)
{
    static const uint8_t zeros[XEN_PAGE_SIZE];
    off_t offset = (off_t)(mfn << XEN_PAGE_SHIFT);
    off_t data = lseek(sim->fd, offset, SEEK_DATA);

    /* A hole need not be touched, which would fill it. */
    if (data < 0 || data >= offset + XEN_PAGE_SIZE)
        return true;
    return memcmp(frame_bytes(sim, mfn), zeros, sizeof(zeros)) == 0;
}

uint64_t memory_free_pages(const struct sim *sim)
{
    return ranges_total(&sim->free) - sim->reserved;
}

bool memory_take(struct sim *sim, unsigned int order, uint64_t *mfn)
{
    uint64_t size = UINT64_C(1) << order;
    uint64_t withheld = sim->config.withheld_kib / 4;

    if (sim->config.order_max > 0 && order > sim->config.order_max)
        return false;
    if (memory_free_pages(sim) < size + withheld)
        return false;
    return ranges_take(&sim->free, order, mfn);
}

bool memory_reserve(struct sim *sim, uint64_t pages)
{
    if (memory_free_pages(sim) < pages)
        return false;
    sim->reserved += pages;
    return true;
}

void memory_unreserve(struct sim *sim, uint64_t pages)
{
    sim->reserved -= pages;
}

void memory_give(struct sim *sim, uint64_t mfn, uint64_t count, bool scrub)
{
    if (scrub && fallocate(sim->fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE,
                           (off_t)(mfn << XEN_PAGE_SHIFT), (off_t)(count << XEN_PAGE_SHIFT)) != 0)
        memset(frame_bytes(sim, mfn), 0, count << XEN_PAGE_SHIFT);
    ranges_add(&sim->free, mfn, count);
}

/* Names domain 0's frames: launcher and image in one piece each, the spare ones in odd runs. */
static void p2m_fill(struct sim *sim, uint64_t image_pages, uint64_t spare)
{
    uint64_t fixed = SIM_CHUNK_PAGES + image_pages;

    for (uint64_t i = 0; i < fixed; i++)
        sim->p2m[i] = SIM_FRAME_FIRST + i;
    for (uint64_t i = 0; i < spare; i++) {
        uint64_t run = i / SPARE_RUN * SPARE_RUN;
        uint64_t size = spare - run < SPARE_RUN ? spare - run : SPARE_RUN;

        sim->p2m[fixed + i] = SIM_FRAME_FIRST + fixed + (spare - run - size) + (i - run);
        memset(frame_bytes(sim, sim->p2m[fixed + i]), STALE_BYTE, XEN_PAGE_SIZE);
    }
}

/* One zeroed element for each frame, of which only what is touched exists. NULL with errno. */
static void *table_make(const struct sim *sim, size_t size)
{
    void *table = mmap(NULL, sim->frame_end * size, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

    return table == MAP_FAILED ? NULL : table;
}

static void table_free(const struct sim *sim, void *table, size_t size)
{
    if (table)
        munmap(table, sim->frame_end * size);
}

bool machine_make(struct sim *sim)
{
    uint64_t image_pages = sim->config.image ? pages_of(sim->config.image_size) : 0;
    uint64_t spare = sim->config.spare_kib / 4;
    uint64_t free_pages = sim->config.free_kib / 4;
    void *memory;

    sim->p2m_count = SIM_CHUNK_PAGES + image_pages + spare;
    sim->frame_end = SIM_FRAME_FIRST + sim->p2m_count + free_pages;
    sim->fd = memfd_create("machine", MFD_CLOEXEC);
    if (sim->fd < 0 || ftruncate(sim->fd, (off_t)(sim->frame_end << XEN_PAGE_SHIFT)) != 0)
        return false;
    memory = mmap(NULL, sim->frame_end << XEN_PAGE_SHIFT, PROT_READ | PROT_WRITE,
                  MAP_SHARED | MAP_NORESERVE, sim->fd, 0);
    if (memory == MAP_FAILED)
        return false;
    sim->memory = memory;
    ranges_add(&sim->own, SIM_FRAME_FIRST, sim->p2m_count);
    ranges_add(&sim->free, SIM_FRAME_FIRST + sim->p2m_count, free_pages);
    sim->p2m = sim_alloc(sim->p2m_count * sizeof(*sim->p2m));
    sim->m2p = table_make(sim, sizeof(*sim->m2p));
    sim->levels = table_make(sim, sizeof(*sim->levels));
    sim->uses = table_make(sim, sizeof(*sim->uses));
    if (!sim->m2p || !sim->levels || !sim->uses)
        return false;
    p2m_fill(sim, image_pages, spare);
    if (image_pages > 0) {
        memcpy(frame_bytes(sim, SIM_FRAME_FIRST + SIM_CHUNK_PAGES), sim->config.image,
               sim->config.image_size);
    }
    return true;
}

void machine_free(struct sim *sim)
{
    if (sim->memory)
        munmap(sim->memory, sim->frame_end << XEN_PAGE_SHIFT);
    if (sim->fd >= 0)
        close(sim->fd);
    table_free(sim, sim->m2p, sizeof(*sim->m2p));
    table_free(sim, sim->levels, sizeof(*sim->levels));
    table_free(sim, sim->uses, sizeof(*sim->uses));
    ranges_free(&sim->free);
    ranges_free(&sim->own);
    free(sim->p2m);
}
