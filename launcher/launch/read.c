/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The first phase of a launch: reading the image.
 */
#include <string.h>

#include "launcher/launch/launch.h"
#include "xen/log.h"

static void fault_log(void *context, const struct lcm_fault *fault)
{
    static const char *const severities[] = {
        [LCM_NOTE] = "note",
        [LCM_WARNING] = "warning",
        [LCM_ERROR] = "error",
    };

    (void)context;
    log_line("image: %s: %s: %s%s%s [%s]", severities[fault->severity], fault->path,
             fault->property ? fault->property : "", fault->property ? ": " : "", fault->text,
             fault->check);
}

bool launch_read(struct launch *launch)
{
    const struct lcm_sink sink = {.report = fault_log};
    struct boot *boot = launch->boot;
    struct build_site *site = &launch->site;
    unsigned int errors;

    memset(site, 0, sizeof(*site));
    site->xen = launch->xen;
    site->cpus = launch->cpus;
    site->boot = boot;
    site->image = &launch->image;
    if (!boot->image) {
        log_line("there is no launch image; give it as the second module, after the launcher");
        return false;
    }
    errors = image_open(&launch->image, boot->image, boot->image_size, &sink);
    if (errors) {
        log_line("the launch image has %u errors; make it again with 'hyperlaunch build'", errors);
        launch->image.plan.domain_count = 0;
        return false;
    }
    for (uint32_t i = 0; i < launch->image.plan.domain_count; i++) {
        launch->domains[i].memory_kib = launch->image.plan.domains[i].memory_kib;
        launch->domains[i].vcpus = launch->image.plan.domains[i].cpus;
        launch->domains[i].needs_image = true;
        site->store_comes = site->store_comes || launch_is_next_dom0(launch, i);
    }
    return true;
}
