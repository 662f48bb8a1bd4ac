/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * native IMAGE: the work that the first domain of a launch image needs at least, on this machine's
 * own processor, by the same code; the best of several runs, in nanoseconds.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tests/bench/work.h"
#include "tool/base/file.h"

enum { RUNS = 20 };

static struct payload payload;

static uint64_t now(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * 1000000000 + (uint64_t)time.tv_nsec;
}

static uint64_t zero_time(uint8_t *memory, uint64_t size)
{
    uint64_t began = now();

    memset(memory, 0, size);
    __asm__ volatile("" : : "r"(memory) : "memory");
    return now() - began;
}

static void least(uint64_t *best, uint64_t value)
{
    *best = value < *best ? value : *best;
}

static void fault_show(void *context, const struct lcm_fault *fault)
{
    (void)context;
    fprintf(stderr, "native: %s: %s\n", fault->path, fault->text);
}

int main(int argc, char **argv)
{
    static struct image image;
    struct work best = {UINT64_MAX, UINT64_MAX, UINT64_MAX, false};
    uint64_t zero = UINT64_MAX, loaded = 0, memory;
    struct file file;
    const struct lcm_domain *domain = &image.plan.domains[0];
    uint8_t *pages;

    if (argc != 2 || !file_read(&file, argv[1]) ||
        image_open(&image, file.bytes, file.size, &(struct lcm_sink){.report = fault_show}) != 0) {
        fprintf(stderr, "usage: native IMAGE, a launch image\n");
        return 2;
    }
    for (uint32_t i = 0; i < image.plan.payload_count; i++)
        loaded += image.plan.payloads[i].size;
    memory = domain->memory_kib * 1024;
    pages = malloc(memory);
    for (unsigned int i = 0; pages && i < RUNS; i++) {
        struct work work = work_time(&image, domain, loaded, &payload, now);

        least(&best.hash, work.hash);
        least(&best.decode, work.decode);
        least(&best.copy, work.copy);
        least(&zero, zero_time(pages, memory));
        best.failed = best.failed || work.failed;
    }
    printf("zero_ns=%lu hash_ns=%lu decode_ns=%lu copy_ns=%lu\n", (unsigned long)zero,
           (unsigned long)best.hash, (unsigned long)best.decode, (unsigned long)best.copy);
    free(pages);
    file_release(&file);
    return best.failed || !pages;
}
