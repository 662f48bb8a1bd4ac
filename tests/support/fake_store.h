/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * A fake xenstored behind libxenstore's own functions, so that what runs in dom0 can be tested
 * without Xen. Nodes, owners that children inherit, one transaction at a time, introductions.
 */
#ifndef TESTS_SUPPORT_FAKE_STORE_H
#define TESTS_SUPPORT_FAKE_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { FAKE_DOMAINS = 80 };

struct fake_introduction {
    unsigned int count; /* how often */
    unsigned long frame;
    unsigned int port;
};

/* What tests set, and what they look at. */
struct fake_store {
    bool down;               /* xs_open fails */
    unsigned int conflicts;  /* this many ends of a transaction say EAGAIN */
    const char *denied;      /* a path that cannot be written: EACCES */
    unsigned int refused;    /* this domid's introduction: EINVAL */
    unsigned int introduced; /* in all */
    unsigned int writes;     /* of nodes, in and out of transactions */
    unsigned int ended;      /* transactions that were ended, well or not */
    struct fake_introduction domains[FAKE_DOMAINS];
    /* Called at the end of each introduction, as the daemon's hand in the domain's page. */
    void (*on_introduce)(unsigned int domid);
    unsigned int watches; /* that are set */
    /* Called before names are listed, or a node is read: what others did meanwhile. */
    void (*on_list)(void);
    void (*on_read)(void);
    /* Called where a watch waits: something happened, or (false, and NULL) the daemon went away. */
    bool (*on_wait)(void);
};

/* The store that xs_open opens. */
extern struct fake_store fake_store;

/* Empties it: only "/", owned by domain 0. */
void fake_store_reset(void);

/* All nodes but "/", a line each in order of their paths: PATH = "VALUE" (n0,r1). The caller frees
 * it. */
char *fake_store_dump(void);

/* The value of a node, or NULL. */
const char *fake_store_value(const char *path);

/* Removes a node and what is below it. */
void fake_store_remove(const char *path);

#endif
