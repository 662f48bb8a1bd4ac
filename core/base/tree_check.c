/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * Checks the structure of a device tree blob before anything in it is believed.
 */
#include "core/base/tree_check.h"

#include <libfdt.h>
#include <string.h>

size_t tree_total(const void *blob, size_t size)
{
    if (size < sizeof(struct fdt_header) || fdt_check_header(blob) != 0 ||
        fdt_totalsize(blob) > size)
        return 0;
    return fdt_totalsize(blob);
}

/* The tokens of the structure block: where the walk is, and where it must end. */
struct tokens {
    const char *block;
    uint32_t size, at;
};

static bool word_take(struct tokens *tokens, uint32_t *word)
{
    if (tokens->size - tokens->at < FDT_TAGSIZE)
        return false;
    *word = fdt32_ld((const fdt32_t *)(const void *)(tokens->block + tokens->at));
    tokens->at += FDT_TAGSIZE;
    return true;
}

/* Goes behind `length` bytes, and what fills them up to the next token. */
static bool bytes_skip(struct tokens *tokens, uint32_t length)
{
    uint32_t filled = (FDT_TAGSIZE - length % FDT_TAGSIZE) % FDT_TAGSIZE;

    if (length > tokens->size - tokens->at || filled > tokens->size - tokens->at - length)
        return false;
    tokens->at += length + filled;
    return true;
}

static bool name_skip(struct tokens *tokens)
{
    const char *name = tokens->block + tokens->at;
    const char *end = memchr(name, '\0', tokens->size - tokens->at);

    return end && bytes_skip(tokens, (uint32_t)(end - name) + 1);
}

/* Whether the node just begun is where dtc lists the labels of a source, behind all others. */
static bool tokens_are_labels(const struct tokens *tokens, unsigned int depth)
{
    static const char name[] = "__symbols__";

    return depth == 2 && tokens->size - tokens->at >= sizeof(name) &&
           memcmp(tokens->block + tokens->at, name, sizeof(name)) == 0;
}

/*
 * Walks the tokens before libfdt does: version 1.6 takes a property's length for a signed number,
 * so that one near 2^32 leads it backwards, and round and round. Properties stand before the
 * children, or it is said that they do not: one counter serves.
 */
static bool tree_measure(struct tokens *tokens, struct tree_size *measured)
{
    unsigned int depth = 0;
    int properties = 0;
    bool after_child = false;
    uint32_t tag = FDT_NOP, length, name;

    *measured = (struct tree_size){0};
    while (word_take(tokens, &tag) && tag != FDT_END) {
        if (tag == FDT_BEGIN_NODE) {
            measured->nodes++;
            depth++;
            properties = tokens_are_labels(tokens, depth) ? -(int)measured->nodes : 0;
            after_child = false;
            if (!name_skip(tokens))
                return false;
        } else if (tag == FDT_END_NODE) {
            if (depth-- == 0)
                return false;
            after_child = true;
        } else if (tag == FDT_PROP) {
            if (!word_take(tokens, &length) || !word_take(tokens, &name) ||
                !bytes_skip(tokens, length))
                return false;
            properties++;
            measured->property_after_child = measured->property_after_child || after_child;
        } else if (tag != FDT_NOP) {
            return false;
        }
        measured->depth = depth > measured->depth ? depth : measured->depth;
        if (properties > (int)measured->properties)
            measured->properties = (unsigned int)properties;
    }
    return tag == FDT_END && depth == 0;
}

int tree_check(const void *blob, size_t size, struct tree_size *measured)
{
    struct tokens tokens = {.block = (const char *)blob + fdt_off_dt_struct(blob),
                            .size = fdt_size_dt_struct(blob)};
    struct tree_size ignored;
    int error, next;

    /* fdt_check_header has found the block inside the blob, but not on a multiple of four. */
    if (fdt_off_dt_struct(blob) % FDT_TAGSIZE != 0 ||
        !tree_measure(&tokens, measured ? measured : &ignored))
        return -FDT_ERR_BADSTRUCTURE;
    error = fdt_check_full(blob, size);
    /* libfdt takes what stands at offset 0 for the root, and does not check that it is a node. */
    if (error == 0 && fdt_next_tag(blob, 0, &next) != FDT_BEGIN_NODE)
        error = -FDT_ERR_BADSTRUCTURE;
    return error;
}
