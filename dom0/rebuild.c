/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Unpacks from the launch image what xl needs to build a domain again, and tells it to xl.
 */
#include "dom0/rebuild.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "core/lcm/device.h"
#include "dom0/launch_image.h"
#include "dom0/payload_file.h"
#include "dom0/say.h"

/* What xl cannot build as it was launched is not built at all: NULL or the reason, with a remedy.
 */
static const char *domain_refusal(const struct lcm_plan *plan, const struct lcm_domain *planned)
{
    if (!planned)
        return "the launch image does not have it";
    if (planned->enhanced == LCM_ENHANCED_NO_XENSTORE) {
        return "it was launched with xen,enhanced = \"no-xenstore\", and xl builds no domain "
               "without "
               "a store; leave that out, or let no policy of it be \"restart\"";
    }
    for (uint32_t i = 0; i < plan->device_count; i++)
        for (unsigned int id = 0; id < PROPERTY_COUNT; id++)
            if (&plan->domains[plan->devices[i].domain] == planned &&
                device_rule_broken(&plan->devices[i], id))
                return "a disk or network card of it is not described as hyperlaunch check would "
                       "have it; build the image anew";
    return NULL;
}

/* Writes FOLDER/NAME.cfg; its path, or NULL after a complaint. */
static char *config_write(const struct lcm_plan *plan, const struct lcm_domain *planned,
                          const struct record_domain *domain, const struct payload_file files[2],
                          const char *folder)
{
    const char *why = NULL;
    char *path;
    FILE *out;

    if (asprintf(&path, "%s/%s.cfg", folder, domain->name) < 0) {
        say("out of memory");
        return NULL;
    }
    out = file_begin(path);
    if (out) {
        rebuild_config_write(out, domain, files[0].path, files[1].path, plan, planned);
        why = file_commit(out, path, NULL);
    } else {
        why = strerror(errno);
    }
    if (why) {
        say("%s cannot be written: %s", path, why);
        free(path);
        return NULL;
    }
    return path;
}

/* The path of the configuration, or NULL after a complaint; then nothing that was unpacked stays.
 */
static char *all_write(const struct launch_image *from, const struct record_domain *domain,
                       const char *folder)
{
    const struct lcm_domain *planned = launch_image_domain(from, domain->domid);
    struct payload_file files[2] = {{.path = NULL}};
    const char *why = domain_refusal(&from->image.plan, planned);
    char *path = NULL;

    if (why) {
        say("domain %s: cannot be built again: %s", domain->name, why);
        return NULL;
    }
    if (payload_file_make(&files[0], from, planned->kernel.index, folder) &&
        (!planned->ramdisk.present ||
         payload_file_make(&files[1], from, planned->ramdisk.index, folder)))
        path = config_write(&from->image.plan, planned, domain, files, folder);
    payload_file_release(&files[0], !path);
    payload_file_release(&files[1], !path);
    return path;
}

char *rebuild_prepare(const struct record *record, const struct record_domain *domain,
                      char *const *images, const char *folder)
{
    struct launch_image *from = malloc(sizeof(*from));
    char *path = NULL;

    if (!from) {
        say("out of memory");
        return NULL;
    }
    if (launch_image_find(from, images, record)) {
        path = all_write(from, domain, folder);
    } else {
        say("domain %s: cannot be built again: no launch image was found that this host was "
            "launched from; name it with --image, or put it into %s",
            domain->name, REBUILD_IMAGES);
    }
    launch_image_close(from);
    free(from);
    return path;
}
