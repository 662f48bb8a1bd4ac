/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * PV domains in the fake Xen with a tree of page tables, and the fault that a wrong call must
 * give.
 */
#ifndef TESTS_SUPPORT_SIM_PV_DOMAINS_H
#define TESTS_SUPPORT_SIM_PV_DOMAINS_H

#include <stdint.h>

#include "tests/support/launches.h"

enum { DOMID = 4, OTHER = 5, PAGES = 8 };

/* Page frames of the domain: a table of each level, and pages that they show. */
enum { TOP, LEVEL3, LEVEL2, LEVEL1, DATA, SECOND };

/* The fake Xen, the door to it, what it told at boot, and the frames of both domains. */
extern struct run sim_pv_run;
extern struct xen *const sim_pv_xen;
extern struct boot *sim_pv_boot;
extern uint64_t sim_pv_mfns[PAGES], sim_pv_other_mfns[1];

/* The last call was a fault with this text. */
void sim_pv_fault_expect(const char *text);

/* Writes an entry into the table that is this page frame, past all checks. */
void sim_pv_entry_put(uint64_t pfn, unsigned int i, uint64_t entry);

/* The entry that shows this page frame with these bits. */
uint64_t sim_pv_entry_of(uint64_t pfn, uint64_t bits);

/* Creates a PV domain with so many frames, and tells which they are. */
void sim_pv_domain_make(uint32_t domid, uint64_t *frames, uint64_t count);

/* Setup and teardown of a test: two domains, and the tree in the first. */
int sim_pv_make(void **state);
int sim_pv_unmake(void **state);

#endif
