/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Compresses a payload chunk by chunk on all processors; the result depends on the bytes alone.
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <lz4frame.h>
#include <lz4hc.h>

#include "core/image/payload.h"
#include "tool/pack/write.h"

enum { THREADS_MAX = 16, SIZE_FIELD = 4 };

/* Set in a block's size where its bytes are stored as they are (LZ4 frame format 1.6). */
#define BLOCK_IS_PLAIN (UINT32_C(1) << 31)

struct block {
    uint8_t *bytes;
    size_t size;
};

struct job {
    const struct image_writer *writer;
    const uint8_t *bytes;
    size_t size;
    int level;
    size_t count;
    struct block *blocks;
    atomic_size_t next;
    atomic_size_t done;
    atomic_bool failed;
};

static size_t chunk_size(const struct job *job, size_t i)
{
    size_t left = job->size - i * PAYLOAD_CHUNK;

    return left < PAYLOAD_CHUNK ? left : PAYLOAD_CHUNK;
}

static void le32_write(uint8_t *bytes, uint32_t value)
{
    for (unsigned int i = 0; i < SIZE_FIELD; i++)
        bytes[i] = (uint8_t)(value >> (8 * i));
}

/* Makes block `i`: its size, then its bytes, compressed where that makes them fewer. */
static bool block_compress(const struct job *job, size_t i, void *state, uint8_t *scratch, int room)
{
    struct block *block = &job->blocks[i];
    const uint8_t *source = job->bytes + i * PAYLOAD_CHUNK;
    size_t size = chunk_size(job, i);
    int packed = LZ4_compress_HC_extStateHC(state, (const char *)source, (char *)scratch, (int)size,
                                            room, job->level);
    bool plain = packed <= 0 || (size_t)packed >= size;

    block->size = SIZE_FIELD + (plain ? size : (size_t)packed);
    block->bytes = malloc(block->size);
    if (!block->bytes)
        return false;
    le32_write(block->bytes, plain ? (uint32_t)size | BLOCK_IS_PLAIN : (uint32_t)packed);
    memcpy(block->bytes + SIZE_FIELD, plain ? source : scratch, block->size - SIZE_FIELD);
    return true;
}

/* Compresses chunks until there are no more; `with_progress` in the one calling thread. */
static bool chunks_compress(struct job *job, void *state, uint8_t *scratch, int room,
                            bool with_progress)
{
    const struct image_writer *w = job->writer;
    size_t i;

    while (!atomic_load(&job->failed) && (i = atomic_fetch_add(&job->next, 1)) < job->count) {
        size_t done;

        if (!block_compress(job, i, state, scratch, room))
            return false;
        done = atomic_fetch_add(&job->done, 1) + 1;
        if (with_progress && w->progress)
            w->progress(w->context, done, job->count);
    }
    return true;
}

static void job_work(struct job *job, bool with_progress)
{
    int room = LZ4_compressBound(PAYLOAD_CHUNK);
    void *state = malloc((size_t)LZ4_sizeofStateHC());
    uint8_t *scratch = malloc((size_t)room);

    if (!state || !scratch || !chunks_compress(job, state, scratch, room, with_progress))
        atomic_store(&job->failed, true);
    free(scratch);
    free(state);
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

/* The frame's header, as the LZ4 library writes it. 0 on failure. */
static size_t header_make(uint8_t *header, size_t room, size_t content_size)
{
    const LZ4F_preferences_t preferences = {
        .frameInfo = {.blockSizeID = LZ4F_max256KB,
                      .blockMode = LZ4F_blockIndependent,
                      .contentSize = content_size},
    };
    LZ4F_cctx *context;
    size_t size;

    if (LZ4F_isError(LZ4F_createCompressionContext(&context, LZ4F_VERSION)))
        return 0;
    size = LZ4F_compressBegin(context, header, room, &preferences);
    LZ4F_freeCompressionContext(context);
    return LZ4F_isError(size) ? 0 : size;
}

/* Header, blocks, and the size of 0 that ends a frame. */
static uint8_t *frame_join(const struct job *job, uint64_t *size)
{
    uint8_t header[LZ4F_HEADER_SIZE_MAX];
    size_t at = header_make(header, sizeof(header), job->size);
    uint8_t *joined;

    if (at == 0)
        return NULL;
    *size = at + SIZE_FIELD;
    for (size_t i = 0; i < job->count; i++)
        *size += job->blocks[i].size;
    joined = malloc(*size);
    if (!joined)
        return NULL;
    memcpy(joined, header, at);
    for (size_t i = 0; i < job->count; i++) {
        memcpy(joined + at, job->blocks[i].bytes, job->blocks[i].size);
        at += job->blocks[i].size;
    }
    le32_write(joined + at, 0);
    return joined;
}

enum write_error lz4_frame_write(const struct image_writer *w, int level, const uint8_t *bytes,
                                 size_t size, uint8_t **stored, uint64_t *stored_size)
{
    struct job job = {.writer = w, .bytes = bytes, .size = size, .level = level};

    *stored = NULL;
    job.count = size / PAYLOAD_CHUNK + (size % PAYLOAD_CHUNK != 0);
    job.blocks = calloc(job.count, sizeof(*job.blocks));
    if (!job.blocks)
        return WRITE_NO_MEMORY;
    job_run(&job);
    if (!atomic_load(&job.failed))
        *stored = frame_join(&job, stored_size);
    for (size_t i = 0; i < job.count; i++)
        free(job.blocks[i].bytes);
    free(job.blocks);
    return *stored ? WRITE_OK : WRITE_NO_MEMORY;
}
