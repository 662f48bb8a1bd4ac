/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The LCM and the launch record for a boot domain and the next domain 0, behind the ramdisk.
 */
#include "core/record/archive.h"
#include "launcher/builder/parts/guest.h"

static uint64_t aligned(uint64_t size)
{
    return size + -size % ARCHIVE_ALIGN;
}

static uint64_t stored_size(const struct build *b)
{
    const struct lcm_module *ramdisk = &b->domain->ramdisk;

    return ramdisk->present ? b->image->plan.payloads[ramdisk->index - 1].size : 0;
}

uint64_t build_ramdisk_size(const struct build *b)
{
    uint64_t size = stored_size(b);
    uint64_t added = ARCHIVE_FRONT + aligned(b->image->lcm_size) + b->record_size;

    /* A size that an image only claims is refused as it is. */
    return b->record && size < UINT64_MAX - added - ARCHIVE_ALIGN ? aligned(size) + added : size;
}

int build_record_write(struct build *b)
{
    return guest_write(b, b->ramdisk + build_ramdisk_size(b) - b->record_size, b->record,
                       b->record_size);
}

int build_archive_put(struct build *b)
{
    char front[ARCHIVE_ALIGN + ARCHIVE_FRONT] = {0};
    uint64_t size = stored_size(b), padding = aligned(size) - size;
    int error;

    if (!b->record)
        return 0;
    archive_front_write(b->image->lcm_size, front + ARCHIVE_ALIGN);
    error =
        guest_write(b, b->ramdisk + size, front + ARCHIVE_ALIGN - padding, padding + ARCHIVE_FRONT);
    /* The image goes on behind the LCM, at a payload's page. */
    if (!error)
        error = guest_write(b, b->ramdisk + aligned(size) + ARCHIVE_FRONT, b->image->bytes,
                            aligned(b->image->lcm_size));
    if (!error)
        error = build_record_write(b);
    return error ? build_refused(b, BUILD_LOAD, "the LCM and the launch record", error) : 0;
}
