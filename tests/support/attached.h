/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Introduced domains, and an xl that notes how it was called, for tests of attaching devices.
 */
#ifndef TESTS_SUPPORT_ATTACHED_H
#define TESTS_SUPPORT_ATTACHED_H

#include "tests/support/introductions.h"

/*
 * Where a test says which domid a backend of this name has, what xl is called for is done in the
 * fake store: a device gets the nodes by which it is found, and its backend's half with state 1.
 */
struct attached_backend {
    const char *name; /* NULL: nothing is done */
    uint32_t domid;
};
extern struct attached_backend attached_backend;

/* Setup and teardown of a test; a disk made of /bad cannot be attached, and makes no nodes. */
int attached_set_up(void **state);
int attached_tear_down(void **state);

/* From now on xl fails where this stands in its words, though its nodes are there. */
void attached_fail(const struct fixture *f, const char *words);

/* Checks all calls of xl so far. */
void attached_calls_check(const struct fixture *f, const char *expected);

#endif
