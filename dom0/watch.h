/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Watching launched domains, and doing when one ends what its LCM says: destroying it, starting it
 * again, as often as it allows, or leaving it as it is. In the place of xl's daemon for a domain.
 */
#ifndef DOM0_WATCH_H
#define DOM0_WATCH_H

#include "core/record/record_read.h"

/*
 * Watches the domains that the launcher started; sleeps until xenstored tells of an end. `images`,
 * ended by NULL, names launch images that a domain may be built from again; those in REBUILD_IMAGES
 * and REBUILD_INSTALLED are tried after them. What xl needs is written below `folder`. Returns 0
 * when none of the domains is left, 1 when one was given up or something could not be done, 3 when
 * it cannot watch at all; reasons go to stderr.
 */
int watch_run(const struct record *record, char *const *images, const char *folder);

#endif
