/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Compresses a payload chunk by chunk on all processors; the result depends on the bytes alone.
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zstd.h>

#include "image/payload.h"
#include "image/write.h"

enum { THREADS_MAX = 16, WINDOW_LOG = 18 };

_Static_assert(1 << WINDOW_LOG == PAYLOAD_CHUNK, "a window of one chunk");

struct frame {
    uint8_t *bytes;
    size_t size;
};

struct job {
    const struct image_writer *writer;
    const uint8_t *bytes;
    size_t size;
    int level;
    size_t count;
    struct frame *frames;
    atomic_size_t next;
    atomic_size_t done;
    atomic_bool failed;
};

static size_t chunk_size(const struct job *job, size_t i)
{
    size_t left = job->size - i * PAYLOAD_CHUNK;

    return left < PAYLOAD_CHUNK ? left : PAYLOAD_CHUNK;
}

static bool frame_compress(ZSTD_CCtx *encoder, const struct job *job, size_t i, uint8_t *scratch,
                           size_t room)
{
    struct frame *frame = &job->frames[i];
    size_t size =
        ZSTD_compress2(encoder, scratch, room, job->bytes + i * PAYLOAD_CHUNK, chunk_size(job, i));

    if (ZSTD_isError(size))
        return false;
    frame->bytes = malloc(size);
    if (!frame->bytes)
        return false;
    memcpy(frame->bytes, scratch, size);
    frame->size = size;
    return true;
}

static bool encoder_set(ZSTD_CCtx *encoder, int level)
{
    return !ZSTD_isError(ZSTD_CCtx_setParameter(encoder, ZSTD_c_compressionLevel, level)) &&
           !ZSTD_isError(ZSTD_CCtx_setParameter(encoder, ZSTD_c_windowLog, WINDOW_LOG)) &&
           !ZSTD_isError(ZSTD_CCtx_setParameter(encoder, ZSTD_c_checksumFlag, 0)) &&
           !ZSTD_isError(ZSTD_CCtx_setParameter(encoder, ZSTD_c_contentSizeFlag, 1));
}

/* Compresses chunks until there are no more; `with_progress` in the one calling thread. */
static bool chunks_compress(struct job *job, ZSTD_CCtx *encoder, uint8_t *scratch, size_t room,
                            bool with_progress)
{
    const struct image_writer *w = job->writer;
    size_t i;

    while (!atomic_load(&job->failed) && (i = atomic_fetch_add(&job->next, 1)) < job->count) {
        size_t done;

        if (!frame_compress(encoder, job, i, scratch, room))
            return false;
        done = atomic_fetch_add(&job->done, 1) + 1;
        if (with_progress && w->progress)
            w->progress(w->context, done, job->count);
    }
    return true;
}

static void job_work(struct job *job, bool with_progress)
{
    size_t room = ZSTD_compressBound(PAYLOAD_CHUNK);
    ZSTD_CCtx *encoder = ZSTD_createCCtx();
    uint8_t *scratch = malloc(room);

    if (!encoder || !scratch || !encoder_set(encoder, job->level) ||
        !chunks_compress(job, encoder, scratch, room, with_progress))
        atomic_store(&job->failed, true);
    free(scratch);
    ZSTD_freeCCtx(encoder);
}

static void *job_thread(void *job)
{
    job_work(job, false);
    return NULL;
}

static void job_run(struct job *job)
{
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    pthread_t threads[THREADS_MAX];
    size_t started = 0;

    /* This thread is one of them; where no other can be started it does all the work. */
    while (started + 1 < THREADS_MAX && (long)started + 1 < processors &&
           pthread_create(&threads[started], NULL, job_thread, job) == 0)
        started++;
    job_work(job, true);
    while (started > 0)
        pthread_join(threads[--started], NULL);
    if (job->writer->progress)
        job->writer->progress(job->writer->context, job->count, job->count);
}

static uint8_t *frames_join(const struct job *job, uint64_t *size)
{
    uint8_t *joined;
    size_t at = 0;

    *size = 0;
    for (size_t i = 0; i < job->count; i++)
        *size += job->frames[i].size;
    joined = malloc(*size + 1); /* never of no bytes, whatever the sum */
    for (size_t i = 0; joined && i < job->count; i++) {
        memcpy(joined + at, job->frames[i].bytes, job->frames[i].size);
        at += job->frames[i].size;
    }
    return joined;
}

enum write_error write_zstd_frames(const struct image_writer *w, int level, const uint8_t *bytes,
                                   size_t size, uint8_t **stored, uint64_t *stored_size)
{
    struct job job = {.writer = w, .bytes = bytes, .size = size, .level = level};

    *stored = NULL;
    job.count = size / PAYLOAD_CHUNK + (size % PAYLOAD_CHUNK != 0);
    job.frames = calloc(job.count, sizeof(*job.frames));
    if (!job.frames)
        return WRITE_NO_MEMORY;
    job_run(&job);
    if (!atomic_load(&job.failed))
        *stored = frames_join(&job, stored_size);
    for (size_t i = 0; i < job.count; i++)
        free(job.frames[i].bytes);
    free(job.frames);
    return *stored ? WRITE_OK : WRITE_NO_MEMORY;
}
