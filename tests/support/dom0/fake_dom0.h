/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * A fake Xen as dom0's programs see it: some domains, their store pages, event channels. It is
 * smaller than sim/, which serves the launcher, and knows calls that sim/ does not. A program with
 * it takes its hypercalls and foreign maps.
 */
#ifndef TESTS_SUPPORT_DOM0_FAKE_DOM0_H
#define TESTS_SUPPORT_DOM0_FAKE_DOM0_H

#include <stdbool.h>
#include <stdint.h>

#include "core/record/record.h"
#include "xen/xen.h"

#include <xen/io/xs_wire.h>

enum { FAKE_GUESTS_MAX = 8 };

struct fake_guest {
    bool exists;
    uint32_t domid;
    uint8_t handle[16];
    bool shut_down;
    bool dying;
    uint8_t reason;
    int pauses;
    unsigned int wakes;  /* events that dom0 sent to its store port */
    uint64_t store_page; /* HVM_PARAM_STORE_PFN */
    struct xenstore_domain_interface page;
    uint64_t frame;     /* where the page is; 0: cannot be mapped */
    unsigned int maps;  /* that are open */
    uint32_t dom0_port; /* bound to its store port; 0: none */
    uint32_t store_port;
};

struct fake_dom0 {
    struct fake_guest guests[FAKE_GUESTS_MAX];
    /* Called before a domain is looked at: what others did meanwhile. */
    void (*on_look)(void);
    int fail_param; /* HVMOP_set_param fails with this errno value of Xen's */
};

/* What the hypercalls of dom0 see. */
extern struct fake_dom0 fake_dom0;

/* The guest of this domid, or NULL. */
struct fake_guest *fake_guest_find(uint32_t domid);

/* Makes a guest as a record tells of it. */
struct fake_guest *fake_guest_add(const struct record_domain *domain);

#endif
