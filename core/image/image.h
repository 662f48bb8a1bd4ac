/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The launch image: [ compiled LCM ][ pad to 4 KiB ][ payload 1 ][ pad ][ payload 2 ] ...
 *
 * Given to Xen as the ramdisk of its first domain. The reader is bounded and trusts nothing; the
 * writer (hosted only, tool/pack/write.c) gives the same bytes for the same inputs.
 */
#ifndef CORE_IMAGE_IMAGE_H
#define CORE_IMAGE_IMAGE_H

#include <stdint.h>

#include "core/lcm/lcm.h"

#define IMAGE_ALIGN 4096u

/* An opened image: its plan, and where its bytes are. */
struct image {
    const uint8_t *bytes;
    uint64_t size;
    uint64_t lcm_size;
    uint8_t lcm_digest[LCM_DIGEST_SIZE];
    struct lcm_plan plan;
};

/*
 * Reads the compiled LCM at the start of `bytes`, whose checks see to it that payloads are page
 * aligned, after the LCM, and apart from each other; and checks that every payload lies inside
 * `size` ("image-bounds"). Returns the number of errors.
 */
unsigned int image_open(struct image *image, const void *bytes, uint64_t size,
                        const struct lcm_sink *sink);

/* The stored bytes of payload `index` (from 1), or NULL when there is none. */
const uint8_t *image_payload(const struct image *image, uint32_t index);

/* Tells whether the stored bytes of payload `index` have the digest that the LCM gives. */
bool image_payload_verify(const struct image *image, uint32_t index);

/* The domain's UUID: as given, else derived (core/image/digest.h); of domain 0 the nil one. */
void image_domain_uuid(const struct image *image, const struct lcm_domain *domain,
                       uint8_t uuid[LCM_UUID_SIZE]);

#endif
