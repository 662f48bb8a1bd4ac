/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * A record, a store and a fake Xen, in which tests introduce domains.
 */
#ifndef TESTS_SUPPORT_INTRODUCTIONS_H
#define TESTS_SUPPORT_INTRODUCTIONS_H

#include "dom0/introduce.h"
#include "core/record/record_read.h"
#include "tests/support/dom0/fake_dom0.h"

#define UUID "00010203-0405-0607-0809-0a0b0c0d0e0f"

struct fixture {
    struct dom0 dom0;
    struct record record;
    struct introduction done[RECORD_DOMAINS_MAX];
    char folder[64];
};

/* Adds a running domain to the record; the fake Xen does not have it yet. */
struct record_domain *introduction_record_add(struct fixture *f, uint32_t domid, const char *name,
                                              enum record_mode mode, enum record_store store);

/* Setup and teardown of a test: `*state` is a struct fixture without a domain. */
int introductions_set_up(void **state);
int introductions_tear_down(void **state);

#endif
