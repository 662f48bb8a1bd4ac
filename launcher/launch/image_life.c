/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * How long the launch image stays.
 *
 * It is mapped read-only and takes memory that domains could have. A domain needs it from the
 * reading of the plan until its payloads are in its own memory, or it failed; one that may be
 * started again, until it ended for good. Once nobody needs it, it goes; the next domain 0 gets its
 * memory, so the hand-over releases it before it takes the rest.
 *
 * What the plan has as pointers (command lines, labels, schedulers) points into the image: only
 * what configures and builds may follow them.
 */
#include "launcher/launch/launch.h"

const char *launch_image_user(const struct launch *launch)
{
    for (uint32_t i = 0; i < launch->image.plan.domain_count; i++)
        if (launch->domains[i].needs_image)
            return launch->image.plan.domains[i].name;
    return NULL;
}

int launch_image_release(struct launch *launch)
{
    if (!launch->boot->image || launch_image_user(launch))
        return 0;
    launch->image.bytes = NULL;
    launch->image.size = 0;
    return boot_release_image(launch->xen, launch->boot);
}
