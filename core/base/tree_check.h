/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Tells whether bytes are a device tree that libfdt can be let loose on, and what its dimensions
 * are.
 */
#ifndef CORE_BASE_TREE_CHECK_H
#define CORE_BASE_TREE_CHECK_H

#include <stdbool.h>
#include <stddef.h>

enum { TREE_VERSION = 17 /* what dtc writes, and libfdt's bounds are for */ };

/* What one pass over the tokens of a sound tree counts. */
struct tree_size {
    unsigned int nodes;
    unsigned int depth;
    unsigned int properties; /* of the node that has most; of labels, those beyond one a node */
    bool property_after_child;
};

/* The tree's own total size, at most `size`; 0 when its header is not sound. */
size_t tree_total(const void *blob, size_t size);

/*
 * Walks the whole structure of a blob with a sound header; returns 0 or a libfdt error. Nothing
 * outside [blob, blob + size) is read. `measured` may be NULL.
 */
int tree_check(const void *blob, size_t size, struct tree_size *measured);

#endif
