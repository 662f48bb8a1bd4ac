/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * What the files of the LCM reader share: where it stands in the tree, and how it reports.
 *
 * The tree is walked twice. The survey fills the plan and reports nothing, so that every check of
 * the second walk knows the whole set; the second walk reports, in the order of the tree. Both run
 * the same checks (checks.c), node by node: first those of each property in its place, then those
 * of the node as a whole. A check runs only where the checks it needs have not failed on the same
 * node.
 */
#ifndef CORE_LCM_READER_H
#define CORE_LCM_READER_H

#include "core/base/tree_check.h"
#include "core/base/values.h"
#include "core/lcm/lcm.h"

/* Nodes, and properties of one: bounds that keep the work on a hostile blob small. */
enum { READER_NODES_MAX = 4096, READER_PROPERTIES_MAX = 64, READER_NAME_SETS = 64 };

/* What a node is, told from its place and its "compatible". A bit set of them says "where". */
enum role {
    ROLE_ROOT = 1 << 0,
    ROLE_CHOSEN = 1 << 1,
    ROLE_HYPERVISOR = 1 << 2,
    ROLE_DOMAIN = 1 << 3,
    ROLE_KERNEL = 1 << 4,
    ROLE_RAMDISK = 1 << 5,
    ROLE_TABLE = 1 << 6,
    ROLE_PAYLOAD = 1 << 7,
    ROLE_OUTSIDE = 1 << 8,     /* of no concern here, and said so */
    ROLE_UNTYPED = 1 << 9,     /* no readable "compatible" where one is due */
    ROLE_UNKNOWN = 1 << 10,    /* no known "compatible" */
    ROLE_AMBIGUOUS = 1 << 11,  /* two known ones */
    ROLE_MISPLACED = 1 << 12,  /* a known one in the wrong place */
    ROLE_NOT_SERVED = 1 << 13, /* known, and left for a later version */
    ROLE_EXCESS = 1 << 14,     /* beyond a limit of the set */
    ROLE_SECOND = 1 << 15,     /* a second kernel or ramdisk of a domain */
    ROLE_SKIPPED = 1 << 16,    /* below a node that was not understood, or nothing to say about */
    ROLE_CONFIG = 1 << 17,     /* holds the modules for Xen itself */
    ROLE_MICROCODE = 1 << 18,
    ROLE_XSM_POLICY = 1 << 19,
    ROLE_VCPU = 1 << 20, /* where one vCPU of a domain may run */
    ROLE_CPUPOOL = 1 << 21,
    ROLE_SET = 1 << 22,  /* no node: the set as a whole, after the walk */
    ROLE_BLOB = 1 << 23, /* no node: the bytes, before the walk */

    ROLE_BOOT = ROLE_KERNEL | ROLE_RAMDISK,                 /* what has a command line */
    ROLE_NUMBERED = ROLE_DOMAIN | ROLE_VCPU | ROLE_PAYLOAD, /* see checks_numbers.c */
    ROLE_MODULE = ROLE_BOOT | ROLE_MICROCODE | ROLE_XSM_POLICY,
    ROLE_REFUSED = ROLE_UNTYPED | ROLE_UNKNOWN | ROLE_AMBIGUOUS | ROLE_MISPLACED | ROLE_NOT_SERVED,
    ROLE_TYPED = ROLE_HYPERVISOR | ROLE_DOMAIN | ROLE_MODULE | ROLE_TABLE | ROLE_PAYLOAD |
                 ROLE_CONFIG | ROLE_VCPU | ROLE_CPUPOOL,
    ROLE_ANY = ROLE_SET - 1,
};

/* What is known about a domain beside its plan. */
struct domain_facts {
    uint32_t phandle;  /* 0: none */
    const char *label; /* of a source, or NULL */
    bool domid_given;
    bool name_given;
    bool mode_given;
    bool label_unfit;   /* has no name, and a label that cannot be one */
    bool child_refused; /* a child that may have been meant as its kernel */
};

struct check;

typedef unsigned __int128 check_set; /* a bit for each check */

struct reader {
    const void *blob;
    size_t size;
    enum lcm_form form;
    const struct lcm_sink *sink;
    struct lcm_plan *plan;
    bool surveying;
    unsigned int errors;
    struct tree_size measure;

    /* Where the walk is. */
    int depth;
    int nodes[LCM_DEPTH_MAX];
    enum role roles[LCM_DEPTH_MAX];
    uint32_t domain_next; /* number of domains met in this walk */
    uint32_t payload_next;
    uint32_t affinity_next;
    uint32_t cpupool_next;
    uint64_t seen;            /* known properties that the node has, by their number */
    uint64_t suggested;       /* those that a misspelt one was probably meant to be */
    struct property property; /* by its present name, also where the one of 2021 is written */
    const char *written;      /* its name as the node has it */
    const struct check *check;
    check_set failed;                        /* on this node */
    struct bits names_met[READER_NAME_SETS]; /* of nodes, hashed with their parents */
    int other; /* node that the finding in the making collides with, or -1 */
    char other_path[LCM_PATH_SIZE];

    /* What the survey learned about the set. */
    int labels;     /* the node of a source where dtc lists them, or negative */
    int hypervisor; /* the first such node, or -1 */
    int table;
    bool node_refused;     /* a node that may have been meant as a domain */
    bool module_refused;   /* a module that points to no payload */
    struct bits used;      /* payloads */
    struct bits startable; /* domains that neither are in a cycle of start-after nor wait for one */
    struct domain_facts facts[LCM_DOMAINS_MAX];
};

/* The node that the walk is at, and what stands around it. */
static inline int reader_node(const struct reader *r)
{
    return r->nodes[r->depth];
}

static inline enum role reader_role(const struct reader *r)
{
    return r->roles[r->depth];
}

static inline struct lcm_domain *reader_domain(const struct reader *r)
{
    return &r->plan->domains[r->domain_next - 1];
}

static inline struct lcm_payload *reader_payload(const struct reader *r)
{
    return &r->plan->payloads[r->payload_next - 1];
}

static inline struct lcm_affinity *reader_affinity(const struct reader *r)
{
    return &r->plan->affinities[r->affinity_next - 1];
}

static inline struct lcm_cpupool *reader_cpupool(const struct reader *r)
{
    return &r->plan->cpupools[r->cpupool_next - 1];
}

/* The module that a node of this role describes: of the current domain, or of Xen. */
static inline struct lcm_module *reader_module_of(const struct reader *r, enum role role)
{
    return role == ROLE_KERNEL      ? &reader_domain(r)->kernel
           : role == ROLE_RAMDISK   ? &reader_domain(r)->ramdisk
           : role == ROLE_MICROCODE ? &r->plan->microcode
                                    : &r->plan->xsm_policy;
}

static inline struct lcm_module *reader_module(const struct reader *r)
{
    return reader_module_of(r, reader_role(r));
}

static inline struct domain_facts *reader_facts(struct reader *r)
{
    return &r->facts[r->domain_next - 1];
}

/* checks_dom0.c: whether the current domain is domain 0, or has a capability that makes it so. */
bool reader_means_dom0(const struct reader *r);

/* report.c: a finding of the running check, about the property (or NULL) of the current node. */
void reader_fault(struct reader *r, const char *property, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* report.c: what another tool means by a word; NULL where that is not known. */
const struct lcm_word *reader_word(const struct reader *r, const char *where, const char *word);

/* report.c: makes a node the one that the next finding is about, without the walk. */
void reader_go_to(struct reader *r, int node);

/* report.c: the path of the other node that the finding in the making is about, for its text. */
const char *reader_other(struct reader *r, int node);

/* roles.c: tells what the current node is; which string of its "compatible" says so. */
enum role role_of(const struct reader *r);
const char *role_compatible(const struct reader *r);
bool role_has_compatible(const struct reader *r, const char *compatible);
const char *role_nearest(const struct reader *r);
enum role role_named(const struct reader *r); /* by "compatible" alone, wherever the node is */
/* What a module of a role in ROLE_MODULE is called; whether the current one is as in 2021. */
struct module_words {
    enum role role;
    const char *name;
    const char *compatible;
};
const struct module_words *role_module(enum role role);
bool role_is_of_2021(const struct reader *r);

/* properties.c: the properties there are, each with a bit for `seen` and `suggested`. */
uint64_t property_bit(const char *name); /* 0 when unknown */
bool property_belongs(const char *name, enum role role);
bool property_is_served(const char *name);
const char *property_nearest(const char *name, enum role role);
/* The present name of a property that the design of 2021 called otherwise; else the same name. */
const char *property_renamed(const char *name);
/* The name that the current node has for a property: the old one where only that is there. */
const char *property_written(const struct reader *r, const char *name);

/* checks.c: each runs what the table of checks has for that moment. */
bool checks_run_blob(struct reader *r);
void checks_run_property(struct reader *r);
void checks_run_node(struct reader *r);
void checks_run_set(struct reader *r);

/* report.c: the path that nodes[1] to nodes[depth] are; longer ones are cut. */
void reader_path(const void *blob, const int *nodes, int depth, char path[LCM_PATH_SIZE]);

/* settle.c: the label of the current node, as dtc writes it with -@; NULL where it has none. */
const char *reader_label(const struct reader *r);

/* settle.c: between the walks, gives domids, modes and names where the LCM gives none. */
void reader_settle(struct reader *r);

/* references.c: between the walks, finds what phandles point to. */
void reader_refer(struct reader *r);

#endif
