/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Where a launch builds its domains, and what is known there from one domain to the next.
 */
#ifndef LAUNCHER_BUILDER_PARTS_SITE_H
#define LAUNCHER_BUILDER_PARTS_SITE_H

#include "core/image/image.h"
#include "core/image/payload.h"
#include "core/kernel/elf.h"
#include "core/pci/device.h"
#include "launcher/builder/parts/cpuid.h"
#include "launcher/builder/parts/result.h"
#include "xen/boot.h"

/* What became of one cpupool of the plan. */
struct build_cpupool {
    bool made;
    uint32_t id;                  /* Xen's number of it */
    char cause[BUILD_CAUSE_SIZE]; /* "cause; remedy" where it was not made */
};

/* Where a launch builds its domains, one at a time: the same for all of them. Large: keep it
 * static.
 */
struct build_site {
    struct xen *xen;
    struct cpus *cpus; /* that share its work */
    struct boot *boot;
    const struct image *image;
    bool store_comes; /* a dom0 will serve a store: domains are told of it */
    struct build_cpupool cpupools[LCM_CPUPOOLS_MAX];
    struct pci_devices pci; /* launcher/pci */
    /* What is known of each payload, so that one shared by many domains is hashed once ... */
    enum build_digest { DIGEST_UNKNOWN, DIGEST_GOOD, DIGEST_BAD } digests[LCM_MODULES_MAX];
    /* ... and decoded once: who has it in memory and never ran. holder.c */
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
    struct payload payload; /* the one that is being read */
    /* The frames of a PV domain's frame list, which can name nothing before all of it is mapped. */
    uint64_t list_frames[WINDOW_P2M_PAGES];
};

/* Whether the launcher's store, where it has one, is the domain's: a dom0 will serve the others. */
static inline bool site_serves_store(const struct build_site *site, const struct lcm_domain *domain)
{
    return !site->store_comes || (domain->functions & LCM_FUNC_BOOT) != 0;
}

/* Whether the stored bytes of a payload have their digest; looked at once. payload.c */
bool build_payload_good(struct build_site *site, uint32_t index);

/*
 * Whether a payload is copied from a domain that has it: what is stored as it is takes one copy
 * either way; what is small, less than mappings do.
 */
static inline bool build_may_copy(enum lcm_encoding encoding, uint64_t size)
{
    return encoding != LCM_ENCODING_NONE && size > PAYLOAD_CHUNK;
}

/*
 * Gives back some of domain 0's memory if Xen has less than that free, and 16 MiB for itself. 0:
 * there is enough, or nothing more to give back; BUILD_AGAIN; or Xen's error. memory.c
 */
enum { BUILD_AGAIN = 1 };
int build_memory_lacks(struct build_site *site, uint64_t needed_kib);

/* Unmaps what is shown of a domain to copy from. 0, or Xen's error at the first try. copy.c */
int build_shown_drop(struct build_site *site);

/*
 * Nobody copies from a domain any more: it will run, or be destroyed. 0, or Xen's error when what
 * is shown of it cannot be unmapped. holder.c
 */
int build_holder_end(struct build_site *site, uint32_t domid);

#endif
