/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The reader of ImageBuilder configurations: a table says what becomes of each documented variable,
 * and any other is noted as unknown.
 */
#ifndef TOOL_IMPORT_IMAGEBUILDER_H
#define TOOL_IMPORT_IMAGEBUILDER_H

#include "tool/import/arm.h"
#include "tool/import/shell.h"

struct builder {
    struct import_set *set;
    struct shell_file file;
    unsigned long domus; /* NUM_DOMUS */
    struct import_domain *dom0;
    struct import_domain *domu[LCM_DOMAINS_MAX]; /* NULL: left out */
};

/* What a variable is of, which says what its index is. */
enum builder_scope {
    SCOPE_SET,
    SCOPE_LIST, /* of the set, with an index */
    SCOPE_DOM0,
    SCOPE_DOMU,
    SCOPE_VCPU, /* of a domain, with the vCPU behind its index */
};

struct builder_name {
    const char *name;
    enum builder_scope scope;
    /* Carries it over; NULL, with `why` NULL: it is read before the others. */
    void (*take)(struct builder *b, struct import_domain *domain, const struct shell_variable *v);
    const char *why;     /* it is noted with this reason */
    const char *becomes; /* what says it in a source, where something does */
};

/* The documented variables, ended by a name NULL. */
extern const struct builder_name builder_names[];

/* The assignment that counts of a domain's variable, or NULL. */
const struct shell_variable *builder_find(const struct builder *b, const char *name,
                                          unsigned long domu);
/* A variable of a domain whose value could not be read, or not as what it should be. */
void builder_note_malformed(struct builder *b, const struct import_domain *domain,
                            const struct shell_variable *v, const char *form);

/* Reads the sizes of DOMU_STATIC_MEM, "ADDRESS SIZE ...", in KiB; false where it is malformed. */
bool builder_static_memory(const char *text, uint64_t *kib);
/* Takes what capabilities and NUM_DOMUS decide before the rest is read. */
void builder_capabilities_take(struct builder *b, struct import_domain *domain,
                               const struct shell_variable *v);
/* What ImageBuilder gives where a variable is absent. */
void builder_dom0_finish(struct builder *b);
void builder_domu_finish(struct builder *b, struct import_domain *domain, unsigned long domu);

#endif
