/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The reader of dom0less trees (xen/docs/misc/arm/device-tree/booting.txt, cpupools.txt).
 *
 * One walk passes each node and property below /chosen once. A table says what becomes of each
 * documented name; what is not in it is noted as unknown, so that nothing is lost without a word.
 */
#ifndef TOOL_IMPORT_DOM0LESS_H
#define TOOL_IMPORT_DOM0LESS_H

#include "core/base/values.h"
#include "tool/import/arm.h"

/* What a node is; bits, for the tables. */
enum node_kind {
    NODE_CHOSEN = 1 << 0,
    NODE_DOMAIN = 1 << 1,
    NODE_KERNEL = 1 << 2,
    NODE_RAMDISK = 1 << 3,
    NODE_POLICY = 1 << 4,
    NODE_MICROCODE = 1 << 5,
    NODE_GUEST_TREE = 1 << 6,
    NODE_MODULE = 1 << 7, /* a module that does not say which */
    NODE_VCPU = 1 << 8,
    NODE_POOL = 1 << 9,
    NODE_EVTCHN = 1 << 10,
    NODE_SHM = 1 << 11,
    NODE_SET = 1 << 12, /* of hyperlaunch: not dom0less */
    NODE_UNKNOWN = 1 << 13,

    NODE_MODULES =
        NODE_KERNEL | NODE_RAMDISK | NODE_POLICY | NODE_MICROCODE | NODE_GUEST_TREE | NODE_MODULE,
    NODE_ANY = (1 << 14) - 1,
};

struct board {
    struct import_set *set;
    const void *blob;
    int chosen;
    struct import_domain *dom0; /* of the modules in /chosen; NULL: none is described */
    int dom0_kernel;            /* its nodes; negative: none */
    int dom0_ramdisk;
    int guessed[2];              /* modules that do not say which, as Xen guesses them */
    bool dom0_cmdline;           /* the kernel's node has one that is not empty */
    int pools[IMPORT_POOLS_MAX]; /* nodes of those carried over */
    int pool_0;                  /* that with CPU 0; negative: none */
    /* board_walk(): the readers of nodes, which it calls, have it walk what is inside them. */
    void (*walk)(struct board *b, struct import_domain *domain, int node, enum node_kind kind,
                 const char *path);
};

enum value_shape { SHAPE_ANY, SHAPE_U32, SHAPE_STRING, SHAPE_CELLS };

/* What becomes of a documented property. */
struct dom0less_name {
    unsigned int nodes; /* where it may stand, NODE_* */
    const char *name;
    enum value_shape shape;
    /* Carries it over; NULL, with `why` NULL: whoever takes the node reads it. */
    void (*take)(struct board *b, struct import_domain *domain, const struct property *property);
    const char *why; /* it is noted with this reason */
};

/* -- dom0less_names.c ------------------------------------------------------------------------ */

/* The documented properties, ended by a name NULL. */
extern const struct dom0less_name dom0less_names[];

/* The kinds of nodes that have a "compatible" of their own, ended by NULL. */
struct dom0less_node {
    const char *compatible;
    unsigned int parents; /* NODE_* */
    enum node_kind kind;
};
extern const struct dom0less_node dom0less_nodes[];

/* -- dom0less_kind.c ------------------------------------------------------------------------- */

/* What a child of a node of the kind `parent` is. */
enum node_kind node_kind_of(const struct board *b, int node, enum node_kind parent);
bool node_is(const struct board *b, int node, const char *compatible);
/* Whether Xen loads it as a module. */
bool node_is_module(const struct board *b, int node);

/* -- dom0less_walk.c ------------------------------------------------------------------------- */

/*
 * Passes all properties and children of a node; `path` is its name below the domain or /chosen, ""
 * for these themselves.
 */
void board_walk(struct board *b, struct import_domain *domain, int node, enum node_kind kind,
                const char *path);
/* Takes a child, with all that it has. */
void child_take(struct board *b, struct import_domain *domain, int node, enum node_kind parent,
                const char *path);

/* -- dom0less_value.c ------------------------------------------------------------------------ */

/* A property of the current node of a walk. */
struct property property_at(const struct board *b, int offset);
/* The value for a comment: texts, cells, or its size. */
const char *property_text(struct board *b, const struct property *property);
bool property_has_shape(const struct property *property, enum value_shape shape);
const char *shape_text(enum value_shape shape);

/* The numbers of cells that a node's parent gives its "reg". */
struct cells {
    uint32_t address, size;
};
struct cells cells_of(const struct board *b, int parent);
/* Reads one number of 1 or 2 cells. */
uint64_t cells_read(const char *data, uint32_t count);

/* The readers of nodes. */

/* -- dom0less_domain.c ----------------------------------------------------------------------- */

void domain_take(struct board *b, int node);
void vcpu_take(struct board *b, struct import_domain *domain, int node, const char *path);

/* -- dom0less_module.c ----------------------------------------------------------------------- */

void module_take(struct board *b, struct import_domain *domain, int node, enum node_kind kind,
                 const char *path);

/* -- dom0less_pool.c ------------------------------------------------------------------------- */

void board_pool_take(struct board *b, int node);
void pool_use(struct board *b, struct import_domain *domain, const struct property *property);
/* How many CPUs Pool-0 has, 0: not known. */
unsigned long pool_0_cpus(const struct board *b);

/* -- dom0less_dom0.c ------------------------------------------------------------------------- */

/* Domain 0 of the modules in /chosen: found, then completed with the command lines. */
void dom0_find(struct board *b);
void dom0_take(struct board *b);

#endif
