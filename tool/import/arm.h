/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * What the two formats of Arm boards share: Xen's command line, capabilities, lists of CPUs, and
 * the comments on them.
 */
#ifndef TOOL_IMPORT_ARM_H
#define TOOL_IMPORT_ARM_H

#include "tool/import/import.h"

/* What Xen's own command line says of dom0. */
struct import_dom0_options {
    bool memory, vcpus, pinned;
};

/* What dom0 has where Xen's command line does not say. */
struct import_dom0_defaults {
    uint64_t memory_kib;
    const char *memory_from; /* "Xen on Arm" */
    unsigned long vcpus;     /* 0: as many as a board has CPUs that is not known here */
    const char *vcpus_from;
};

enum { IMPORT_DOM0_MEMORY_KIB = 512 * 1024 /* Xen on Arm: create_dom0() of domain_build.c */ };

/* The first comment of a set for an Arm board. */
void import_arm_note(struct import_set *set);

/* A set's domain 0, as Xen makes one of a kernel that stands beside the domains. */
struct import_domain *import_dom0_new(struct import_set *set);

/*
 * Takes what concerns dom0 out of Xen's command line `line`, the value of `from`; all of it is
 * noted. `dom0` NULL: there is none.
 */
void import_xen_options(struct import_set *set, struct import_domain *dom0, const char *from,
                        const char *line, struct import_dom0_options *found);
/* Fills in and notes what the command line did not say. */
void import_dom0_finish(struct import_set *set, struct import_domain *dom0,
                        const struct import_dom0_options *found,
                        const struct import_dom0_defaults *defaults);

/* Takes bits of "capabilities", the value of `from`. */
void import_capabilities(struct import_set *set, struct import_domain *domain, const char *from,
                         uint32_t bits);

/* What "xen,enhanced" can be, and what it means here. */
enum import_enhanced {
    IMPORT_ENHANCED,
    IMPORT_ENHANCED_LEGACY,
    IMPORT_ENHANCED_NO_STORE,
    IMPORT_ENHANCED_OFF,
    IMPORT_ENHANCED_ABSENT,
};
void import_enhanced(struct import_set *set, struct import_domain *domain, const char *from,
                     enum import_enhanced enhanced);

/*
 * Takes a vCPU's list of CPUs, the value of `from`, as Xen on Arm reads it: numbers in the notation
 * of C and rising ranges; notes any other.
 */
void import_affinity(struct import_set *set, struct import_domain *domain, const char *from,
                     unsigned long vcpu, const char *cpus);
/* Notes the vCPUs that have CPUs and are none of the domain's. */
void import_affinity_finish(struct import_set *set, struct import_domain *domain);

/* Takes a number of vCPUs, the value of `from`; one out of bounds becomes the nearest, noted. */
void import_arm_vcpus(struct import_set *set, struct import_domain *domain, const char *from,
                      unsigned long long vcpus);

/* Takes a domain's number, the value of `from`; notes one that it cannot have. */
void import_domid(struct import_set *set, struct import_domain *domain, const char *from,
                  unsigned long long domid);

/* Reads a whole number as C and bash write it: decimal, 0x... or 0...; no sign. */
bool import_number(const char *text, unsigned long long *value);

/* Whether the name of a thing says that its value is to be kept out of a source. */
bool import_is_secret(const char *name);

#endif
