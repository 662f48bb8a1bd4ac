/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * A set with a boot domain, which is last in the tree, and what it says to the store: web may be
 * changed in each way, db in none, and app, which starts after web, may be held back. Behind them
 * there may be a dom0, whose command line may be changed.
 */
#ifndef TESTS_SUPPORT_BOOT_SET_H
#define TESTS_SUPPORT_BOOT_SET_H

#include "tests/support/launches.h"

/* Indexes; the domid is one more, but of the dom0. */
enum { BOOT_WEB, BOOT_DB, BOOT_APP, BOOT_ITSELF, BOOT_DOM0, BOOT_SET };
enum {
    BOOT_TIMEOUT_MS = 5000,
    BOOT_STEPS_MAX = 5000,
    BOOT_DOM0_KIB = 12 << 10,
    BOOT_SPARE_KIB = 32 << 10
};

extern struct run boot_run;
/* What Xen gave domain 0 beside the launcher. */
extern uint64_t boot_spare_kib;

/* Makes the image of the set, without a dom0 or with one; and frees it. */
int boot_set_make(void **state);
int boot_set_dom0_make(void **state);
int boot_set_unmake(void **state);

/* Makes the Xen of a launch, which has not begun. */
void boot_run_make(void);
/* A launch up to where the boot domain runs, which has not said anything. */
void boot_launch_begin(void);
int boot_launch_make(void **state);
/* Goes on until nothing but the service is left, or dom0 has taken over; expects nothing wrong. */
int boot_launch_unmake(void **state);

enum domain_state boot_state(uint32_t i);
/* Takes steps until a domain is in a state. */
void boot_until(uint32_t i, enum domain_state state);

/* Sends a request with a text of `payload`, '|' for a NUL, into a domain's ring. */
void boot_ask(uint32_t i, uint32_t type, const char *payload);
/* The same, and takes steps until it is answered: the answer is "TYPE payload". */
void boot_expect(uint32_t i, uint32_t type, const char *payload, const char *answer);
/* What a node says, by the boot domain's reading: it must be this. */
void boot_reads(const char *path, const char *value);
/* The boot domain writes a node, and that is done. */
void boot_writes(const char *path, const char *value);

#endif
