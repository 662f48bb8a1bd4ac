/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Checks of the module table, as far as the blob alone tells: the bytes are image/'s to check.
 */
#include <libfdt.h>
#include <string.h>

#include "core/lcm/check.h"
#include "core/base/text.h"
#include "core/base/values.h"

enum { PAYLOAD_ALIGN = 4096, PAYLOAD_NAME_SIZE = 24 };

static const char build_again[] = "build the image again";

void check_table_form(struct reader *r)
{
    if (r->form == LCM_FORM_SOURCE)
        reader_fault(r, NULL,
                     "a module table is written when the image is built; remove it and name files "
                     "with hyperlaunch,file");
}

void check_table_duplicate(struct reader *r)
{
    if (r->table == reader_node(r))
        return;
    reader_fault(r, NULL, "%s is the module table already; %s", reader_other(r, r->table),
                 build_again);
}

void check_table_missing(struct reader *r)
{
    if (r->form == LCM_FORM_COMPILED && r->table < 0)
        reader_fault(r, NULL,
                     "there is no module table; make a launch image with hyperlaunch "
                     "build and give that");
}

void check_payload_name(struct reader *r)
{
    const char *name = fdt_get_name(r->blob, reader_node(r), NULL);
    char expected[PAYLOAD_NAME_SIZE];

    (void)text_set(expected, sizeof(expected), "module@%x", r->payload_next);
    if (strcmp(name, expected) != 0)
        reader_fault(r, NULL, "stands where %s belongs; %s", expected, build_again);
}

void check_payload_u64(struct reader *r)
{
    uint64_t value;

    if (value_u64(&r->property, &value))
        property_number_set(r->row, reader_payload(r), value);
    else
        reader_fault(r, r->property.name, "must be one 64-bit number; %s", build_again);
}

void check_encoding_shape(struct reader *r)
{
    if (!value_string(&r->property))
        reader_fault(r, "hyperlaunch,encoding", "must be one string; %s", build_again);
}

void check_encoding_unknown(struct reader *r)
{
    for (unsigned int i = 0; i < r->row->served; i++) {
        if (strcmp(r->property.data, r->row->values[i]) == 0) {
            property_choice_set(r->row, reader_payload(r), i);
            return;
        }
    }
    reader_fault(r, "hyperlaunch,encoding", "\"%.32s\" is not known; %s", r->property.data,
                 build_again);
}

void check_digest_shape(struct reader *r)
{
    if (r->property.length == LCM_DIGEST_SIZE)
        memcpy(reader_payload(r)->digest, r->property.data, LCM_DIGEST_SIZE);
    else
        reader_fault(r, "hyperlaunch,digest", "must be %d bytes; %s", LCM_DIGEST_SIZE, build_again);
}

void check_file_name_shape(struct reader *r)
{
    const char *name = value_string(&r->property);

    if (name && name[0] != '\0')
        reader_payload(r)->file = name;
    else
        reader_fault(r, "hyperlaunch,file-name", "must be one string; %s", build_again);
}

void check_payload_incomplete(struct reader *r)
{
    for (unsigned int i = 0; i < PROPERTY_COUNT; i++)
        if (reader_lacks(r, i))
            reader_fault(r, property_rows[i].name, "is missing; %s", build_again);
}

void check_payload_empty(struct reader *r)
{
    if (reader_payload(r)->stored_size == 0 || reader_payload(r)->size == 0)
        reader_fault(r, NULL, "is empty; give a file with content");
}

void check_payload_alignment(struct reader *r)
{
    if (reader_payload(r)->offset % PAYLOAD_ALIGN != 0)
        reader_fault(r, "hyperlaunch,offset", "0x%llx is not a multiple of %d; %s",
                     (unsigned long long)reader_payload(r)->offset, PAYLOAD_ALIGN, build_again);
}

static bool payload_overflows(const struct lcm_payload *payload)
{
    return payload->stored_size > UINT64_MAX - payload->offset;
}

void check_payload_overflow(struct reader *r)
{
    if (payload_overflows(reader_payload(r)))
        reader_fault(r, "hyperlaunch,stored-size", "0x%llx bytes at 0x%llx end beyond 64 bits; %s",
                     (unsigned long long)reader_payload(r)->stored_size,
                     (unsigned long long)reader_payload(r)->offset, build_again);
}

void check_payload_raw_size(struct reader *r)
{
    const struct lcm_payload *payload = reader_payload(r);

    if (payload->encoding == LCM_ENCODING_NONE && payload->size != payload->stored_size)
        reader_fault(r, "hyperlaunch,size",
                     "%llu differs from the stored size %llu, without encoding; %s",
                     (unsigned long long)payload->size, (unsigned long long)payload->stored_size,
                     build_again);
}

void check_payload_overlap(struct reader *r)
{
    const struct lcm_payload *payload = reader_payload(r);

    if (payload->offset < r->size) {
        reader_fault(r, "hyperlaunch,offset", "0x%llx lies inside the LCM, which ends at 0x%zx; %s",
                     (unsigned long long)payload->offset, r->size, build_again);
        return;
    }
    for (uint32_t i = 0; i + 1 < r->payload_next; i++) {
        const struct lcm_payload *other = &r->plan->payloads[i];

        if (payload_overflows(other) || payload->offset >= other->offset + other->stored_size ||
            other->offset >= payload->offset + payload->stored_size)
            continue;
        reader_fault(r, "hyperlaunch,offset",
                     "0x%llx bytes at 0x%llx overlap the 0x%llx bytes at 0x%llx of %s; %s",
                     (unsigned long long)payload->stored_size, (unsigned long long)payload->offset,
                     (unsigned long long)other->stored_size, (unsigned long long)other->offset,
                     reader_other(r, other->node), build_again);
        return;
    }
}

void check_payload_unused(struct reader *r)
{
    /* When a module or a domain was refused, it may be what would have used this one. */
    if (!bits_has(&r->used, r->payload_next - 1) && !r->module_refused && !r->node_refused &&
        r->errors == 0)
        reader_fault(r, NULL, "no domain uses this module; %s to leave it out", build_again);
}
