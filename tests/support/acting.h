/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Launches in which one guest that already runs acts, once, at a hypercall of the launcher.
 */
#ifndef TESTS_SUPPORT_ACTING_H
#define TESTS_SUPPORT_ACTING_H

#include "tests/support/two_sets.h"

enum { WEB, PV, DB, DOM0, SET, RESIDENT_SET = DOM0, BSS_SIZE = 64 << 10 };
enum { DOMID_WEB = 1, DOMID_PV = 2 };

/* What one guest does, once; true where it could. */
typedef bool acting_fn(uint32_t domid);

struct acting_plan {
    uint64_t call; /* at which it is done */
    uint32_t domid;
    acting_fn *act;
    const char *ends; /* what is said of a domain that ends by it; NULL: none does */
    bool done;
};

extern struct two_sets acting_sets;
extern struct run acting_run;
extern struct acting_plan acting_planned;

int acting_set_make(void **state);
int acting_set_unmake(void **state);
/* Makes the Xen, on which the guest acts as planned. */
void acting_prepare(bool hand_over);
/* "" or what is wrong after the launch. */
const char *acting_wrong(bool hand_over);
/* Launches once for each hypercall of the launcher at which the guest may run, and act. */
void acting_guests(bool hand_over, uint32_t domid, acting_fn *act, const char *ends);

#endif
