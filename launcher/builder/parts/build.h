/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The domain that is being built, and the parts of building it, which share it.
 */
#ifndef LAUNCHER_BUILDER_PARTS_BUILD_H
#define LAUNCHER_BUILDER_PARTS_BUILD_H

#include "core/layout/layout.h"
#include "core/layout/pv_layout.h"
#include "launcher/builder/parts/site.h"

struct build;

/* One step of building a domain, timed and named in the result. */
struct build_sequence {
    enum build_step step;
    int (*run)(struct build *b);
};

/* Everything about the domain being built, shared by the files of this folder. */
struct build {
    const struct build_sequence *sequence; /* its steps, in their order ... */
    uint32_t count;
    uint32_t done; /* ... and how many of them were done */
    struct build_site *site;
    struct xen *xen;
    const struct boot *boot;
    const struct image *image;
    const struct lcm_domain *domain;
    uint32_t domid;
    uint32_t owner; /* of its frames, as mappings name it: the domid, or DOMID_SELF */
    uint32_t slot;  /* in the plan: of its rings in their window */
    struct elf_kernel kernel;
    struct layout layout; /* PVH */
    struct pv_layout pv;  /* PV */
    uint64_t *p2m;        /* PV: the frame list in the domain's own pages; NULL for PVH */
    uint64_t listed;      /* pages that the list itself was given */
    uint64_t nested;      /* PVH: page tables that its memory needs so far, rather too many */
    uint64_t ramdisk;     /* where the ramdisk goes: guest-physical */
    const char *record;   /* the end of the archive behind it (core/record/archive.h), or NULL */
    size_t record_size;
    uint32_t vcpus_limit; /* the kernel is told to use no more; 0: not told */
    uint32_t vcpus_made;  /* of domain 0, by Xen; 0: those of the plan */
    bool has_iommu;       /* it has PCI devices behind one */
    uint64_t memory_end;  /* see core/pci/memory_map.h */
    struct build_result *result;
};

/* -- the parts, each 0, -1 with step and cause in the result, or BUILD_AGAIN: call it again -- */

/* Records a failure; returns -1. failure.c */
#define build_fail(b, ...) result_fail((b)->result, __VA_ARGS__)
/* Records that Xen refused: what was asked, its error, and the remedy that fits. Returns -1. */
int build_refused(struct build *b, enum build_step step, const char *what, int64_t error);

/* Has as much of domain 0's memory given back as it needs. memory.c */
int build_memory_await(struct build *b);
int build_verify(struct build *b);        /* payload.c */
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

/* Remembers that a PVH domain has its kernel and ramdisk, unless one before has the same. holder.c
 */
void build_holder_note(const struct build *b);

/* Sets the number of vCPUs, the memory limit and a PVH domain's paging pool. memory.c */
int build_limits_set(struct build *b);
/*
 * Populates [pfn, pfn + pages), many extents a call, the largest that fit; where none of a size is
 * left, smaller ones. A PV domain's frames go into its list. populate.c
 */
int build_populate(struct build *b, uint64_t pfn, uint64_t pages);
/*
 * Whether a PVH domain's page tables take all of its paging pool, of which `more` would have to
 * come, too; says so, as build_fail(). populate.c
 */
bool build_pool_is_short(const struct build *b, uint64_t more);
int build_pool_fail(struct build *b);
/* Bytes of the ramdisk, once decoded, and of the archive behind it; 0 without both. archive.c */
uint64_t build_ramdisk_size(const struct build *b);
/* Writes the archive behind the ramdisk, or in its place where there is none. archive.c */
int build_archive_put(struct build *b);
/* Writes the record there again. 0 or Xen's error. archive.c */
int build_record_write(struct build *b);
/* The most characters that its kernel takes for a command line. payload.c */
uint32_t build_bootargs_max(const struct build *b);
/* By its kernel, and whether the launcher or a dom0 will serve a store. channels.c */
enum build_store build_store_way(const struct build *b);
/* Starts a build, whose sequence is the caller's: nothing is known, nothing done. sequence.c */
void build_begin(struct build *b, struct build_site *site, const struct lcm_domain *domain,
                 struct build_result *result);
/*
 * Runs the next step of the sequence. True while there is another; then result->built tells whether
 * all were done. sequence.c
 */
bool build_step(struct build *b);
/* Unmaps pages; one that stays mapped would keep the domain as a zombie. sequence.c */
void build_pages_drop(struct xen *xen, const struct window *window, uint32_t first, uint32_t count);
/* Unmaps what the CPUs mapped to load it. 0 or Xen's error. sequence.c */
int build_loaded_drop(struct build *b);
/* Unmap what is mapped of the domain while it is built, and a PV domain's list. sequence.c */
void build_windows_drop(struct build *b);
void build_list_drop(struct build *b);

#endif
