/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * What became of building one domain: the step where it failed, the cause, and what it was given.
 */
#ifndef LAUNCHER_BUILDER_PARTS_RESULT_H
#define LAUNCHER_BUILDER_PARTS_RESULT_H

#include <stdbool.h>
#include <stdint.h>

#include "core/lcm/lcm.h"

/* The steps of building a domain, in their order; a failure names one. */
enum build_step {
    BUILD_VERIFY,   /* digests of its payloads */
    BUILD_KERNEL,   /* the kernel's ELF headers and notes */
    BUILD_LAYOUT,   /* where everything goes */
    BUILD_CREATE,   /* the domain itself, its vCPUs and limits */
    BUILD_POPULATE, /* its memory */
    BUILD_LOAD,     /* kernel, ramdisk, boot information */
    BUILD_CHANNELS, /* event channels, parameters, grants */
    BUILD_TABLES,   /* a PV domain's page tables */
    BUILD_VCPU,     /* the first vCPU's state */
    BUILD_DEVICES,  /* its PCI devices */
    BUILD_CONSOLE,  /* its console at the launcher's side */
    BUILD_START,    /* unpausing it, or leaving for it */
    BUILD_STEPS,
};

/* The step as a person calls it. */
const char *build_step_name(enum build_step step);

enum { BUILD_CAUSE_SIZE = 256 };

/* What a domain is told of its store; the last two also of its port. */
enum build_store {
    BUILD_STORE_UNTOLD,
    BUILD_STORE_PAGE,  /* the page only: it may be mapped, and nobody will serve it */
    BUILD_STORE_LATER, /* the port; the page once dom0 serves it */
    BUILD_STORE_NAMED,
};

static inline bool build_store_has_port(enum build_store store)
{
    return store >= BUILD_STORE_LATER;
}

/* What became of one domain. The text is "cause; remedy". */
struct build_result {
    bool built;
    bool stuck;           /* Xen would not destroy what was built of it */
    enum build_step step; /* where it failed */
    char cause[BUILD_CAUSE_SIZE];
    uint32_t console_port; /* own ports of its console, and of its store where it is served here */
    uint32_t store_port;
    uint32_t console_remote; /* the domain's own ports */
    uint32_t store_remote;
    uint32_t grant_version; /* that it was given at most; 0: this Xen has no such limit */
    uint64_t console_frame; /* as the domain's owner names them: gfn of PVH, mfn of PV */
    uint64_t store_frame;
    bool label_ignored; /* this Xen has no XSM, and the LCM lets it go without */
    enum build_store store;
    uint64_t loaded;            /* bytes of kernel and ramdisk put into it */
    uint64_t calls;             /* hypercalls it took */
    uint64_t took[BUILD_STEPS]; /* nanoseconds spent in each step */
};

/* Records a failure; returns -1. failure.c */
int result_fail(struct build_result *result, enum build_step step, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/*
 * Records that Xen refused something to a domain of that mode: what was asked, Xen's error, and the
 * remedy that fits. Returns -1. failure.c
 */
int result_refused(struct build_result *result, enum lcm_mode mode, enum build_step step,
                   const char *what, int64_t error);

#endif
