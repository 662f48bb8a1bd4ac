/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * A payload's digest: the root of a tree of SHA-256 over its stored bytes in blocks of 256 KiB.
 *
 *   leaf of a block       SHA-256(0x00 || block)
 *   node over two         SHA-256(0x01 || left || right)
 *   digest of a payload   SHA-256(0x02 || size as u64 little endian || top)
 *
 * The tree is that of RFC 6962: of more than one leaf, the left side has the largest power of two
 * that is less than their number. The last block may be short; a payload has one at least.
 *
 * Nothing is kept between calls, so any CPU makes the leaf of any block at any time. Who makes
 * leaves on several CPUs adds them in the order of their blocks, one after the other.
 */
#ifndef CORE_IMAGE_DIGEST_TREE_H
#define CORE_IMAGE_DIGEST_TREE_H

#include "core/image/digest.h"

enum {
    DIGEST_BLOCK = 256 * 1024,
    DIGEST_DEPTH = 47, /* 64 bits of size are 2^46 blocks: 46 nodes wait, and a leaf comes */
};

/* A tree that grows, as a binary counter does; begins as {0}. */
struct digest_tree {
    uint64_t count; /* leaves added */
    uint32_t depth; /* nodes that wait for another: one for each bit that is set in `count` */
    uint8_t nodes[DIGEST_DEPTH][DIGEST_SIZE];
};

/* The leaf of the block that begins at `offset` of the `size` bytes at `bytes`; offset < size. */
void digest_leaf(const void *bytes, uint64_t size, uint64_t offset, uint8_t leaf[DIGEST_SIZE]);

/* Adds the leaf of the next block. */
void digest_tree_add(struct digest_tree *tree, const uint8_t leaf[DIGEST_SIZE]);

/* The digest of a payload of `size` bytes, of which all leaves are added; the tree is used up. */
void digest_tree_finish(struct digest_tree *tree, uint64_t size, uint8_t digest[DIGEST_SIZE]);

/* All of these for the `size` bytes at `bytes`, block by block. */
void digest_payload(const void *bytes, uint64_t size, uint8_t digest[DIGEST_SIZE]);

#endif
