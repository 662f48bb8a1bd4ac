/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Tells whether a misspelt name is close to a known one, for "did you mean".
 */
#ifndef CORE_BASE_NEAREST_H
#define CORE_BASE_NEAREST_H

#include <stdbool.h>

/* Few edits lead from one to the other, or only the vendor's prefix ("xen,") is missing. */
bool name_is_close(const char *name, const char *known);

#endif
