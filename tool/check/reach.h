/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Who can reach what of another domain, by what the LCM gives: the least-privilege view of a set.
 *
 * The launcher, which is domain 0 until it leaves or for ever, reaches all of them and is not
 * listed; nor is Xen.
 */
#ifndef TOOL_CHECK_REACH_H
#define TOOL_CHECK_REACH_H

#include "core/lcm/lcm.h"

enum reach_what {
    REACH_MEMORY,
    REACH_DISK,    /* what is on a disk */
    REACH_NETWORK, /* what passes a network card */
    REACH_SHARED,  /* memory that its owner shares */
    REACH_STORE,   /* nodes of the xenstore */
    REACH_CONSOLE, /* what a domain prints */
    REACH_START,   /* whether a domain is started, and how */
    REACH_HOST,    /* hardware beyond what the domain was given */
    REACH_KINDS,
};

enum { REACH_WHY_SIZE = 256 };

struct reach {
    unsigned int next; /* internal */
    enum reach_what what;
    uint32_t who;   /* index of the plan's domains; so below */
    uint32_t whom;  /* the plan's domain_count: all other domains */
    bool is_of_xen; /* the memory of Xen, too */
    /* What gives it: a node of the LCM and a property of it, NULL where that is the whole node. */
    int node;
    const char *property;
    char why[REACH_WHY_SIZE]; /* "it has the capability control" */
    const char *remedy;       /* "leave that out" */
};

/* The next one; begin with {.next = 0}. False behind the last. */
bool reach_next(const struct lcm_plan *plan, struct reach *reach);

/* "memory", "disk" and so on. */
const char *reach_name(enum reach_what what);
/* "can read and write the memory of": what stands between who and whom. */
const char *reach_phrase(enum reach_what what);
/* Whom, as a text: a name, "all other domains", that with " and Xen", or "the host". */
const char *reach_whom(const struct lcm_plan *plan, const struct reach *reach);

#endif
