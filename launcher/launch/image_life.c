/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * How long the launch image stays.
 *
 * It is mapped read-only and takes memory that domains could have. A domain needs its payloads from
 * the reading of the plan until they are in its own memory, or it failed; one that may be started
 * again, until it ended for good. After the launch the payloads that nobody needs go; once nobody
 * needs any, all of it goes. The next domain 0 gets its memory, so the hand-over releases it before
 * it takes the rest.
 *
 * What the plan has as pointers (command lines, labels, schedulers) points into the image's first
 * part, the LCM, which stays with the last payload: only what configures and builds may follow
 * them.
 */
#include "launcher/launch/launch.h"

const char *launch_image_user(const struct launch *launch)
{
    for (uint32_t i = 0; i < launch->image.plan.domain_count; i++)
        if (launch->domains[i].needs_image)
            return launch->image.plan.domains[i].name;
    return NULL;
}

uint64_t launch_image_kib(const struct launch *launch)
{
    return launch->boot->image ? (launch->boot->image_size >> 10) - launch->trimmed_kib : 0;
}

static bool payload_is_needed(const struct launch *launch, uint32_t index)
{
    const struct lcm_plan *plan = &launch->image.plan;

    for (uint32_t i = 0; i < plan->domain_count; i++) {
        const struct lcm_domain *domain = &plan->domains[i];

        if (launch->domains[i].needs_image &&
            (domain->kernel.index == index ||
             (domain->ramdisk.present && domain->ramdisk.index == index)))
            return true;
    }
    return false;
}

static int payloads_release(struct launch *launch)
{
    const struct lcm_plan *plan = &launch->image.plan;

    for (uint32_t i = 0; i < plan->payload_count; i++) {
        const struct lcm_payload *payload = &plan->payloads[i];
        uint64_t pages = (payload->stored_size + IMAGE_ALIGN - 1) / IMAGE_ALIGN;
        int error;

        if (bits_has(&launch->trimmed, i) || payload_is_needed(launch, i + 1))
            continue;
        bits_add(&launch->trimmed, i);
        error = boot_image_trim(launch->xen, launch->boot, payload->offset / IMAGE_ALIGN, pages);
        if (error)
            return error;
        launch->trimmed_kib += pages * (IMAGE_ALIGN / 1024);
    }
    return 0;
}

int launch_image_release(struct launch *launch)
{
    if (!launch->boot->image)
        return 0;
    if (launch_image_user(launch))
        return payloads_release(launch);
    launch->image.bytes = NULL;
    launch->image.size = 0;
    launch->trimmed_kib += launch_image_kib(launch);
    return boot_release_image(launch->xen, launch->boot);
}
