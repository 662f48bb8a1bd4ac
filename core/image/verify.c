/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Verifying a payload on one CPU: for the tool. The launcher shares the blocks among CPUs.
 */
#include <string.h>

#include "core/image/digest_tree.h"
#include "core/image/image.h"

bool image_payload_verify(const struct image *image, uint32_t index)
{
    const uint8_t *stored = image_payload(image, index);
    uint8_t digest[DIGEST_SIZE];

    if (!stored)
        return false;
    digest_payload(stored, image->plan.payloads[index - 1].stored_size, digest);
    return memcmp(digest, image->plan.payloads[index - 1].digest, sizeof(digest)) == 0;
}
