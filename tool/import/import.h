/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Other people's descriptions of domains, on their way into a source.
 *
 * Each reader fills a set; what it cannot carry over becomes a note, which import_write puts as a
 * comment where the thing would stand. All texts belong to the set.
 */
#ifndef TOOL_IMPORT_IMPORT_H
#define TOOL_IMPORT_IMPORT_H

#include <stdarg.h>
#include <stdio.h>

#include "core/lcm/lcm.h"
#include "core/lcm/property.h"

enum { IMPORT_POOLS_MAX = LCM_CPUPOOLS_MAX };

struct import_note {
    int domain; /* whose; -1: of the set */
    const char *text;
};

struct import_affinity {
    bool given;
    struct bits hard;
};

/* One domain; NULL, 0 and false are what it does not say. */
struct import_domain {
    const char *name; /* fit for a domain's name, or NULL */
    bool dom0;
    bool serves_store; /* a dom0 with the capability xenstore */
    bool pv;
    uint32_t domid;      /* 0: not said */
    uint64_t memory_kib; /* 0: a dom0 that takes the rest */
    unsigned long vcpus;
    const char *uuid;
    const char *kernel; /* files as they were named */
    const char *ramdisk;
    const char *cmdline;
    const char *label;
    bool label_ignorable; /* where Xen has no XSM */
    bool no_store;
    bool with_store;     /* said so; without either word it is the default */
    bool no_passthrough; /* said so; it is the default */
    bool driver_domain;  /* it serves devices of others */
    struct lcm_limits limits;
    unsigned int pool;                              /* 0: none, else number + 1 */
    const char *on_poweroff, *on_reboot, *on_crash; /* NULL: nothing was said */
    struct import_affinity affinity[LCM_CPUS_MAX];
};

/* A device whose backend is none of the domains so far; a note says so. */
struct import_pending {
    uint32_t device; /* index; its domain is BITS_MAX meanwhile, and it is not written */
    uint32_t domain;
    size_t note; /* index */
    const char *backend;
};

struct import_set {
    const char *origin; /* what it was imported from, for the first comment */
    uint32_t count;
    bool full; /* there were more domains than a set can have */
    struct import_domain domains[LCM_DOMAINS_MAX];
    unsigned int pool_count;
    struct bits pools[IMPORT_POOLS_MAX];
    const char *pool_names[IMPORT_POOLS_MAX]; /* fit for a name, or NULL */
    const char *schedulers[IMPORT_POOLS_MAX]; /* of the pools; NULL: not said */
    bool with_dom0;                           /* there is to be a domain 0, and it serves devices */
    uint32_t device_count; /* their backend is the number of a domain from 1; 0: domain 0 */
    struct lcm_device devices[LCM_DEVICES_MAX];
    uint32_t pending_count;
    struct import_pending pending[LCM_DEVICES_MAX];
    const char *microcode; /* files for Xen itself */
    const char *xsm_policy;
    size_t note_count;
    struct import_note *notes;
    size_t text_count;
    char **texts;
    bool failed; /* out of memory */
};

/* -- import.c -------------------------------------------------------------------------------- */

void import_release(struct import_set *set);

/* A new domain with one vCPU, or NULL where there are too many (set->full) already. */
struct import_domain *import_domain_new(struct import_set *set);

/* A domain 0 with all memory that the others leave, to serve their devices. */
void import_dom0_add(struct import_set *set);

/* Notes what is not carried over, and why. `domain` NULL: of the set. */
void import_note(struct import_set *set, const struct import_domain *domain, const char *format,
                 ...) __attribute__((format(printf, 3, 4)));

/* Takes a name as far as it can be one, noting where it cannot. */
void import_name(struct import_set *set, struct import_domain *domain, const char *name);
/* Takes a size in KiB, in whole pages and in the bounds of the binding; notes where it is not. */
void import_memory(struct import_set *set, struct import_domain *domain, uint64_t kib);
/* Takes a number of vCPUs; notes where it is out of bounds. */
void import_vcpus(struct import_set *set, struct import_domain *domain, unsigned long long vcpus);
/* Takes a limit, by its row of the binding; notes where it is out of range. */
void import_limit(struct import_set *set, struct import_domain *domain,
                  const struct property_row *row, const char *name, unsigned long long value);
/* Takes a kernel's command line; one that is too long is noted, and cut. */
void import_cmdline(struct import_set *set, struct import_domain *domain, const char *cmdline);

/* -- text.c ---------------------------------------------------------------------------------- */

/* A text of the set's own, of any length; NULL without memory. */
char *import_text_va(struct import_set *set, const char *format, va_list arguments);
const char *import_text(struct import_set *set, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* -- quote.c --------------------------------------------------------------------------------- */

/*
 * A foreign string for a comment, in quotes, with escapes for what is not printable: whole, and the
 * set's own. The second kind is a word for bash.
 */
const char *import_quoted(struct import_set *set, const char *string);
const char *import_shell_quoted(struct import_set *set, const char *string);
bool import_has_unprintable(const char *string);
/* Whether the word begins here that makes a comment a waiver of check's; no foreign text has it. */
bool import_waives(const char *at);

/* -- write.c --------------------------------------------------------------------------------- */

/* Writes the source. */
void import_write(const struct import_set *set, FILE *out);

/* -- xl.c, imagebuilder.c, dom0less.c -------------------------------------------------------- */

/*
 * The readers. What cannot be read at all is complained about; they return TOOL_FINE, TOOL_FAULT or
 * TOOL_FAILED. `name` is the file's, for complaints and comments; bytes end with a NUL, not counted
 * in `size`.
 */
int import_xl(struct import_set *set, const char *name, const char *bytes, size_t size);
int import_imagebuilder(struct import_set *set, const char *name, const char *bytes, size_t size);
int import_dom0less(struct import_set *set, const char *name, const void *bytes, size_t size);

#endif
