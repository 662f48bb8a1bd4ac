/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The launch record for the next domain 0: a cpio archive behind its ramdisk.
 */
#include "launcher/builder/parts/guest.h"
#include "launcher/handover/steps.h"
#include "xen/clock.h"

size_t handover_archive_make(struct handover *h)
{
    size_t size;

    size = launch_record_write(h->launch, h->archive + ARCHIVE_HEAD, RECORD_BLOB_MAX);
    return size ? archive_write(h->archive + ARCHIVE_HEAD, size, h->archive, sizeof(h->archive))
                : 0;
}

int handover_record_put(struct build *b)
{
    struct handover *h = handover_of(b);
    uint64_t size = build_ramdisk_size(b);
    uint64_t at = b->ramdisk + size + -size % ARCHIVE_ALIGN;
    size_t archive_size;
    int error;

    h->outcome->created = clock_now();
    h->outcome->started = h->outcome->created;
    h->outcome->state = DOMAIN_RUNNING;
    h->launch->started++;
    life_start(&h->launch->lives[b->slot], b->domain, h->outcome->started);
    launch_budget_tell(h->launch, b->slot);
    archive_size = handover_archive_make(h);
    if (at + archive_size != b->ramdisk + size + b->ramdisk_extra)
        return build_fail(b, BUILD_START, "the launch record changed its length; report this");
    error = guest_write(b, at, h->archive, archive_size);
    return error ? build_refused(b, BUILD_START, "the launch record", error) : 0;
}
