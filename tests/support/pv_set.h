/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/* A set of PV domains on the fake Xen, and what must hold of each. */
#ifndef TESTS_SUPPORT_PV_SET_H
#define TESTS_SUPPORT_PV_SET_H

#include "tests/support/launches.h"

enum { FULL, PLAIN, BIG, SET, HYPERCALL_OFFSET = 0x1000, HYPERCALL_BYTE = 0xf1 };

#define MIB UINT64_C(1024)

/* A kernel of PV_FULL and one of PV_PLAIN, and the ramdisk of both. */
extern struct kernel pv_set_full_kernel, pv_set_plain_kernel;
extern uint8_t pv_set_ramdisk[300001];

/* The set, its image, and its launch. */
extern struct set_domain pv_set_domains[SET];
extern struct set_image pv_set_image;
extern struct run pv_set_run;

/* Setup and teardown of a group: kernels, ramdisk, domains and image. */
int pv_set_make(void **state);
int pv_set_unmake(void **state);

/* Launches the set on this version of Xen 4; all domains start. */
void pv_set_launch(unsigned int minor);

/* Launches it, and checks all that each domain starts with. */
void pv_set_expect(unsigned int minor);

#endif
