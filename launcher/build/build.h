/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Building one domain: create, fill, wire up; or undo all of it and say why.
 */
#ifndef LAUNCHER_BUILD_BUILD_H
#define LAUNCHER_BUILD_BUILD_H

#include <stdbool.h>

#include "image/elf.h"
#include "image/image.h"
#include "launcher/boot.h"
#include "launcher/build/layout.h"
#include "launcher/xen/xen.h"

/* The steps of building a domain, in their order; a failure names one. */
enum build_step {
    BUILD_VERIFY,   /* digests of its payloads */
    BUILD_KERNEL,   /* the kernel's ELF headers and notes */
    BUILD_LAYOUT,   /* where everything goes */
    BUILD_CREATE,   /* the domain itself, its vCPUs and limits */
    BUILD_POPULATE, /* its memory */
    BUILD_LOAD,     /* kernel, ramdisk, boot information */
    BUILD_CHANNELS, /* event channels, parameters, grants */
    BUILD_VCPU,     /* the first vCPU's state */
    BUILD_CONSOLE,  /* its console at the launcher's side */
    BUILD_START,    /* unpausing it */
    BUILD_STEPS,
};

/* The step as a person calls it. */
const char *build_step_name(enum build_step step);

enum { BUILD_CAUSE_SIZE = 256 };

/* What became of one domain. The text is "cause; remedy". */
struct build_result {
    bool built;
    enum build_step step; /* where it failed */
    char cause[BUILD_CAUSE_SIZE];
    uint32_t console_port;      /* own port of its console */
    uint64_t loaded;            /* bytes of kernel and ramdisk put into it */
    uint64_t calls;             /* hypercalls it took */
    uint64_t took[BUILD_STEPS]; /* nanoseconds spent in each step */
};

/* Where a launch builds its domains: the same for all of them. */
struct build_site {
    struct xen *xen;
    const struct boot *boot;
    const struct image *image;
    /* What is known of each payload, so that one shared by many domains is hashed once. */
    enum build_digest { DIGEST_UNKNOWN, DIGEST_GOOD, DIGEST_BAD } digests[LCM_MODULES_MAX];
};

/* Everything about the domain being built, shared by the files of this folder. */
struct build {
    struct build_site *site;
    struct xen *xen;
    const struct boot *boot;
    const struct image *image;
    const struct lcm_domain *domain;
    uint32_t domid;
    uint32_t slot; /* page of the ring window that is the domain's */
    struct elf_kernel kernel;
    struct layout layout;
    uint32_t console_remote; /* the domain's own ports */
    uint32_t store_remote;
    struct build_result *result;
};

/*
 * Builds `domain`, paused, its console ring mapped at page `slot` of the ring window. Whatever
 * fails is undone: the domain destroyed, its memory given back. Returns result->built.
 */
bool build_domain(struct build_site *site, const struct lcm_domain *domain, uint32_t slot,
                  struct build_result *result);

/*
 * Unmaps the ring, closes the port, destroys the domain: after a failed start, or when it ended.
 * Each is tried twice; false when Xen would not destroy the domain.
 */
bool build_undo(struct xen *xen, const struct boot *boot, uint32_t domid, uint32_t slot,
                uint32_t console_port);

/* -- the parts, each 0 or -1 with step and cause in the result ------------------------------- */

/* Records a failure; returns -1. */
int build_fail(struct build *b, enum build_step step, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* Records that Xen refused: what was asked, its error, and the remedy that fits. Returns -1. */
int build_refused(struct build *b, enum build_step step, const char *what, int64_t error);

int build_kernel_read(struct build *b);   /* load.c */
int build_memory_create(struct build *b); /* memory.c */
int build_payloads_load(struct build *b); /* load.c */
int build_info_write(struct build *b);    /* info.c */
int build_channels_make(struct build *b); /* channels.c */
int build_vcpu_set(struct build *b);      /* vcpu.c */

#endif
