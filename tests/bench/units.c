/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * units IMAGE: what a unit of the launcher's work costs on this machine's own processor, by the
 * launcher's own code, as a file for `hyperlaunch simulate --units`.
 *
 * All of it is memory that no cache holds: buffers are larger, and each run goes through all of
 * them. The best of several runs counts. What needs Xen is assumed, and says so.
 */
#include <emmintrin.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/image/digest.h"
#include "core/image/image.h"
#include "core/image/payload.h"
#include "tool/base/file.h"

enum { RUNS = 12, BUFFER_SIZE = 128 << 20 };

static struct payload payload;

/* Of this process alone: others may want the processor, too. */
static double now(void)
{
    struct timespec time;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

/* As Xen clears a page: past the caches (xen/arch/x86/clear_page.S). */
static void scrub(uint8_t *bytes, size_t size)
{
    long long *words = (long long *)(void *)bytes;

    for (size_t i = 0; i < size / sizeof(*words); i++)
        _mm_stream_si64(words + i, 0);
    _mm_sfence();
}

static void copy(uint8_t *target, const uint8_t *source, size_t size)
{
    memcpy(target, source, size);
    __asm__ volatile("" : : "r"(target) : "memory");
}

static bool decode(const struct image *image, const struct lcm_module *module, uint8_t *target)
{
    const struct lcm_payload *entry = &image->plan.payloads[module->index - 1];
    bool good = payload_open(&payload, entry, image_payload(image, module->index)) == PAYLOAD_OK;

    for (uint32_t i = 0; good && i < payload.chunk_count; i++)
        good = payload_decode_chunk(&payload, i, target + (size_t)i * PAYLOAD_CHUNK) == PAYLOAD_OK;
    return good;
}

static void fastest(double *best, double began, uint64_t bytes)
{
    double rate = (double)bytes / (now() - began);

    *best = rate > *best ? rate : *best;
}

static void processor_print(void)
{
    char line[256];
    FILE *file = fopen("/proc/cpuinfo", "re");

    while (file && fgets(line, sizeof(line), file)) {
        if (strncmp(line, "model name", strlen("model name")) != 0)
            continue;
        printf("# measured on:%s", strchr(line, ':') ? strchr(line, ':') + 1 : " ?\n");
        break;
    }
    if (file)
        fclose(file);
}

/*
 * Instructions that Xen 4.17 and the launcher take, as QEMU counted them (docs/performance.md), at
 * an instruction a cycle of 2.5 GHz: branches and cold caches, not a loop.
 */
static void assumed_print(void)
{
    printf("# assumed, 0.4 ns for each instruction that QEMU counted in Xen 4.17:\n"
           "map_page_ns 420        # 1,050 instructions: an entry checked, a frame counted\n"
           "give_page_ns 85        # 206: a page's structure, its place in the domain's tables\n"
           "give_extent_ns 400     # an allocation from the heap\n"
           "create_domain_ns 80000 # 0.4 ms counted\n"
           "hypercall_ns 400       # entry, exit, arguments copied: 1,000\n");
}

int main(int argc, char **argv)
{
    static struct image image;
    struct file file;
    double scrubbed = 0, hashed = 0, decoded = 0, copied = 0;
    uint8_t *one = malloc(BUFFER_SIZE), *other = malloc(BUFFER_SIZE), digest[DIGEST_SIZE];
    const struct lcm_module *kernel = &image.plan.domains[0].kernel;
    char date[32];
    time_t today = time(NULL);
    bool good = one && other;

    if (argc != 2 || !file_read(&file, argv[1]) ||
        image_open(&image, file.bytes, file.size, &(struct lcm_sink){.report = NULL}) != 0 ||
        image.plan.payloads[kernel->index - 1].size > BUFFER_SIZE) {
        fprintf(stderr, "usage: units IMAGE, a launch image\n");
        return 2;
    }
    if (good)
        memset(other, 1, BUFFER_SIZE); /* else all of it is one page of zeros */
    for (unsigned int i = 0; good && i < RUNS; i++) {
        double began = now();

        scrub(one, BUFFER_SIZE);
        fastest(&scrubbed, began, BUFFER_SIZE);
        began = now();
        digest_sha256(other, BUFFER_SIZE / 2, digest);
        fastest(&hashed, began, BUFFER_SIZE / 2);
        began = now();
        copy(other, one, BUFFER_SIZE);
        fastest(&copied, began, BUFFER_SIZE);
        began = now();
        good = decode(&image, kernel, one);
        fastest(&decoded, began, image.plan.payloads[kernel->index - 1].size);
    }
    strftime(date, sizeof(date), "%Y-%m-%d", gmtime(&today));
    processor_print();
    printf("# %s, the best of %d runs, by tests/bench/units\n"
           "scrub_bytes_s %.0f\nhash_bytes_s %.0f\ndecode_bytes_s %.0f\ncopy_bytes_s %.0f\n",
           date, RUNS, scrubbed, hashed, decoded, copied);
    assumed_print();
    free(one);
    free(other);
    file_release(&file);
    return good ? 0 : 1;
}
