/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Watching launched domains until they end, and doing then what xl's own daemon does for a domain
 * that xl created: power off and crash destroy it, a reboot builds it again.
 */
#ifndef DOM0_WATCH_H
#define DOM0_WATCH_H

#include <stdbool.h>
#include <stdint.h>

#include "core/record/record.h"

/*
 * Watches the domains that the launcher started; sleeps until xenstored tells of an end. `images`,
 * ended by NULL, names launch images that a domain may be built from again; those in REBUILD_IMAGES
 * are tried after them. What xl needs is written below `folder`. Returns 0 when none of the domains
 * is left, 1 when something could not be done, 3 when it cannot watch at all; reasons go to stderr.
 */
int watch_run(const struct record *record, char *const *images, const char *folder);

/* What an end asks for. */
enum watch_action { WATCH_NOTHING, WATCH_DESTROY, WATCH_REBUILD };

/* By Xen's shutdown reason, SHUTDOWN_* of xen/include/public/sched.h. */
enum watch_action watch_action_for(uint8_t reason, bool reboot_destroys);

#endif
