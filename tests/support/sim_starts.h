/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Starts PV domains in the fake Xen, and spoils what they start with.
 */
#ifndef TESTS_SUPPORT_SIM_STARTS_H
#define TESTS_SUPPORT_SIM_STARTS_H

#include <stddef.h>
#include <stdint.h>

#include "tests/support/launches.h"

enum { DB = 2, SIM_FIRST = 0x1000, LIST_ENTRIES = 512 };

#define MIB UINT64_C(1024)

/* A spoilt place: a field of the start info, or something that the start info leads to. */
struct spoil {
    enum { FIELD_64, FIELD_32, LIST, LIST_TAIL, MASK } what;
    size_t offset; /* of the field; the entry of the list */
    uint64_t value;
    const char *fault;
};

#define INFO(field) offsetof(struct start_info, field)

/* A kernel of PV_FULL and one of PV_PLAIN, and the launch of the last start. */
extern struct kernel start_kernels[2];
extern struct run start_run;

/* Setup and teardown of a group: the kernels and a ramdisk. */
int sim_starts_make(void **state);
int sim_starts_unmake(void **state);

/* What both have. */
extern const struct spoil start_spoils[14];

/* Spoils one place after the other, each in a fresh start, which must be a fault. */
void start_all_expect(const struct set_domain *domain, const struct spoil *spoils, size_t count);

/* A domain that can be started. */
struct set_domain start_domain(uint32_t domid, const struct kernel *kernel);

#endif
