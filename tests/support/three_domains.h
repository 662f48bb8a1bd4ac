/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Launches of three domains, of which the middle one is what a test makes it, and fails.
 */
#ifndef TESTS_SUPPORT_THREE_DOMAINS_H
#define TESTS_SUPPORT_THREE_DOMAINS_H

#include "tests/support/launches.h"

enum { THREE_RAMDISK_SIZE = 3000000 };

/* A kernel that starts, one without a PVH note, one larger than its domain, one that is damaged. */
extern struct kernel three_good, three_no_note, three_huge, three_large;
extern uint8_t three_ramdisk[THREE_RAMDISK_SIZE];
extern struct run three_run;
/* The middle domain as it would start. */
extern const struct set_domain three_plain;

int three_set_make(void **state);
int three_set_unmake(void **state);
/*
 * Makes the Xen for "first", the domain given, and "last", on `config`, whose image is filled in
 * here.
 */
void three_launch(const struct set_domain *middle, struct sim_config config,
                  void (*spoil)(struct set_image *image));
/* Launches: the middle domain has failed with exactly this; the others run. */
void three_failure_expect(const char *step_and_cause);

#endif
