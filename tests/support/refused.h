/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * A dom0 that cannot take over from the launcher, and a PV domain that runs on then.
 */
#ifndef TESTS_SUPPORT_REFUSED_H
#define TESTS_SUPPORT_REFUSED_H

#include "tests/support/launches.h"

enum { DOM0, WEB, SET, OWN_PAGES = 1024 };

/* One that serves, one at an address that the launcher needs, one that is no dom0's. */
extern struct kernel refused_kernel, refused_low, refused_not_dom0;
extern uint8_t refused_ramdisk[300001];
extern struct set_domain refused_domains[SET];
extern struct sim_config refused_config;
extern struct set_image refused_image;
extern struct run refused_run;

int refused_set_make(void **state);
int refused_set_unmake(void **state);
/* Each test starts from this set and host, and changes what it wants. */
int refused_domains_make(void **state);
/* Launches the first `count` domains, on a host that `spoil` has changed, if given. */
void refused_launch(uint32_t count, void (*spoil)(void));
/* The same: the dom0 is refused with that text, and the launcher serves the others. */
void refused_expect(uint32_t count, void (*spoil)(void), const char *text);

#endif
