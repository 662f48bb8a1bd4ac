/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * What every importer promises of any bytes.
 */
#ifndef TESTS_SUPPORT_IMPORTS_H
#define TESTS_SUPPORT_IMPORTS_H

#include <stdlib.h>

#include "tool/import/import.h"

/* A copy that ends with a NUL behind `size` bytes; complaints go nowhere from then on. */
char *import_bytes(const uint8_t *data, size_t size);

/* The source that is made of a set, to be freed; set->origin is to be there. */
char *import_source(const struct import_set *set);

/* Whether a key of xl is told of in a comment, or arrives as the property that it becomes. */
bool import_tells(const struct import_set *set, const char *source, const char *key);

/* Ends the process unless the set is in bounds and its source is printable, with sound comments. */
void import_demand(struct import_set *set);

#endif
