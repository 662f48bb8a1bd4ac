/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Building one domain: create, fill, wire up; or undo all of it and say why.
 */
#ifndef LAUNCHER_BUILDER_PARTS_BUILD_H
#define LAUNCHER_BUILDER_PARTS_BUILD_H

#include <stdbool.h>

#include "core/kernel/elf.h"
#include "core/image/image.h"
#include "xen/boot.h"
#include "launcher/builder/parts/cpuid.h"
#include "core/layout/layout.h"
#include "core/layout/pv_layout.h"
#include "xen/cpu_policy.h"
#include "xen/xen.h"

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
    uint32_t console_port;   /* own port of its console */
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

/* What became of one cpupool of the plan. */
struct build_cpupool {
    bool made;
    uint32_t id;                  /* Xen's number of it */
    char cause[BUILD_CAUSE_SIZE]; /* "cause; remedy" where it was not made */
};

/* Where a launch builds its domains: the same for all of them. */
struct build_site {
    struct xen *xen;
    const struct boot *boot;
    const struct image *image;
    bool store_comes; /* a dom0 will serve a store: domains are told of it */
    struct build_cpupool cpupools[LCM_CPUPOOLS_MAX];
    /* What is known of each payload, so that one shared by many domains is hashed once ... */
    enum build_digest { DIGEST_UNKNOWN, DIGEST_GOOD, DIGEST_BAD } digests[LCM_MODULES_MAX];
    /* ... and decoded once: who has it in memory, so far unpaused by nobody. */
    struct build_holder {
        bool known; /* there is one, a PVH domain: no domid can say that there is none */
        uint32_t domid;
        uint64_t address; /* where its ramdisk is; of a kernel, its headers say so */
    } kernels[LCM_MODULES_MAX], ramdisks[LCM_MODULES_MAX];
    /* What CPUID tells a domain otherwise than by default: PVH, PV; read for the first of each. */
    struct build_leaves {
        bool known;
        uint32_t count;
        struct xen_cpuid changed[CPUID_CHANGED_MAX];
    } leaves[2];
    /* The kernel whose headers were read last, so that domains in a row with it spare that. */
    uint32_t kernel_index; /* its payload; 0: none */
    struct elf_kernel kernel;
    /* Guest frames of a holder that the window of frame lists shows. */
    struct build_shown {
        bool whole;     /* they can be copied from; else some may only be left mapped */
        uint32_t domid; /* whose they are, where there are any */
        uint32_t count; /* 0: none */
        uint64_t gfn;
    } shown;
};

/* What is added to the command line of a dom0 that may have fewer vCPUs than Xen made. */
#define BUILD_VCPUS_LIMIT " nr_cpus=%u"

/* Everything about the domain being built, shared by the files of this folder. */
struct build {
    struct build_site *site;
    struct xen *xen;
    const struct boot *boot;
    const struct image *image;
    const struct lcm_domain *domain;
    uint32_t domid;
    uint32_t owner; /* of its frames, as mappings name it: the domid, or DOMID_SELF */
    uint32_t slot;  /* page of the ring window that is the domain's */
    struct elf_kernel kernel;
    struct layout layout;   /* PVH */
    struct pv_layout pv;    /* PV */
    uint64_t *p2m;          /* PV: the frame list in the domain's own pages; NULL for PVH */
    uint64_t listed;        /* pages that the list itself was given */
    uint64_t nested;        /* PVH: page tables that its memory needs so far, rather too many */
    uint64_t ramdisk;       /* where the ramdisk goes: guest-physical */
    uint64_t ramdisk_extra; /* room behind its bytes */
    uint32_t vcpus_limit;   /* the kernel is told to use no more; 0: not told */
    uint32_t vcpus_made;    /* of domain 0, by Xen; 0: those of the plan */
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
 * False when Xen would not destroy the domain.
 */
bool build_undo(struct xen *xen, const struct boot *boot, uint32_t domid, uint32_t slot,
                uint32_t console_port);

/* -- the parts, each 0 or -1 with step and cause in the result ------------------------------- */

/* Records a failure; returns -1. */
int build_fail(struct build *b, enum build_step step, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* Records that Xen refused: what was asked, its error, and the remedy that fits. Returns -1. */
int build_refused(struct build *b, enum build_step step, const char *what, int64_t error);

int build_verify(struct build *b);        /* build.c */
int build_kernel_read(struct build *b);   /* load.c */
int build_create(struct build *b);        /* create.c */
int build_pool_enter(struct build *b);    /* create.c */
int build_affinity_set(struct build *b);  /* create.c */
int build_memory_create(struct build *b); /* memory.c */
int build_payloads_load(struct build *b); /* load.c */
int build_info_write(struct build *b);    /* info.c */
int build_channels_make(struct build *b); /* channels.c */
int build_cpuid_set(struct build *b);     /* cpuid.c */
int build_vcpu_set(struct build *b);      /* vcpu.c */

/*
 * Puts pieces of a payload into the domain from another's memory, where each lies `shift` bytes,
 * whole pages, higher (modulo 2^64). BUILD_TOO_WIDE, and nothing done, where the pieces lie too far
 * apart to be shown at once. copy.c
 */
enum { BUILD_TOO_WIDE = 1 };
int build_pieces_copy(struct build *b, const struct elf_piece *pieces, uint32_t count,
                      uint32_t holder, uint64_t shift);
/* Unmaps what is shown of a domain to copy from. 0, or Xen's error at the first try. copy.c */
int build_shown_drop(struct build_site *site);

/* Whether the stored bytes of a payload have their digest; looked at once. build.c */
bool build_payload_good(struct build_site *site, uint32_t index);
/* What a domain takes of Xen's memory beside its own. memory.c */
uint64_t build_overhead_kib(const struct lcm_domain *domain);
/* What all domains of a plan take of the host's memory, that included. memory.c */
uint64_t build_plan_kib(const struct lcm_plan *plan);
/* Sets the number of vCPUs, the memory limit and a PVH domain's paging pool. memory.c */
int build_limits_set(struct build *b);
/*
 * Populates [pfn, pfn + pages), many extents a call, the largest that fit; where none of a size is
 * left, smaller ones. A PV domain's frames go into its list. memory.c
 */
int build_populate(struct build *b, uint64_t pfn, uint64_t pages);
/* Bytes of the ramdisk once decoded; 0 without one. build.c */
uint64_t build_ramdisk_size(const struct build *b);
/* The most characters that its kernel takes for a command line. build.c */
uint32_t build_bootargs_max(const struct build *b);
/* By its kernel, and whether a dom0 will serve a store. channels.c */
enum build_store build_store_way(const struct build *b);
/* Starts a build: nothing is known, nothing done. build.c */
void build_begin(struct build *b, struct build_site *site, const struct lcm_domain *domain,
                 struct build_result *result);
/* One step of building a domain, timed and named in the result. */
struct build_sequence {
    enum build_step step;
    int (*run)(struct build *b);
};
/* Runs steps in their order until one fails; returns how many were done. build.c */
size_t build_run(struct build *b, const struct build_sequence *sequence, size_t count);
/* Unmap what is mapped of the domain while it is built, and a PV domain's list. build.c */
void build_windows_drop(struct build *b);
void build_list_drop(struct build *b);

#endif
