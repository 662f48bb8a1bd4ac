/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Keeping, taking and giving back the launcher's own frames.
 */
#include "xen/frames.h"
#include "xen/memory_op.h"
#include "xen/mmu.h"

/* Frames named in one go: one call to zero them, one to release them. */
enum { BATCH = XEN_CLEAR_MAX };

void frames_init(struct frames *frames, const uint64_t *p2m, uint64_t count)
{
    *frames = (struct frames){.p2m = p2m, .count = count};
}

void frames_keep(struct frames *frames, uint64_t first, uint64_t count)
{
    if (count == 0)
        return;
    if (frames->kept_count == FRAMES_KEPT_MAX) {
        /* Better no frame is free than one in use. */
        frames->count = 0;
        return;
    }
    frames->kept[frames->kept_count++] = (struct frames_range){first, count};
}

/* The next page frame from frames->next on that is not kept; frames->count when there is none. */
static uint64_t frames_next_free(struct frames *frames)
{
    bool moved = true;

    while (moved) {
        moved = false;
        for (uint32_t i = 0; i < frames->kept_count; i++) {
            const struct frames_range *kept = &frames->kept[i];

            if (frames->next >= kept->first && frames->next - kept->first < kept->count) {
                frames->next = kept->first + kept->count;
                moved = true;
            }
        }
    }
    frames->next = frames->next > frames->count ? frames->count : frames->next;
    return frames->next;
}

static bool frames_pop(struct frames *frames, uint64_t *mfn)
{
    uint64_t pfn = frames_next_free(frames);

    if (pfn >= frames->count)
        return false;
    frames->next = pfn + 1;
    *mfn = frames->p2m[pfn];
    return true;
}

bool frames_take(struct frames *frames, uint64_t *mfn)
{
    if (!frames_pop(frames, mfn))
        return false;
    frames_runs_add(&frames->taken, mfn, 1);
    return true;
}

int64_t frames_release(struct xen *xen, const uint64_t *mfns, uint32_t count)
{
    int error;

    if (count == 0)
        return 0;
    error = xen_frames_clear(xen, mfns, count);
    if (error)
        return error;
    return xen_memory_release(xen, mfns, count);
}

int64_t frames_give_back(struct xen *xen, struct frames *frames)
{
    uint64_t mfns[BATCH];
    int64_t total = 0;
    uint32_t count;

    do {
        int64_t done;

        for (count = 0; count < BATCH && frames_pop(frames, &mfns[count]); count++) {
        }
        done = frames_release(xen, mfns, count);
        if (done < 0)
            return done;
        total += done;
    } while (count == BATCH);
    return total;
}

void frames_runs_add(struct frames_runs *runs, const uint64_t *mfns, uint64_t count)
{
    for (uint64_t i = 0; i < count; i++) {
        struct frames_range *last = runs->count ? &runs->runs[runs->count - 1] : NULL;

        if (last && mfns[i] == last->first + last->count) {
            last->count++;
        } else if (last && mfns[i] + 1 == last->first) {
            /* Xen hands out single frames from the top down. */
            last->first--;
            last->count++;
        } else if (runs->count < FRAMES_RUNS_MAX) {
            runs->runs[runs->count++] = (struct frames_range){mfns[i], 1};
        }
    }
}

bool frames_runs_cut(struct frames_runs *runs, uint64_t first, uint64_t count)
{
    for (uint32_t i = 0; i < runs->count; i++) {
        struct frames_range *run = &runs->runs[i];
        uint64_t before = first - run->first, behind;

        if (first < run->first || before > run->count || count > run->count - before)
            continue;
        behind = run->count - before - count;
        if (before && behind && runs->count == FRAMES_RUNS_MAX)
            return false;
        /* What is left are two runs, one, or none. */
        if (before && behind)
            runs->runs[runs->count++] = (struct frames_range){first + count, behind};
        if (before)
            run->count = before;
        else if (behind)
            *run = (struct frames_range){first + count, behind};
        else
            *run = runs->runs[--runs->count];
        return true;
    }
    return false;
}

int64_t frames_runs_give_back(struct xen *xen, struct frames_runs *runs)
{
    uint64_t mfns[BATCH];
    int64_t total = 0;
    uint32_t filled = 0;

    for (uint32_t i = 0; i < runs->count; i++) {
        for (uint64_t j = 0; j < runs->runs[i].count; j++) {
            bool last = i + 1 == runs->count && j + 1 == runs->runs[i].count;

            mfns[filled++] = runs->runs[i].first + j;
            if (filled == BATCH || last) {
                int64_t done = frames_release(xen, mfns, filled);

                if (done < 0)
                    return done;
                total += done;
                filled = 0;
            }
        }
    }
    runs->count = 0;
    return total;
}
