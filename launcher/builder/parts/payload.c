/* SPDX-License-Identifier: GPL-2.0-or-later OR BSD-2-Clause */
/*
 * A domain's kernel and ramdisk as the image has them: whether they are whole.
 */
#include <string.h>

#include "core/image/digest_tree.h"
#include "launcher/builder/parts/build.h"
#include "launcher/cpus/pool.h"

/* Blocks whose leaves are made at once: 16 MiB. */
enum { LEAVES = 64 };

struct leaves {
    const uint8_t *stored;
    uint64_t size;
    uint64_t first; /* block */
    uint8_t made[LEAVES][DIGEST_SIZE];
};

/* A job: makes the leaf of one block. */
static int leaf_make(void *context, const struct cpu *cpu, uint32_t i)
{
    struct leaves *leaves = context;

    (void)cpu;
    digest_leaf(leaves->stored, leaves->size, (leaves->first + i) * DIGEST_BLOCK, leaves->made[i]);
    return 0;
}

static bool payload_verify(struct build_site *site, uint32_t index)
{
    const struct lcm_payload *payload = &site->image->plan.payloads[index - 1];
    struct leaves leaves = {.stored = image_payload(site->image, index),
                            .size = payload->stored_size};
    uint64_t blocks = (leaves.size + DIGEST_BLOCK - 1) / DIGEST_BLOCK;
    struct digest_tree tree = {0};
    uint8_t digest[DIGEST_SIZE];

    for (; leaves.first < blocks; leaves.first += LEAVES) {
        uint64_t left = blocks - leaves.first;
        uint32_t count = left < LEAVES ? (uint32_t)left : LEAVES;

        /* A leaf cannot fail: where a helper could not begin, this CPU makes all. */
        if (cpus_share(site->cpus, leaf_make, &leaves, count))
            for (uint32_t i = 0; i < count; i++)
                (void)leaf_make(&leaves, NULL, i);
        for (uint32_t i = 0; i < count; i++)
            digest_tree_add(&tree, leaves.made[i]);
    }
    digest_tree_finish(&tree, leaves.size, digest);
    return memcmp(digest, payload->digest, sizeof(digest)) == 0;
}

bool build_payload_good(struct build_site *site, uint32_t index)
{
    enum build_digest *digest = &site->digests[index - 1];

    if (*digest == DIGEST_UNKNOWN)
        *digest = payload_verify(site, index) ? DIGEST_GOOD : DIGEST_BAD;
    return *digest == DIGEST_GOOD;
}

static int verify_module(struct build *b, const struct lcm_module *module, const char *what)
{
    if (module->present && !build_payload_good(b->site, module->index)) {
        return build_fail(b, BUILD_VERIFY,
                          "the %s (payload %u) is damaged: its digest is not the LCM's; build the "
                          "launch image again and check how it is stored",
                          what, (unsigned int)module->index);
    }
    return 0;
}

int build_verify(struct build *b)
{
    int error = verify_module(b, &b->domain->kernel, "kernel");

    return error ? error : verify_module(b, &b->domain->ramdisk, "ramdisk");
}

uint32_t build_bootargs_max(const struct build *b)
{
    return lcm_bootargs_max(b->domain->mode,
                            b->image->plan.payloads[b->domain->kernel.index - 1].cmdline_size);
}
