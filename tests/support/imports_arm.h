/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * What the importers of boards promise of any bytes beyond what all do.
 */
#ifndef TESTS_SUPPORT_IMPORTS_ARM_H
#define TESTS_SUPPORT_IMPORTS_ARM_H

#include "tests/support/imports.h"

/*
 * Ends the process unless the source compiles to an LCM that says the same as the set, or has named
 * faults; the caller frees the source.
 */
char *import_arm_source(struct import_set *set);

/* Ends the process unless a foreign name stands in the source, as its comments show it. */
void import_arm_word_demand(const char *text, const char *name);

#endif
