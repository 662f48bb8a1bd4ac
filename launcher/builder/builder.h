/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Building one domain, step by step: create, fill, wire up; or undo all of it and say why.
 */
#ifndef LAUNCHER_BUILDER_BUILDER_H
#define LAUNCHER_BUILDER_BUILDER_H

#include "launcher/builder/parts/build.h"
#include "launcher/builder/teardown.h"

/* The building of one domain, and how far it is. A site has one at a time: they share its windows.
 */
struct builder {
    struct build build;
    bool is_undoing;
    struct teardown teardown; /* of what was built, where a step failed */
};

/* Begins to build `domain`, paused, its rings mapped at place `slot` of their window. */
void builder_begin(struct builder *builder, struct build_site *site,
                   const struct lcm_domain *domain, uint32_t slot, struct build_result *result);

/*
 * Does one step, which takes no longer than putting one payload, or all of the memory, into the
 * domain. Whatever fails is undone by the steps that follow: the domain destroyed, its memory given
 * back. True while there is more to do; then result->built tells how it ended.
 */
bool builder_step(struct builder *builder);

#endif
