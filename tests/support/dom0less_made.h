/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * For tests of the import of dom0less trees: the source that is made of a tree.
 */
#ifndef TESTS_SUPPORT_DOM0LESS_MADE_H
#define TESTS_SUPPORT_DOM0LESS_MADE_H

#include <stddef.h>

#include "tool/import/dom0less.h"

/* The source made of a tree; the caller frees it. */
char *dom0less_imported(const void *blob, size_t size);

/* The same from the text of a tree, which dtc compiles. */
char *dom0less_imported_text(const char *source);

#endif
