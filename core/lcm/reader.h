/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * What the files of the LCM reader share: where it stands in the tree, and how it reports.
 *
 * The tree is walked twice. The survey fills the plan and reports nothing, so that every check of
 * the second walk knows the whole set; the second walk reports, in the order of the tree. Both run
 * the same checks (checks.h), node by node: first those of each property in its place, then those
 * of the node as a whole. A check runs only where the checks it needs have not failed on the same
 * node.
 */
#ifndef CORE_LCM_READER_H
#define CORE_LCM_READER_H

#include "core/base/tree_check.h"
#include "core/base/values.h"
#include "core/lcm/lcm.h"
#include "core/lcm/property.h"
#include "core/lcm/role.h"

/* Nodes, and properties of one: bounds that keep the work on a hostile blob small. */
enum { READER_NODES_MAX = 4096, READER_PROPERTIES_MAX = 64, READER_NAME_SETS = 64 };

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
    uint32_t device_next;
    uint32_t pci_next; /* those of them that are of the host */
    uint32_t share_next;
    struct bits seen;               /* known properties that the node has, enum property_id */
    struct bits suggested;          /* those that a misspelt one was probably meant to be */
    struct property property;       /* by its present name, also where the one of 2021 is written */
    const char *written;            /* its name as the node has it */
    const struct property_row *row; /* what is known of it, or NULL; see property_find() */
    const struct check *check;
    struct bits failed;                      /* checks, on this node */
    bool has_failed;                         /* the check that runs */
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

static inline struct lcm_device *reader_device(const struct reader *r)
{
    return &r->plan->devices[r->device_next - 1];
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

/* What the current node describes, which the rows of its properties have their members in. */
static inline void *reader_described(struct reader *r)
{
    enum role role = reader_role(r);

    return role == ROLE_DOMAIN       ? (void *)reader_domain(r)
           : role == ROLE_VCPU       ? (void *)reader_affinity(r)
           : role == ROLE_CPUPOOL    ? (void *)reader_cpupool(r)
           : role == ROLE_PAYLOAD    ? (void *)reader_payload(r)
           : role & ROLE_DEVICE      ? (void *)reader_device(r)
           : role & ROLE_SHARE       ? (void *)&r->plan->shares[r->share_next - 1]
           : role == ROLE_HYPERVISOR ? (void *)r->plan
                                     : (void *)reader_module(r);
}

/* Whether the current node has the property, or one that was probably meant to be it. */
static inline bool reader_has(const struct reader *r, enum property_id id)
{
    return bits_has(&r->seen, id) || bits_has(&r->suggested, id);
}

/* Whether the current node is incomplete for lack of the property. */
static inline bool reader_lacks(const struct reader *r, enum property_id id)
{
    return property_rows[id].required && property_belongs(&property_rows[id], reader_role(r)) &&
           !reader_has(r, id);
}

/* Whether the current property is in words, as only a source has it where a number is due. */
static inline bool reader_in_words(const struct reader *r)
{
    return r->form == LCM_FORM_SOURCE && value_is_text(&r->property);
}

/* checks_dom0.c: whether the current domain is domain 0, or has a capability that makes it so. */
bool reader_means_dom0(const struct reader *r);

/* Whether the set has a domain 0, which is known to the second walk. */
static inline bool reader_has_dom0(const struct reader *r)
{
    return lcm_dom0(r->plan) < r->plan->domain_count;
}

/* report.c: a finding of the running check, about the property (or NULL) of the current node. */
void reader_fault(struct reader *r, const char *property, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* report.c: what another tool means by a word; NULL where that is not known. */
const struct lcm_word *reader_word(const struct reader *r, const char *where, const char *word);

/* report.c: whether a name may be a misspelt known one, as far as the sink can tell. */
bool reader_is_close(const struct reader *r, const char *name, const char *known);

/*
 * report.c: a finding about a word of a property that is none of those it may have: what is meant
 * by it as another tool's, else the nearest that is known (or NULL), else what to do.
 */
void reader_unknown(struct reader *r, const char *property, const char *given, const char *nearest,
                    const char *advice);

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

/* report.c: the path that nodes[1] to nodes[depth] are; longer ones are cut. */
void reader_path(const void *blob, const int *nodes, int depth, char path[LCM_PATH_SIZE]);

/* settle.c: the label of the current node, as dtc writes it with -@; NULL where it has none. */
const char *reader_label(const struct reader *r);

/* settle.c: between the walks, gives domids, modes and names where the LCM gives none. */
void reader_settle(struct reader *r);

/* references.c: the domain that a list of phandles names at `offset`: BITS_MAX where it is none. */
uint32_t reader_domain_at(const struct reader *r, const struct property *list, size_t offset);

/* checks_device.c: between the walks, has who is served start after its backends. */
void reader_refer_backends(struct reader *r);
/* references.c: between the walks, finds what phandles point to, and what order can be kept. */
void reader_refer(struct reader *r);
/* references.c: the domain that the current property names by one phandle; else BITS_MAX, said. */
uint32_t reader_domain_named(struct reader *r);

/* checks_share.c: begins one that the current domain owns; adds up what each domain shares. */
void reader_share_begin(struct reader *r);
void reader_shares_add(struct lcm_plan *plan);

#endif
