/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * The tree of a payload's digest. Nodes that wait for another lie in a row, the largest first, so
 * that two that become one lie side by side.
 */
#include "core/image/digest_tree.h"

#include <string.h>

#include "core/base/little_endian.h"

/* The first byte of all that is hashed, so that none of these can pass for another. */
enum { OF_BLOCK, OF_NODES, OF_PAYLOAD };

/* The last two nodes become one. */
static void nodes_join(struct digest_tree *tree)
{
    uint8_t *left = tree->nodes[--tree->depth - 1];

    digest_tagged(OF_NODES, left, 2 * DIGEST_SIZE, left);
}

void digest_leaf(const void *bytes, uint64_t size, uint64_t offset, uint8_t leaf[DIGEST_SIZE])
{
    uint64_t left = size - offset;

    digest_tagged(OF_BLOCK, (const uint8_t *)bytes + offset,
                  left < DIGEST_BLOCK ? left : DIGEST_BLOCK, leaf);
}

void digest_tree_add(struct digest_tree *tree, const uint8_t leaf[DIGEST_SIZE])
{
    memcpy(tree->nodes[tree->depth++], leaf, DIGEST_SIZE);
    for (uint64_t before = tree->count++; before & 1; before >>= 1)
        nodes_join(tree);
}

void digest_tree_finish(struct digest_tree *tree, uint64_t size, uint8_t digest[DIGEST_SIZE])
{
    uint8_t whole[sizeof(size) + DIGEST_SIZE];

    while (tree->depth > 1)
        nodes_join(tree);
    le_write(whole, size, sizeof(size));
    memcpy(whole + sizeof(size), tree->nodes[0], DIGEST_SIZE);
    digest_tagged(OF_PAYLOAD, whole, sizeof(whole), digest);
}

void digest_payload(const void *bytes, uint64_t size, uint8_t digest[DIGEST_SIZE])
{
    struct digest_tree tree = {0};
    uint8_t leaf[DIGEST_SIZE];

    for (uint64_t offset = 0; offset < size; offset += DIGEST_BLOCK) {
        digest_leaf(bytes, size, offset, leaf);
        digest_tree_add(&tree, leaf);
    }
    digest_tree_finish(&tree, size, digest);
}
