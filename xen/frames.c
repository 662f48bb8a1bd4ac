/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Keeping, taking and giving back the launcher's own frames.
 */
#include "xen/frames.h"
#include "xen/errno.h"
#include "xen/memory_op.h"

/* Pages of an extent of 2 MiB. */
enum { EXTENT = 512 };

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

/* Moves frames->next to the next page frame that is not kept, or to the end. */
static void frames_skip_kept(struct frames *frames)
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
}

/*
 * Takes free page frames that follow each other, at most `limit`, and `slack` more up to where an
 * extent of 2 MiB begins. Returns how many; 0: none is left.
 */
static uint64_t frames_run_take(struct frames *frames, uint64_t limit, uint64_t slack,
                                const uint64_t **mfns)
{
    uint64_t end = frames->count, count;

    frames_skip_kept(frames);
    for (uint32_t i = 0; i < frames->kept_count; i++)
        if (frames->kept[i].first > frames->next && frames->kept[i].first < end)
            end = frames->kept[i].first;
    *mfns = frames->p2m + frames->next;
    end -= frames->next;
    count = end < limit ? end : limit;
    while (count < end && count < limit + slack && (*mfns)[count] % EXTENT)
        count++;
    frames->next += count;
    return count;
}

bool frames_take(struct frames *frames, uint64_t *mfn)
{
    const uint64_t *mfns;

    if (!frames_run_take(frames, 1, 0, &mfns))
        return false;
    *mfn = *mfns;
    frames_runs_add(&frames->taken, mfn, 1);
    return true;
}

uint64_t frames_left(struct frames *frames)
{
    uint64_t next = frames->next, left = 0, count;
    const uint64_t *mfns;

    while ((count = frames_run_take(frames, UINT64_MAX, 0, &mfns)) > 0)
        left += count;
    frames->next = next;
    return left;
}

/* Zeroes frames and, if they go, releases them. Returns the number, or Xen's error. */
static int64_t frames_each(struct xen *xen, const uint64_t *mfns, uint64_t count, bool go)
{
    int64_t total = 0;

    for (uint64_t done = 0, n; done < count; done += n) {
        int64_t released;

        n = count - done < XEN_CLEAR_MAX ? count - done : XEN_CLEAR_MAX;
        released = xen_frames_clear(xen, mfns + done, (uint32_t)n);
        if (!released && go)
            released = xen_memory_release(xen, mfns + done, n);
        if (released < 0)
            return released;
        total += go ? released : (int64_t)n;
    }
    return total;
}

int64_t frames_release(void *xen, const uint64_t *mfns, uint64_t count)
{
    return frames_each(xen, mfns, count, true);
}

int64_t frames_give_back(struct frames *frames, uint64_t limit, frames_release_by *release,
                         void *context)
{
    int64_t total = 0;
    const uint64_t *mfns;
    uint64_t count;

    while ((uint64_t)total < limit &&
           (count = frames_run_take(frames, limit - (uint64_t)total, EXTENT - 1, &mfns)) > 0) {
        int64_t done = release(context, mfns, count);

        if (done < 0)
            return done;
        total += done;
    }
    return total;
}

int64_t frames_batch_end(struct frames_batch *batch)
{
    int64_t done = frames_each(batch->xen, batch->mfns, batch->count, !batch->stay);

    batch->error = done < 0 ? (int)done : done < batch->count ? -XEN_EBUSY : batch->error;
    batch->done += done < 0 ? 0 : done;
    batch->count = 0;
    return batch->error ? batch->error : batch->done;
}

void frames_batch_add(struct frames_batch *batch, uint64_t mfn)
{
    batch->mfns[batch->count++] = mfn;
    if (batch->count == XEN_CLEAR_MAX)
        (void)frames_batch_end(batch);
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
    struct frames_batch batch = {.xen = xen};

    for (uint32_t i = 0; i < runs->count; i++)
        for (uint64_t j = 0; j < runs->runs[i].count; j++)
            frames_batch_add(&batch, runs->runs[i].first + j);
    runs->count = 0;
    return frames_batch_end(&batch);
}
