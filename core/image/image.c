/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Opens a launch image: its LCM is sound, and every payload is there to its last byte.
 */
#include "core/image/image.h"

#include <libfdt.h>
#include <string.h>

#include "core/base/text.h"
#include "core/base/tree_check.h"
#include "core/image/digest.h"

_Static_assert(DIGEST_SIZE == LCM_DIGEST_SIZE, "one size of digest");

/* The LCM's own checks know all of a payload's place except where the image ends. */
static unsigned int bounds_check(const struct image *image, uint32_t index,
                                 const struct lcm_sink *sink)
{
    const struct lcm_payload *p = &image->plan.payloads[index - 1];
    char path[LCM_PATH_SIZE], buffer[256];
    struct lcm_fault fault = {.check = "image-bounds",
                              .severity = LCM_ERROR,
                              .path = path,
                              .property = "hyperlaunch,stored-size",
                              .text = buffer};

    if (p->offset <= image->size && p->stored_size <= image->size - p->offset)
        return 0;
    (void)text_set(buffer, sizeof(buffer),
                   "payload %u (%llu bytes at %llu) ends beyond the image of %llu bytes; "
                   "the file is cut off: copy or build it again",
                   index, (unsigned long long)p->stored_size, (unsigned long long)p->offset,
                   (unsigned long long)image->size);
    if (fdt_get_path(image->bytes, p->node, path, sizeof(path)) < 0)
        fault.path = "/";
    sink->report(sink->context, &fault);
    return 1;
}

unsigned int image_open(struct image *image, const void *bytes, uint64_t size,
                        const struct lcm_sink *sink)
{
    unsigned int errors;

    memset(image, 0, sizeof(*image));
    image->bytes = bytes;
    image->size = size;
    errors = lcm_read(bytes, size, LCM_FORM_COMPILED, sink, &image->plan);
    if (errors)
        return errors;
    image->lcm_size = tree_total(bytes, size);
    digest_sha256(bytes, image->lcm_size, image->lcm_digest);
    for (uint32_t i = 1; i <= image->plan.payload_count; i++)
        errors += bounds_check(image, i, sink);
    return errors;
}

const uint8_t *image_payload(const struct image *image, uint32_t index)
{
    bool is_one = index > 0 && index <= image->plan.payload_count;

    return is_one ? image->bytes + image->plan.payloads[index - 1].offset : NULL;
}

void image_domain_uuid(const struct image *image, const struct lcm_domain *domain,
                       uint8_t uuid[LCM_UUID_SIZE])
{
    if (domain->domid == 0) /* as Xen's tools know it */
        memset(uuid, 0, LCM_UUID_SIZE);
    else if (domain->uuid_given)
        memcpy(uuid, domain->uuid, LCM_UUID_SIZE);
    else
        digest_domain_uuid(image->lcm_digest, domain->domid, uuid);
}
