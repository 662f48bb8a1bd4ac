/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The least work that building a domain takes, timed by itself.
 */
#ifndef TESTS_BENCH_WORK_H
#define TESTS_BENCH_WORK_H

#include "core/image/image.h"
#include "core/image/payload.h"

/* Nanoseconds. */
struct work {
    uint64_t hash;   /* SHA-256 of the stored bytes of kernel and ramdisk */
    uint64_t decode; /* decoding them */
    uint64_t copy;   /* copying `loaded` bytes */
    bool failed;     /* something of it could not be done */
};

/* Does the work for a domain of the image, with `now` as the clock, and room to read payloads. */
struct work work_time(const struct image *image, const struct lcm_domain *domain, uint64_t loaded,
                      struct payload *payload, uint64_t (*now)(void));

#endif
