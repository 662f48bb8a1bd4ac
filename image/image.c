/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Opens a launch image: its LCM, and that each payload is where no other byte is used.
 */
#include "image/image.h"

#include <libfdt.h>
#include <string.h>

#include "image/digest.h"
#include "lcm/text.h"

_Static_assert(DIGEST_SIZE == LCM_SHA256_SIZE, "one size of digest");

/* Collects findings about payloads in the form of lcm_read's. */
struct payload_check {
    const struct image *image;
    const struct lcm_sink *sink;
    unsigned int errors;
};

static void payload_fault(struct payload_check *c, uint32_t index, const char *check,
                          const char *property, const char *text)
{
    char path[LCM_PATH_SIZE];
    struct lcm_fault fault = {
        .check = check, .severity = LCM_ERROR, .path = path, .property = property, .text = text};
    int node = c->image->plan.payloads[index - 1].node;

    if (fdt_get_path(c->image->bytes, node, path, sizeof(path)) < 0)
        fault.path = "/";
    c->sink->report(c->sink->context, &fault);
    c->errors++;
}

/* Checks payload `index` alone; its range is sound after this returned true. */
static bool payload_place_check(struct payload_check *c, uint32_t index)
{
    const struct lcm_payload *p = &c->image->plan.payloads[index - 1];
    uint64_t size = c->image->size;
    char buffer[256];
    struct text text;

    text_init(&text, buffer, sizeof(buffer));
    if (p->offset % IMAGE_ALIGN != 0) {
        text_append(&text, "payload %u starts at byte %llu, not at a multiple of %u; build again",
                    index, (unsigned long long)p->offset, IMAGE_ALIGN);
        payload_fault(c, index, "image-alignment", "hyperlaunch,offset", buffer);
        return false;
    }
    if (p->offset < c->image->lcm_size) {
        text_append(&text,
                    "payload %u starts at byte %llu, inside the LCM of %llu bytes; build again",
                    index, (unsigned long long)p->offset, (unsigned long long)c->image->lcm_size);
        payload_fault(c, index, "image-order", "hyperlaunch,offset", buffer);
        return false;
    }
    if (p->offset > size || p->stored_size > size - p->offset) {
        text_append(&text,
                    "payload %u (%llu bytes at %llu) ends beyond the image of %llu bytes; "
                    "the file is cut off: copy or build it again",
                    index, (unsigned long long)p->stored_size, (unsigned long long)p->offset,
                    (unsigned long long)size);
        payload_fault(c, index, "image-bounds", "hyperlaunch,stored-size", buffer);
        return false;
    }
    return true;
}

static void payload_overlap_check(struct payload_check *c, uint32_t index, uint32_t other)
{
    const struct lcm_payload *a = &c->image->plan.payloads[index - 1];
    const struct lcm_payload *b = &c->image->plan.payloads[other - 1];
    char buffer[256];
    struct text text;

    if (a->offset >= b->offset + b->stored_size || b->offset >= a->offset + a->stored_size)
        return;
    text_init(&text, buffer, sizeof(buffer));
    text_append(
        &text,
        "payload %u (%llu bytes at %llu) overlaps payload %u (%llu bytes at %llu); build again",
        index, (unsigned long long)a->stored_size, (unsigned long long)a->offset, other,
        (unsigned long long)b->stored_size, (unsigned long long)b->offset);
    payload_fault(c, index, "image-overlap", "hyperlaunch,offset", buffer);
}

static unsigned int payloads_check(const struct image *image, const struct lcm_sink *sink)
{
    struct payload_check c = {.image = image, .sink = sink, .errors = 0};
    bool placed[LCM_MODULES_MAX];

    for (uint32_t i = 1; i <= image->plan.payload_count; i++) {
        placed[i - 1] = payload_place_check(&c, i);
        for (uint32_t k = 1; k < i && placed[i - 1]; k++) {
            if (placed[k - 1])
                payload_overlap_check(&c, i, k);
        }
    }
    return c.errors;
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
    image->lcm_size = lcm_blob_size(bytes, size);
    digest_sha256(bytes, image->lcm_size, image->lcm_digest);
    return payloads_check(image, sink);
}

const uint8_t *image_payload(const struct image *image, uint32_t index)
{
    if (index == 0 || index > image->plan.payload_count)
        return NULL;
    return image->bytes + image->plan.payloads[index - 1].offset;
}

bool image_payload_verify(const struct image *image, uint32_t index)
{
    const uint8_t *stored = image_payload(image, index);
    uint8_t digest[DIGEST_SIZE];

    if (!stored)
        return false;
    digest_sha256(stored, image->plan.payloads[index - 1].stored_size, digest);
    return memcmp(digest, image->plan.payloads[index - 1].sha256, sizeof(digest)) == 0;
}

void image_domain_uuid(const struct image *image, const struct lcm_domain *domain,
                       uint8_t uuid[LCM_UUID_SIZE])
{
    if (domain->uuid_given)
        memcpy(uuid, domain->uuid, LCM_UUID_SIZE);
    else
        digest_domain_uuid(image->lcm_digest, domain->domid, uuid);
}
