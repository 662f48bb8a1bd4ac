/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Making a launched domain known to dom0: xenstored, xl and xenconsoled, in the order that they
 * need; this header is the manual of what `hyperlaunch-init` does to each domain.
 *
 *   1. Xen is asked whether the domain is still the one that was launched.
 *   2. Its nodes are written in one transaction, with the data that a boot domain gave it
 *      (dom0/nodes.h).
 *   3. xl's stored configuration is written (dom0/userdata.h).
 *   4. Its store page is presented to it and to xenstored (dom0/ring.h).
 *   5. It is woken until it uses that page (dom0/wake.h), while hyperlaunch-init goes on.
 *
 * A domain that has all of that is left as it is, so that a second run changes nothing.
 */
#ifndef DOM0_INTRODUCE_H
#define DOM0_INTRODUCE_H

#include "xen/xen.h"
#include "core/record/record_read.h"

#include <xenforeignmemory.h>
#include <xenstore.h>

/* Where libxl keeps the stored configuration of each domain. */
#define USERDATA_FOLDER "/var/lib/xen"

/* The doors that are open while domains are introduced. */
struct dom0 {
    struct xs_handle *store;
    xenforeignmemory_handle *memory;
    struct xen xen;
    const char *userdata; /* USERDATA_FOLDER */
};

enum introduce_result {
    INTRODUCE_DONE,
    INTRODUCE_ALREADY, /* nothing was left to do */
    INTRODUCE_FAILED,
    INTRODUCE_SKIPPED, /* it was not started, was built again by xl, or is domain 0 */
};

enum { INTRODUCE_CAUSE_SIZE = RECORD_CAUSE_SIZE + 64 };

struct introduction {
    enum introduce_result result;
    const char *step;                 /* where it failed; "" unless it did */
    char cause[INTRODUCE_CAUSE_SIZE]; /* "what is wrong; what to do", or why it was skipped */
    uint32_t attached;                /* devices: see dom0/devices.h */
};

/* Whether dom0 knows the domain as the one that was launched. */
static inline bool introduction_is_good(const struct introduction *done)
{
    return done->result == INTRODUCE_DONE || done->result == INTRODUCE_ALREADY;
}

/* Introduces one domain of the record. */
void introduce_domain(struct dom0 *dom0, const struct record_domain *domain,
                      struct introduction *done);

/* Introduces all domains of the record, `done` having one entry each. True if none failed. */
bool introduce_all(struct dom0 *dom0, const struct record *record, struct introduction *done);

/* "introduced", "already", "failed", "skipped". */
const char *introduce_result_name(enum introduce_result result);

#endif
