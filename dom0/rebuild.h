/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Building a launched domain again with xl, from the launch image that it first came from.
 */
#ifndef DOM0_REBUILD_H
#define DOM0_REBUILD_H

#include <stdbool.h>
#include <stdio.h>

#include "core/image/image.h"
#include "core/record/record_read.h"

/* Where launch images are looked for: as an administrator puts them, and as `hyperlaunch install`
 * does. */
#define REBUILD_IMAGES    "/boot/hyperlaunch/*.img"
#define REBUILD_INSTALLED "/boot/hyperlaunch/[1-9]*/system.img"
/* Where payloads and configurations are written. */
#define REBUILD_FOLDER "/run/hyperlaunch"

/*
 * Writes xl's configuration of the domain and the payloads that it names below `folder`; the path
 * of the configuration, which the caller frees, or NULL with the reason on stderr; then nothing is
 * left of what was written. An image counts only where its LCM has the SHA-256 that the record
 * gives, and a payload only where it has the LCM's; one that was unpacked before is compared with
 * it.
 */
char *rebuild_prepare(const struct record *record, const struct record_domain *domain,
                      char *const *images, const char *folder);

/* Writes the configuration of a domain of the plan; kernel and ramdisk (or NULL) are paths. */
void rebuild_config_write(FILE *out, const struct record_domain *domain, const char *kernel,
                          const char *ramdisk, const struct lcm_plan *plan,
                          const struct lcm_domain *planned);

#endif
